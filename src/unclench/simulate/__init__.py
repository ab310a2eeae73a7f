"""The ensemble engine: virtual people run through a scenario, on a reference and a fast backend."""
