"""Unclench: a danger check, a relief plan and the model of the spasm behind it.

Import from the layer that answers your question, for example ``from unclench.advice import assess``.
"""

__version__ = "0.1.0"
SCHEMA_VERSION = "1.0"
"""Version of every JSON answer; the major number changes only when a field is renamed or removed."""
