"""May this person proceed? Pure Python that works when everything numeric is broken."""
