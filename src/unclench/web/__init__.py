"""The web pages and JSON routes: parse, call, present."""
