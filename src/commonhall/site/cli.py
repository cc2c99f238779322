"""The `commonhall` command: one word, then what to do.

Each command is a module with `HELP`, `NEEDS_DJANGO`, `add_arguments(parser)` and `run(args)`;
only the one that is called is imported, so that `commonhall count` never loads Django.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from commonhall import __version__
from commonhall.core import starting
from commonhall.site import private_home, supervision
from commonhall.ui.console import CommandError, say

COMMANDS: dict[str, str] = {
    "demo": "commonhall.site.commands.demo",
    "serve": "commonhall.site.commands.serve",
    "practice": "commonhall.site.commands.practice",
    "web": "commonhall.site.commands.web",
    "migrate": "commonhall.site.commands.migrate",
    "set-up": "commonhall.site.commands.set_up",
    "found": "commonhall.site.commands.found",
    "doctor": "commonhall.site.commands.doctor",
    "do": "commonhall.site.commands.do",
    "actions": "commonhall.site.commands.actions",
    "import": "commonhall.site.commands.importing",
    "export": "commonhall.site.commands.exporting",
    "record": "commonhall.record.commands",
    "witness": "commonhall.record.witnesses.commands",
    "roll": "commonhall.people.residents.commands",
    "tellers": "commonhall.decisions.votes.commands",
    "ballot": "commonhall.decisions.votes.voter_commands",
    "rates": "commonhall.evaluation.rollup.commands",
    "worker": "commonhall.site.commands.worker",
    "timer": "commonhall.site.commands.timer",
    "clock": "commonhall.site.commands.clock",
    "letters": "commonhall.site.commands.letters",
    "mail": "commonhall.site.commands.mail",
    "files": "commonhall.site.commands.files",
    "backup": "commonhall.site.commands.backup",
    "restore": "commonhall.site.commands.restore",
    "dump": "commonhall.open_data.commands.dump",
    "verify": "commonhall.open_data.commands.verify",
    "django": "commonhall.site.commands.django_admin",
    "count": "commonhall.site.commands.count",
    "map-opinions": "commonhall.site.commands.map_opinions",
    "draw-panel": "commonhall.site.commands.draw_panel",
    "index": "commonhall.site.commands.index",
}

# They come before there is a database to ask, or keep the hall's time themselves.
BEFORE_A_HALL = {
    "demo",
    "serve",
    "practice",
    "web",
    "migrate",
    "set-up",
    "found",
    "restore",
    "django",
}


class Command(Protocol):
    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, args: argparse.Namespace) -> int: ...


class About(NamedTuple):
    """What a command says of itself, read without importing it."""

    help: str
    needs_django: bool


def about(name: str) -> About:
    """Read `HELP` and `NEEDS_DJANGO` from a command's source: its imports may need Django set up."""
    spec = importlib.util.find_spec(COMMANDS[name])
    if spec is None or spec.origin is None:
        raise CommandError(f"{name} is not part of this installation")
    said: dict[str, object] = {}
    for node in ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            target = node.targets[0].id
            if target in {"HELP", "NEEDS_DJANGO"}:
                said[target] = ast.literal_eval(node.value)
    return About(str(said["HELP"]), bool(said["NEEDS_DJANGO"]))


def load(name: str) -> Command:
    module: Any = importlib.import_module(COMMANDS[name])
    command: Command = module
    return command


def available() -> list[str]:
    """Commands whose module is part of this installation."""
    return [name for name, module in COMMANDS.items() if importlib.util.find_spec(module)]


def overview() -> str:
    lines = [f"  {name:<14}{about(name).help}" for name in available()]
    return (
        "usage: commonhall COMMAND [options]\n\n"
        + "\n".join(lines)
        + "\n\n`commonhall COMMAND --help` explains each. COMMONHALL_HOME chooses the data folder, "
        "DATABASE_URL the database."
    )


def main(argv: list[str] | None = None) -> int:
    """Run one command; mistakes print one clear line and return 2."""
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] in {"-h", "--help", "help"}:
        print(overview())  # noqa: T201
        return 0
    if words[0] == "--version":
        print(f"commonhall {__version__}")  # noqa: T201
        return 0
    if words[0] not in available():
        say(f"commonhall: there is no command {words[0]!r}.\n\n{overview()}")
        return 2
    try:
        return _run(words[0], words[1:])
    except CommandError as error:
        say(f"commonhall {words[0]}: {error}")
        return 2
    except KeyboardInterrupt:
        say("")
        return 130
    except BrokenPipeError:
        return 0


def _not_configured() -> type[Exception]:
    from django.core.exceptions import ImproperlyConfigured

    return ImproperlyConfigured


def _run(name: str, rest: list[str]) -> int:
    supervision.end_with_parent()
    said = about(name)
    if said.needs_django:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonhall.site.settings")
        try:
            starting.set_up()

            from django.conf import settings

            private_home.close(settings.COMMONHALL_HOME)
        except (ValueError, _not_configured()) as error:
            raise CommandError(str(error)) from error
    given = parser_of(name).parse_args(rest)
    if said.needs_django and name not in BEFORE_A_HALL:
        from commonhall.ui import hall

        hall.keep_time()
    return load(name).run(given)


def parser_of(name: str) -> argparse.ArgumentParser:
    """What reads a command's words; Django is set up where the command needs it."""
    parser = argparse.ArgumentParser(
        prog=f"commonhall {name}",
        description=about(name).help,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    load(name).add_arguments(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
