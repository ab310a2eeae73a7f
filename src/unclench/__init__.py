"""Unclench: a danger check, a relief plan and the model of the spasm behind it.

Import from the layer that answers your question, for example ``from unclench.advice import assess``.
"""
