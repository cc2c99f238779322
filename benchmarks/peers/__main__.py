"""`make bench-peers`: run every comparison of this folder, one after the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    worst = 0
    for path in sorted(HERE.glob("*.py")):
        if path.name.startswith("_"):
            continue
        print(f"\n=== {path.stem} ===", flush=True)
        command = [sys.executable, "-m", f"benchmarks.peers.{path.stem}"]
        worst |= subprocess.run(command).returncode
    return worst


if __name__ == "__main__":
    sys.exit(main())
