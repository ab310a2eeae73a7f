"""The JSON routes about one person's own things: what the pages do with forms, for programs."""

from unclench.web.own_api import check, diary, doses, papers, people, sessions

__all__ = ["check", "diary", "doses", "papers", "people", "sessions"]
