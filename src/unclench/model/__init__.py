"""The words of Unclench: frozen values that every layer speaks, and no behaviour beyond their own validity."""
