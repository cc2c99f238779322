"""What a hit shows of its text: the line that holds the words, in any script, cut between words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.core.excerpts import LONG, excerpt
from commonhall.ui import fold


def shown(text: str, words: str, title: str = "") -> str:
    return "".join(
        f"[{piece.text}]" if piece.hit else piece.text for piece in excerpt(text, words, title)
    )


def test_the_words_asked_for_are_marked_as_they_were_written() -> None:
    text = "It is dark\nThe Straße lamps by the quay go out"
    assert shown(text, "lamp strasse") == "The [Straße] [lamps] by the quay go out"
    assert shown(text, "quays lam") == "The Straße [lamps] by the [quay] go out"


def test_a_line_that_repeats_the_title_is_not_shown() -> None:
    assert shown("Lamp broken\nSince May.", "lamp", "Lamp broken") == "Since May."
    assert shown("Lamp broken", "lamp", "Lamp broken") == ""


def test_in_scripts_without_spaces_the_run_that_was_asked_for_is_marked() -> None:
    assert shown("夜间噪音扰民，河边", "噪音") == "夜间[噪音]扰民，河边"
    assert shown("夜间噪音扰民", "噪音扰") == "夜间[噪音扰]民"


def test_a_long_line_is_cut_between_words_round_the_first_hit() -> None:
    text = "word " * 100 + "zebra " + "more " * 100
    said = shown(text, "zebra")
    assert said.startswith("… word") and said.endswith("more …") and "[zebra]" in said
    assert len(said) < LONG + 10


def test_signs_of_markdown_are_not_shown() -> None:
    assert shown("We can **still** change [how](https://a.example/b) many", "many") == (
        "We can still change how [many]"
    )


@pytest.mark.parametrize("words", ["", "zzz", "!!"])
def test_without_a_hit_the_text_begins(words: str) -> None:
    assert shown("The quay is dark.", words) == "The quay is dark."


@given(st.text(max_size=300), st.text(max_size=30), st.text(max_size=10))
def test_whatever_is_written_marks_only_what_means_a_word_asked_for(
    text: str, words: str, title: str
) -> None:
    for piece in excerpt(text, words, title):
        assert not piece.hit or fold.tokens(piece.text)
    marked = [piece.text for piece in excerpt(text, text[:20]) if piece.hit]
    if any(one.strip() and fold.tokens(one) for one in text[:20].split("\n")[:1]):
        assert marked or len(text) > 20
