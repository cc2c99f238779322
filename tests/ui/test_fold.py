"""Search folding: the same for every way of writing, in every script."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.ui import fold

WRITTEN = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Straße", "STRASSE"),
        ("Café", "cafe"),
        ("ＡＢＣ１２", "abc12"),
        ("naïve", "naive"),
        ("Łąka przy Źródle", "laka przy zrodle"),
        ("Østre Ærø", "ostre aero"),
        ("Ελλάδα", "ελλαδα"),
        ("مُحَمَّد", "محمد"),
    ],
)
def test_equal_words_fold_alike(written: str, found: str) -> None:
    assert fold.tokens(written) == fold.tokens(found) != []


@pytest.mark.parametrize(
    ("document", "query", "hit"),
    [
        ("超市后方装卸区夜间噪音扰民", "噪音", True),
        ("超市后方装卸区夜间噪音扰民", "音", True),
        ("超市后方装卸区夜间噪音扰民", "扰民噪音", False),
        ("夜間の騒音が続いています", "騒音", True),
        ("서울시 소음 문제", "소음", True),
        ("เสียงดังตอนกลางคืน", "เสียงดัง", True),
        ("Mill Road 40号 crossing", "40号", True),
        ("Noise at night", "noise night", True),
        ("Noise at night", "day", False),
        ("Street lighting", "light", True),
        ("Street lighting", "lighted", True),
        ("The lamp by the lock", "lam", True),
        ("The lamp by the lock", "lamps", True),
        ("The lamp by the lock", "lamp’s", True),
        ("The lamp by the lock", "amp", False),
        ("A lamp", "lampposts", False),
        ("Platform 12", "1", False),
    ],
)
def test_what_is_looked_for_is_found(document: str, query: str, hit: bool) -> None:
    assert fold.query_terms(query) and fold.holds(document, query) is hit


def test_kana_with_and_without_voice_are_different_letters() -> None:
    assert fold.tokens("が") != fold.tokens("か")


@given(WRITTEN)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold.fold(fold.fold(text)) == fold.fold(text)


@given(WRITTEN)
def test_every_text_finds_itself(text: str) -> None:
    assert set(fold.query_tokens(text)) <= set(fold.tokens(text))


@given(WRITTEN, WRITTEN)
def test_a_part_between_spaces_is_found_in_the_whole(part: str, other: str) -> None:
    assert set(fold.query_tokens(part)) <= set(fold.tokens(f"{other} {part}"))


@given(WRITTEN)
def test_composed_and_decomposed_writing_give_the_same_tokens(text: str) -> None:
    composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert fold.tokens(composed) == fold.tokens(apart)


@given(WRITTEN)
def test_tokens_hold_no_spaces_and_no_signs_of_query_languages(text: str) -> None:
    for token in fold.tokens(text):
        assert token and not set(token) & set(" \t\n\"'*:&|!()-^+<>_\\")


def test_the_index_text_is_the_tokens_in_a_row() -> None:
    assert fold.index_text("Noise 噪音") == f"noise 噪音 噪 音 {fold.STEM}nois"


def test_a_word_without_end_is_cut_alike_where_it_is_kept_and_where_it_is_sought() -> None:
    long = "a" * 4000
    assert fold.tokens(long) == ["a" * fold.LONGEST] and fold.holds(long, long)
