"""Tables are made out of dumps by a program that is started once and forks for each dump.

Starting the program takes two seconds, and tests do it a hundred times. What it does is the same
(`commonhall.open_data.rebuilding`); commands, and the tests that say so, start it for real.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

from commonhall.core import starting
from commonhall.open_data import rebuilding

started_for_real = rebuilding.run
_program: list[subprocess.Popen[str]] = []


def install() -> None:
    """Fork from now on (called by the root conftest)."""
    rebuilding.run = _forked


def _forked(words: list[str], environment: dict[str, str], step: rebuilding.Step) -> None:
    if not _program or _program[0].poll() is not None:
        _program[:] = [_start(environment)]
    program = _program[0]
    assert program.stdin is not None and program.stdout is not None
    print(json.dumps([environment["COMMONHALL_HOME"], words]), file=program.stdin, flush=True)
    for line in program.stdout:
        count, _, said = line.rstrip("\n").partition(" ")
        if count == "end":
            if said:
                raise rebuilding.RebuildError(said)
            return
        step(int(count))
    raise rebuilding.RebuildError("the program that forks has ended")


def _start(environment: dict[str, str]) -> subprocess.Popen[str]:
    home = tempfile.TemporaryDirectory(prefix="commonhall-rebuilder-")
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.rebuilder"],
        env=environment | {"COMMONHALL_HOME": home.name},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def end() -> None:
        program.kill()
        home.cleanup()

    atexit.register(end)
    return program


# --- the program ----------------------------------------------------------------------------------
def main() -> None:
    starting.set_up()
    from commonhall.core import exports

    exports.datasets()
    for line in sys.stdin:
        home, words = json.loads(line)
        child = os.fork()
        if not child:
            os._exit(_make(Path(home), words))
        _, status = os.waitpid(child, 0)
        if status:
            print("end it was killed", flush=True)


def _make(home: Path, words: list[str]) -> int:
    from django.conf import settings
    from django.db import connection

    settings.COMMONHALL_HOME = home
    connection.settings_dict["NAME"] = str(home / "hall.sqlite3")
    try:
        rebuilding.main(words)
    except Exception:
        print("end", traceback.format_exc().strip().splitlines()[-1], flush=True)
    else:
        print("end", flush=True)
    return 0


if __name__ == "__main__":
    main()
