"""A sequence of remedies for a cleared person, every step simulated."""

from unclench.plan.builder import build

__all__ = ["build"]
