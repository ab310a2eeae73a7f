"""Which languages there are, and every text in them. It knows nothing of backs."""
