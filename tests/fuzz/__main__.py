"""``python -m tests.fuzz [COUNT] [SEED]`` tries so many cases, and prints the counts and every fault."""

import sys
import tempfile
from pathlib import Path

from .cases import Maker
from .trial import tried

count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
maker = Maker(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
with tempfile.TemporaryDirectory() as folder:
    tally = tried((maker.case() for _ in range(count)), Path(folder))
print(*tally.faults, sep="\n\n")
print(tally.table())
sys.exit(bool(tally.faults))
