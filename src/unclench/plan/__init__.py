"""A sequence of remedies for a cleared person, every step simulated."""

from unclench.plan.build import build

__all__ = ["build"]
