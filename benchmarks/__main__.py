"""`make bench`: run every benchmark of this folder, one after the other."""

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
        worst |= subprocess.run([sys.executable, "-m", f"benchmarks.{path.stem}"]).returncode
    return worst


if __name__ == "__main__":
    sys.exit(main())
