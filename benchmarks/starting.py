"""How long a command takes to make Django ready, with the collector of garbage at work and without.

python -m benchmarks.starting [rounds]
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from statistics import median

WAYS = {
    "plain": "import django; django.setup()",
    "ours": "from commonhall.core import starting; starting.set_up()",
}


def seconds(code: str, home: str) -> float:
    """CPU seconds of a new process that runs this code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    settings = {"COMMONHALL_HOME": home, "DJANGO_SETTINGS_MODULE": "commonhall.site.settings"}
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | settings)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as home:
        taken: dict[str, list[float]] = {name: [] for name in WAYS}
        for _ in range(rounds):
            for name, code in WAYS.items():
                taken[name].append(seconds(code, home))
    plain, ours = (median(taken[name]) for name in WAYS)
    print(f"plain {plain:.2f} s, ours {ours:.2f} s of CPU, {plain / ours:.2f}×")


if __name__ == "__main__":
    main()
