"""Measure the engine against SciPy on this machine; prints every repeat as JSON. Run with --quick for a rough idea."""

import json
import platform
import sys

from unclench.knowledge.load import load
from unclench.simulate.bench import measure

if __name__ == "__main__":
    report = measure(load(), quick="--quick" in sys.argv).as_dict()
    json.dump({"machine": platform.platform(), "python": platform.python_version(), **report}, sys.stdout, indent=1)
    print()
