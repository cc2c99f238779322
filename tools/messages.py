#!/usr/bin/env python3
"""Collect the strings of every app into its catalogues, one a language, and compile them.

    python3 tools/messages.py              # every language that has a folder in src/commonhall/ui/locale
    python3 tools/messages.py de           # one language, begun if it is new
    python3 tools/messages.py --check      # collect nothing; fail where a whole language lacks something

How a language is added: docs/add-a-language.md.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "commonhall"
LANGUAGES = SOURCE / "ui" / "locale"
DESCRIPTION = "language.toml"
BEGUN = """\
# What a page must know of the language beside its words. docs/add-a-language.md
name = "{name}"
tag = "{tag}"
right_to_left = {right_to_left}
# true, once every string is there: from then on `make lint` fails where one is missing.
whole = false
"""
CJK = "\u3400-\u9fff"
AFTER = f"(?:(?<=[{CJK}”’）》」])|(?<=\\)[sd]))"
WIDE = str.maketrans(",;:?!", "，；：？！")


def typeset(said: str) -> str:
    """Chinese with Chinese punctuation: full-width beside Chinese characters. Other texts stay."""
    if not re.search(f"[{CJK}]", said):
        return said
    said = re.sub(
        rf"{AFTER}[,;:?!] ?|[,;:?!](?=[{CJK}“])",
        lambda found: found[0].strip().translate(WIDE),
        said,
    )
    return re.sub(rf"{AFTER}\(((?:%\(\w+\)[sd]|[^()%])*)\)", r"（\1）", said)


def described(locale: str) -> dict[str, object]:
    """What a language's file says of it."""
    return tomllib.loads((LANGUAGES / locale / DESCRIPTION).read_text(encoding="utf-8"))


def locales() -> list[str]:
    """Every language that has a folder, but the one of the strings in the code."""
    found = sorted(file.parent.name for file in LANGUAGES.glob(f"*/{DESCRIPTION}"))
    return [locale for locale in found if not described(locale).get("source")]


def apps() -> list[Path]:
    """The folders of the apps that have strings."""
    return sorted(file.parent for file in SOURCE.glob("*/apps.py"))


def catalogue(app: Path, locale: str) -> Path:
    """Where an app keeps its strings in a language."""
    return app / "locale" / locale / "LC_MESSAGES" / "django.po"


def begin(locale: str) -> None:
    """Make the folder of a new language, with what Django knows of it."""
    from django.conf.locale import LANG_INFO

    file = LANGUAGES / locale / DESCRIPTION
    if file.exists():
        return
    tag = locale.replace("_", "-")
    known = LANG_INFO.get(tag.lower(), {})
    file.parent.mkdir(parents=True, exist_ok=True)
    both = {"name": known.get("name_local", tag), "right_to_left": bool(known.get("bidi"))}
    text = BEGUN.format(
        tag=tag, name=both["name"], right_to_left=str(both["right_to_left"]).lower()
    )
    file.write_text(text, encoding="utf-8")
    print(f"{file.relative_to(ROOT)}: begun; look it through")


def collect(app: Path, locale: str) -> polib.POFile:
    """Run makemessages inside one app; returns its file."""
    (app / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "-l", locale, "--no-wrap"]
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([*command, "--no-location"], cwd=app, env=environment, check=True)
    return polib.pofile(str(catalogue(app, locale)))


def compiled(file: polib.POFile) -> None:
    file.save_as_mofile(file.fpath.removesuffix(".po") + ".mo")


def waiting(file: polib.POFile) -> list[str]:
    """Strings that are not translated, or whose translation nobody has confirmed."""
    return [
        entry.msgid
        for entry in file
        if not entry.obsolete and (entry.fuzzy or not entry.translated())
    ]


def renew(wanted: list[str]) -> int:
    """Collect and compile; returns how many strings wait in languages that are whole."""
    missing = 0
    for locale in wanted:
        count = 0
        for app in apps():
            file = collect(app, locale)
            for entry in file:
                entry.msgstr = typeset(entry.msgstr)
                for form in entry.msgstr_plural:
                    entry.msgstr_plural[form] = typeset(entry.msgstr_plural[form])
            file.save()
            compiled(file)
            count += len(waiting(file))
        print(f"{locale}: {count} strings not translated or fuzzy")
        missing += count if described(locale).get("whole") else 0
    return missing


# --- what make lint asks --------------------------------------------------------------------------
def lacking(locale: str) -> Iterator[str]:
    """What a language lacks, as "file: string"."""
    for app in apps():
        path = catalogue(app, locale)
        if not path.exists():
            yield f"{path.relative_to(ROOT)}: this file is missing"
            continue
        for words in waiting(polib.pofile(str(path))):
            yield f"{path.relative_to(ROOT)}: {words!r}"
    code = locale.replace("_", "-").lower()
    for words_of in sorted(SOURCE.rglob(f"{source_code()}.toml")):
        other = words_of.with_name(f"{code}.toml")
        for key in sorted(_keys(words_of) - _keys(other)):
            yield f"{other.relative_to(ROOT)}: {key}"


def source_code() -> str:
    """The code of the language of the strings in the code."""
    files = LANGUAGES.glob(f"*/{DESCRIPTION}")
    return next(file.parent.name for file in files if described(file.parent.name).get("source"))


def _keys(file: Path) -> set[str]:
    if not file.exists():
        return set()

    def walk(table: dict[str, object], above: str) -> Iterator[str]:
        for key, value in table.items():
            if isinstance(value, dict):
                yield from walk(value, f"{above}{key}.")
            elif isinstance(value, str) and value.strip():
                yield above + key

    return set(walk(tomllib.loads(file.read_text(encoding="utf-8")), ""))


def check() -> int:
    """Name what whole languages lack; returns how much that is."""
    found = [
        one for locale in locales() if described(locale).get("whole") for one in lacking(locale)
    ]
    for one in found:
        print(one)
    return len(found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("language", nargs="*", help="a locale's name, such as de or pt_BR")
    parser.add_argument(
        "--check", action="store_true", help="fail where a whole language lacks something"
    )
    args = parser.parse_args()
    if args.check:
        return 1 if check() else 0
    for locale in args.language:
        if not re.fullmatch(r"[a-z]{2,8}(_[A-Za-z0-9]{2,8})*", locale):
            parser.error(f"{locale!r}: write it as Django names locales: de, pt_BR, sr_Latn")
        begin(locale)
    return 1 if renew(args.language or locales()) else 0


if __name__ == "__main__":
    sys.exit(main())
