"""That a name which no view gives is noticed, and one that may be missing is not."""

from __future__ import annotations

import pytest
from django.template import engines

from tests import undefined_names


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{{ nothing }}", ["nothing"]),
        ("{{ nothing.name|upper }}", ["nothing.name|upper"]),
        ("{% with one=nothing %}{{ one }}{% endwith %}", ["nothing"]),
        ("{{ there }}{{ there.name }}", []),
        ('{{ nothing|default:"–" }}', []),
        ("{% if nothing %}{% endif %}{% for one in nothing %}{% endfor %}", []),
    ],
)
def test_a_name_that_nothing_gives_is_found(source: str, found: list[str]) -> None:
    with undefined_names.recorded() as names:
        engines["django"].from_string(source).render({"there": "here"})
    assert [name.partition("{{ ")[2].removesuffix(" }}") for name in names] == found
    with undefined_names.recorded() as names:
        pass
    assert engines["django"].engine.string_if_invalid == "" and not names  # type: ignore[attr-defined]
