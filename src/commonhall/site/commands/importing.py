"""`commonhall import …`: one word for each kind of thing that an importer brings in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from commonhall.core.importers import Importer, Option, files_in, importers
from commonhall.core.imports import Invalid
from commonhall.core.refusals import BadInput, Refused
from commonhall.site.commands import found
from commonhall.site.commands.migrate import prepare
from commonhall.ui import languages
from commonhall.ui.console import CommandError, emit, say

HELP = "bring in places, cases, budgets and conversations from files"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="what", required=True)
    for what, formats in importers().items():
        first, *_others = formats.values()
        word = words.add_parser(what, help=first.help)
        folders = all(one.folder for one in formats.values())
        word.add_argument("file", metavar="DIR" if folders else "file")
        usual = _usual(formats)
        if len(formats) > 1 or usual is None:
            word.add_argument("--format", choices=list(formats), default=usual, required=not usual)
        else:
            word.set_defaults(format=usual)
        for option in _options(formats):
            _add_option(word, option)
        word.add_argument(
            "--language",
            default="",
            help="the language the file is written in; else the hall's own",
        )
        word.add_argument("--json", action="store_true", help="print the result as JSON")


def _add_option(word: argparse.ArgumentParser, option: Option) -> None:
    if option.switch:
        word.add_argument(option.flag, action="store_true", dest=option.key, help=option.help)
    else:
        word.add_argument(
            option.flag,
            type=option.type,
            default=option.default,
            dest=option.key,
            help=option.help,
        )


def _usual(formats: dict[str, Importer]) -> str | None:
    return next((name for name, one in formats.items() if one.usual), None)


def _options(formats: dict[str, Importer]) -> list[Option]:
    """Those of every format, each once. Two formats that share a flag declare it alike."""
    return list(dict.fromkeys(option for one in formats.values() for option in one.options))


def run(args: argparse.Namespace) -> int:
    formats = importers()[args.what]
    importer = formats[args.format]
    given = _given(args, formats, importer)
    source = _source(args.file, importer)
    prepare()
    if found.ensure():
        say("This hall was not founded yet: it was founded with the standard charter.")
    try:
        with files_in(_installed(args.language)):
            result = importer.run(source, **given)
    except (Invalid, Refused, BadInput) as error:
        raise CommandError(str(error)) from error
    again = " It had been imported before." if result.get("repeated") else ""
    emit(args, result, importer.told(result) + again)
    return 0


def _source(named: str, importer: Importer) -> Path | str:
    """The file, folder or web address to read. Raises CommandError where it is not what the format reads."""
    if named.startswith(("https://", "http://")):
        if not importer.address:
            raise CommandError(f"the format {importer.format} reads files, not web addresses")
        return named
    path = Path(named)
    if importer.folder and not path.is_dir():
        raise CommandError(f"{path} is no folder; give the folder of {importer.folder}")
    if not importer.folder and not path.is_file():
        raise CommandError(f"there is no file {path}")
    return path


def _given(
    args: argparse.Namespace, formats: dict[str, Importer], importer: Importer
) -> dict[str, Any]:
    for option in _options(formats):
        if option not in importer.options and getattr(args, option.key) != option.default:
            raise CommandError(f"the format {importer.format} does not take {option.flag}")
    return {option.key: getattr(args, option.key) for option in importer.options}


def _installed(code: str) -> str:
    if code and code not in languages.codes():
        raise CommandError(
            f'this hall has not installed "{code}", but: {", ".join(languages.codes())}'
        )
    return code
