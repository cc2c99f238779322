"""Our templates are indented for whoever reads them; pages are sent without it."""

from __future__ import annotations

import re
from pathlib import Path

from django.template.base import Origin
from django.template.loaders import app_directories

OURS = Path(__file__).resolve().parent.parent


class Loader(app_directories.Loader):
    """Templates of the apps; from the HTML of our own it takes the indentation.

    Lines stay lines, so that an error still names the right one. In HTML a line break does what a
    line break with spaces does, except within `<pre>`, which is left alone. Letters (`.txt`) stay
    as they are written.
    """

    def get_contents(self, origin: Origin) -> str:
        text = super().get_contents(origin)
        path = Path(origin.name)
        if path.suffix != ".html" or not path.is_relative_to(OURS):
            return text
        return unindented(text)


def unindented(html: str) -> str:
    """HTML whose lines begin without spaces, but for what stands within `<pre>`."""
    parts = re.split(r"(<pre\b.*?</pre>)", html, flags=re.DOTALL)
    for place in range(0, len(parts), 2):
        parts[place] = re.sub(r"^[ \t]+", "", parts[place], flags=re.MULTILINE)
    return "".join(parts)
