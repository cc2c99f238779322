"""docs/glossary.md names what exists, and the code does not use the words it was freed of."""

from __future__ import annotations

import importlib
import io
import re
import tokenize
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
NAMED = re.findall(r"\| `([a-z_.0-9A-Z]+)` \|$", PAGE, re.M)
# Words that only we used, or that meant several things.
GONE = {
    "doings",
    "doing",
    "walking",
    "worlds",
    "rederivation",
    "rederives",
    "rederived",
    "matters",
    "hear",
    "consult",
    "deliver",
    "acts",
    "act",
    "rooms",
    "room",
}


@pytest.mark.parametrize("name", NAMED)
def test_what_the_glossary_names_exists(name: str) -> None:
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(["commonhall", *parts[:count]]))
        except ModuleNotFoundError:
            continue
        for rest in parts[count:]:
            found = getattr(found, rest)
        return
    raise AssertionError(f"{name} is not there")


def test_the_glossary_has_words_for_every_app() -> None:
    from django.apps import apps

    from commonhall.core.manifest import App

    named = {name.split(".")[0] for name in NAMED}
    ours = {app.label for app in apps.get_app_configs() if isinstance(app, App)}
    assert ours - named <= {"places", "pages"}


@pytest.mark.slow
def test_no_module_or_definition_has_a_name_that_was_given_up() -> None:
    found = []
    for path in (ROOT / "src" / "commonhall").rglob("*.py"):
        if "methods" in path.parts or "migrations" in path.parts:
            continue
        if path.stem in GONE:
            found.append(str(path.relative_to(ROOT)))
        tokens = list(tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline))
        for before, token in pairwise(tokens):
            if before.string in ("def", "class", "import") and token.string in GONE:
                found.append(f"{path.relative_to(ROOT)}:{token.start[0]} {token.string}")
    assert found == []
