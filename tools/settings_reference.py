#!/usr/bin/env python3
"""Write the reference of settings in docs/operate.md from the code: `tools/settings_reference.py [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from commonhall.site import environment  # noqa: E402

PAGE = ROOT / "docs" / "operate.md"
BEGIN = "<!-- settings: written by tools/settings_reference.py -->\n"
END = "<!-- end of settings -->\n"


def written(page: str) -> str:
    """The page with its reference as the code has it."""
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{environment.reference()}\n{END}{after}"


def main() -> int:
    page = PAGE.read_text(encoding="utf-8")
    now = written(page)
    if "--check" in sys.argv:
        return int(page != now)
    PAGE.write_text(now, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
