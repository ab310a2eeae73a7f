"""What the terminal shows: the same answers as ``--json``, laid out for reading."""
