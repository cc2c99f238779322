"""`commonhall practice`: a fictional town in which people try what they learn, beside the hall and apart from it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from commonhall.pages.practice import restoring
from commonhall.pages.practice.town import MARK, PRISTINE, TOWN, fits
from commonhall.site import environment, private_home, supervision
from commonhall.site.practice import homes, making
from commonhall.ui.console import CommandError, say

HELP = "serve the practice town: a fictional town in which people try what they learn"
# The hall's settings are never loaded here: nothing of the hall is opened.
NEEDS_DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="default: COMMONHALL_PRACTICE_PORT")
    parser.add_argument("--workers", type=int, default=1, help="web processes")
    parser.add_argument("--make", action="store_true", help="make the town anew, then end")
    parser.add_argument(
        "--reset", action="store_true", help="put the town back to its beginning, then end"
    )


def run(args: argparse.Namespace) -> int:  # noqa: RET503
    """Make what is missing, then become the process that keeps the town."""
    home = Path(environment.read("COMMONHALL_HOME")).resolve()
    if (home / MARK).is_file():
        raise CommandError(f"{home} is the practice town itself; name the hall's home")
    try:
        port = args.port or environment.number("COMMONHALL_PRACTICE_PORT") or 8001
        url = environment.origin("COMMONHALL_PRACTICE_URL") or f"http://localhost:{port}"
    except ValueError as error:
        raise CommandError(str(error)) from error
    folder = home / "practice"
    os.umask(private_home.MASK)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    env = homes.environment(os.environ, folder / TOWN, url, _hall())
    if args.make or not fits(folder / PRISTINE):
        say("Making the practice town. It takes about a minute.")
        if making.begin(folder, env).wait():
            raise CommandError("the practice town could not be made")
        making.finish(folder)
    if args.make:
        return 0
    anew = args.reset or not fits(folder / TOWN)
    if anew and not restoring.restore(folder):
        raise CommandError("somebody is using the practice town just now; try again")
    if args.reset:
        return 0
    supervision.refuse_port_in_use(args.host, port)
    where = (args.host, str(port), str(args.workers))
    words = homes.command("commonhall.site.practice.keeper", *where)
    # In this process's place: what is in its environment of the hall is gone with it.
    os.execve(words[0], words, {**env, **supervision.handed_on()})  # noqa: S606


def _hall() -> str:
    """The hall's address, as its own settings make it."""
    if url := environment.read("COMMONHALL_URL"):
        return url.rstrip("/")
    https, domain = environment.on("COMMONHALL_HTTPS"), environment.read("COMMONHALL_DOMAIN")
    return f"https://{domain}" if https else f"http://{domain}:8000"
