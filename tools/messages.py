#!/usr/bin/env python3
"""Collect the strings of every app into its Simplified Chinese .po file, and compile them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "ui",
    "record",
    "core",
    "actions",
    "places",
    "people",
    "law",
    "cases",
    "consultations",
    "decisions",
    "services",
    "delivery",
    "evaluation",
    "open_data",
    "pages",
)


CJK = "\u3400-\u9fff"
AFTER = f"(?:(?<=[{CJK}”’）》」])|(?<=\\)[sd]))"
WIDE = str.maketrans(",;:?!", "，；：？！")


def typeset(said: str) -> str:
    """Chinese with Chinese punctuation: full-width beside Chinese characters."""
    if not re.search(f"[{CJK}]", said):
        return said
    said = re.sub(
        rf"{AFTER}[,;:?!] ?|[,;:?!](?=[{CJK}“])",
        lambda found: found[0].strip().translate(WIDE),
        said,
    )
    return re.sub(rf"{AFTER}\(((?:%\(\w+\)[sd]|[^()%])*)\)", r"（\1）", said)


def collect(app: str) -> polib.POFile:
    """Run makemessages inside one app; returns its file."""
    folder = ROOT / "src" / "commonhall" / app
    (folder / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "--no-wrap"]
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([*command, "--no-location"], cwd=folder, env=environment, check=True)
    return polib.pofile(str(folder / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))


def main() -> int:
    missing = 0
    for app in APPS:
        file = collect(app)
        for entry in file:
            entry.msgstr = typeset(entry.msgstr)
            for form in entry.msgstr_plural:
                entry.msgstr_plural[form] = typeset(entry.msgstr_plural[form])
        file.save()
        file.save_as_mofile(file.fpath.removesuffix(".po") + ".mo")
        waiting = [entry for entry in file if not entry.obsolete and not entry.translated()]
        missing += len(waiting)
        print(f"{app}: {len(file)} strings, {len(waiting)} not translated or fuzzy")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
