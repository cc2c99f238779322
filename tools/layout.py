#!/usr/bin/env python3
"""Lay out templates (djhtml) and style sheets (cssbeautifier), so that a review reads them by lines.

    python3 tools/layout.py            # write
    python3 tools/layout.py --check    # write nothing; fail where something would change

djhtml sets the indentation alone: where a line breaks stays the writer's, because a space beside
`<a>` or `<span>` is one on the page. What it leaves to us is checked here: how long a line may be,
and that no two block elements stand beside each other on one.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cssbeautifier

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "commonhall"
LONGEST_LINE = 120
BLOCK = (
    "article|aside|blockquote|caption|dd|details|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header"
    "|legend|li|main|nav|ol|option|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
BESIDE = re.compile(rf"</(?:{BLOCK})>.*<(?:{BLOCK})\b")


def templates() -> list[Path]:
    """Every template of a page; letters (`.txt`) are laid out as they are sent."""
    return sorted(SOURCE.glob("*/templates/**/*.html"))


def style_sheets() -> list[Path]:
    """Every style sheet of ours."""
    return sorted(SOURCE.glob("**/*.css"))


def indented(check: bool) -> bool:
    """Let djhtml indent the templates; whether they stood as it would have them."""
    command = [sys.executable, "-m", "djhtml", "--tabwidth", "2", *(["--check"] if check else [])]
    return subprocess.run([*command, *map(str, templates())], cwd=ROOT).returncode == 0


def formatted(css: str) -> str:
    """A style sheet with one declaration and one selector a line."""
    options = cssbeautifier.default_options()
    options.indent_size = 2
    options.end_with_newline = True
    options.space_around_combinator = True
    options.max_preserve_newlines = 2
    return str(cssbeautifier.beautify(css, options))


def unreadable() -> Iterator[str]:
    """Lines that are too long, or hold several elements."""
    for file in [*templates(), *style_sheets()]:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            where = f"{file.relative_to(ROOT)}:{number}"
            if len(line) > LONGEST_LINE:
                yield f"{where}: {len(line)} characters; {LONGEST_LINE} at most"
            elif file.suffix == ".html" and BESIDE.search(line):
                yield f"{where}: two block elements in one line"


def main() -> int:
    """Write or check; 1 where something is left to do."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    good = indented(check) or not check
    for file in style_sheets():
        css = file.read_text(encoding="utf-8")
        if formatted(css) == css:
            continue
        if check:
            print(f"{file.relative_to(ROOT)}: run python3 tools/layout.py")
            good = False
        else:
            file.write_text(formatted(css), encoding="utf-8")
    faults = list(unreadable())
    print(*faults, sep="\n", end="\n" if faults else "")
    return 0 if good and not faults else 1


if __name__ == "__main__":
    sys.exit(main())
