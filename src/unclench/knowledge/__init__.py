"""What Unclench knows, as fact-sheets loaded once and strictly."""
