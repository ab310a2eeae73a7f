"""Accounts for a server that many share: ways in (passkey, password, recovery code), sessions, leaving for good."""
