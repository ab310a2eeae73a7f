"""A sequence of remedies for a cleared person, every step simulated."""
