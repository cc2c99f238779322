#!/usr/bin/env python3
"""Make `.venv` from a hashed lock, with nothing but the standard library.

    python3 tools/bootstrap.py runtime     # what `make demo` needs
    python3 tools/bootstrap.py test        # what `make test-fast`, `make lint` and `make types` need
    python3 tools/bootstrap.py browser     # the same, and what `make test` needs of Debian: a browser
    python3 tools/bootstrap.py messages    # the same, and what `make messages` needs of Debian: xgettext
    python3 tools/bootstrap.py peers       # what `make test-peers` needs (COMMONHALL_VENV=.venv-peers)
    python3 tools/bootstrap.py analytics   # what `make test-analytics` needs (.venv-analytics)

A stamp of the lock's digest makes the second start take a fraction of a second.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("COMMONHALL_VENV", ROOT / ".venv"))
PYTHON = VENV / "bin" / "python"
# Environments of their own, without the house's dependencies.
APART = ("peers", "analytics")
# Groups that take the test lock and Debian packages besides, each with what shows that it is there: a
# program, or a folder. The tests in a browser need the browser and glyphs of every script.
SYSTEM_PACKAGES = {
    "browser": {
        "chromium": "chromium",
        "fonts-noto-cjk": "/usr/share/fonts/opentype/noto",
        "gettext": "xgettext",
    },
    "messages": {"gettext": "xgettext"},
}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT)


def make_venv() -> None:
    """Create the environment; Debian's Python may lack ensurepip, so fall back to the outer pip."""
    if PYTHON.exists():
        return
    if sys.version_info < (3, 11):  # noqa: UP036  (this script meets any Python)
        sys.exit("Commonhall needs Python 3.11 or newer; this is " + sys.version.split()[0])
    say(f"Making {VENV} …")
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        run(sys.executable, "-m", "venv", "--without-pip", VENV)


def pip(*arguments: str) -> None:
    """Run pip for the environment, from inside it or from the outer Python."""
    inside = subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True)
    if inside.returncode == 0:
        command = [str(PYTHON), "-m", "pip"]
    else:
        command = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run([*command, *arguments], cwd=ROOT, env=environment)
    if done.returncode:
        sys.exit("Installing failed; the lines above say why. Is a package index reachable?")


def install(group: str) -> None:
    """Install the lock `requirements/<group>.txt` and the project, unless its stamp is current."""
    lock = ROOT / "requirements" / f"{group}.txt"
    stamp = VENV / f".lock-{group}"
    digest = hashlib.sha256(
        lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + sys.version.encode()
    ).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    say(
        f"Installing {sum(1 for line in lock.open() if line[0].isalpha())} packages, versions and hashes pinned …"
    )
    # The lock is complete: without resolving, a newer release on the index can change nothing.
    pip(
        "install",
        "--quiet",
        "--no-deps",
        "--require-hashes",
        # The Spark client comes as source only.
        *(("--only-binary=:all:",) if group != "analytics" else ()),
        "-r",
        str(lock),
    )
    # These environments have no build tool: there `src` is put on the path as it is.
    if group in APART:
        site = next(VENV.glob("lib/python*/site-packages"))
        (site / "commonhall.pth").write_text(f"{ROOT / 'src'}\n{ROOT}\n")
    else:
        pip("install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ".")
    stamp.write_text(digest)


def compile_messages() -> None:
    """Compile every .po newer than its .mo (polib, so that gettext's tools are not needed)."""
    code = (
        "import sys, pathlib, polib\n"
        "for po in pathlib.Path('src').rglob('*.po'):\n"
        "    mo = po.with_suffix('.mo')\n"
        "    if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:\n"
        "        polib.pofile(str(po)).save_as_mofile(str(mo))\n"
    )
    stale = [
        po
        for po in (ROOT / "src").rglob("*.po")
        if not po.with_suffix(".mo").exists()
        or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
    ]
    if stale:
        run(PYTHON, "-c", code)


def system_packages(group: str) -> None:
    """Install the Debian packages of a group where they are missing and we may."""
    missing = [
        name
        for name, probe in SYSTEM_PACKAGES[group].items()
        if not (Path(probe).exists() if probe.startswith("/") else shutil.which(probe))
    ]
    if not missing:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if not shutil.which("apt-get"):
        sys.exit(f"This needs: {', '.join(missing)}. Install them and run again.")
    if os.geteuid() != 0:
        if not shutil.which("sudo"):
            sys.exit(f"This needs: {', '.join(missing)}. As root: {' '.join(command)}")
        command = ["sudo", *command]
    say(f"Installing Debian packages: {', '.join(missing)} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    prefix = command[: command.index("apt-get")]
    subprocess.run([*prefix, "apt-get", "update", "-qq"], check=False, env=environment)
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


def main(group: str) -> None:
    groups = {"runtime", "test", *SYSTEM_PACKAGES, *APART}
    if group not in groups:
        sys.exit(f"{__doc__}\nunknown group {group!r}: use {', '.join(sorted(groups))}")
    make_venv()
    install("test" if group in SYSTEM_PACKAGES else group)
    if group not in APART:
        compile_messages()
    if group in SYSTEM_PACKAGES:
        system_packages(group)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "runtime")
