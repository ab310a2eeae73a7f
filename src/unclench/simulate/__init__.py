"""The ensemble engine: virtual people run through a scenario, on a reference and a fast backend."""

from unclench.simulate.blocks import run_in_blocks, write_to_disk
from unclench.simulate.members import Members
from unclench.simulate.run import run, run_many, run_members, run_members_many

__all__ = ["Members", "run", "run_in_blocks", "run_many", "run_members", "run_members_many", "write_to_disk"]
