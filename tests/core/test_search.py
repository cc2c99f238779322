"""Words in any script are found, on both databases alike, and erased words are not."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhall.core import search
from commonhall.core.models import SearchText
from commonhall.ui import fold

pytestmark = pytest.mark.django_db


def found(words: str) -> set[str]:
    return {ref for _key, ref in search.everything(words)}


def test_every_word_must_be_there_in_any_script() -> None:
    search.index(
        "a.b", [(1, "Lampe an der Straße"), (2, "夜间噪音扰民"), (3, "ไฟดับ ที่ถนน"), (4, "Lampe")]
    )
    assert found("strasse lampe") == {"a.b:1"}
    assert found("LAMPE") == {"a.b:1", "a.b:4"}
    assert found("噪音") == {"a.b:2"} and found("音噪") == set() and found("噪") == {"a.b:2"}
    assert found("ถนน") == {"a.b:3"}
    assert found("lampe 噪音") == set()


def test_other_forms_of_a_word_and_its_beginning_are_found() -> None:
    search.index("a.b", [(1, "The lamp is dark"), (2, "Street lights")])
    for words in ("lam", "lamps", "lamp's", "LAMP"):
        assert found(words) == {"a.b:1"}
    assert found("light") == found("lighting") == {"a.b:2"}
    assert found("amp") == found("lampposts") == set()


@pytest.mark.parametrize(
    "words", ["", "   ", "!!!", '"', "' OR 1=1 --", "NEAR(a b)", "a* OR b", "{}"]
)
def test_signs_of_query_languages_are_only_words(words: str) -> None:
    search.index("a.b", [(1, "or 1 near a b")])
    assert found(words) <= {"a.b:1"}


def test_indexed_anew_the_old_words_are_gone() -> None:
    search.index("a.b", [(1, "secret words")])
    search.index("a.b", [(1, "")])
    assert found("secret") == set()
    SearchText.objects.all().delete()
    assert found("words") == set()


def test_pages_go_on_below_the_last_key() -> None:
    search.index("a.b", [(number, "same") for number in range(30)])
    first = search.everything("same", count=20)
    rest = search.everything("same", below=first[-1][0], count=20)
    assert len({ref for _key, ref in [*first, *rest]}) == 30


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=40), st.text(max_size=40))
def test_a_text_is_found_by_its_own_words_and_only_by_them(text: str, other: str) -> None:
    text, other = text.replace("\x00", ""), other.replace("\x00", "")
    search.index("a.b", [(1, text), (2, other)])
    for token in fold.query_tokens(text):
        assert "a.b:1" in found(token)
        assert ("a.b:2" in found(token)) is fold.holds(other, token)
