"""The one way in which a caller stops long work from within its progress callback."""


class Cancelled(Exception):
    """Nobody waits for this work any more. It passes through every layer; no answer comes back."""
