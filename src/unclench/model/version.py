"""Version numbers that travel with every answer."""

VERSION = "0.1.0"
"""Version of the package."""

SCHEMA_VERSION = "1.0"
"""Version of every JSON answer. The minor number grows when a field is added; the major when one changes or goes."""
