"""Draft texts: comments, amendments as redlines, editions, answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.consultations.drafts import actions as actions
from commonhall.consultations.drafts.models import Amendment, Comment, Draft, Paragraph
from commonhall.consultations.moderation import actions as moderation_actions
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.record import verification
from commonhall.record.readers import DatabaseSource
from commonhall.ui.redline import redline
from tests.consultations import kit
from tests.kit import Hall, found_hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def first(hall: Hall) -> Paragraph:
    return Paragraph.objects.get(draft=kit.draft(hall), place=1)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": ""}, "title"),
        ({"paragraphs": [" "]}, "paragraphs"),
        ({"about": "cases.case:99"}, "about"),
    ],
)
def test_what_is_wrong_with_a_draft_is_named(hall: Hall, given: Any, field: str) -> None:
    with pytest.raises(BadInput) as wrong:
        kit.draft(hall, **given)
    assert wrong.value.field == field
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (
            "Lamps burn until midnight.",
            "Lamps burn until dawn.",
            "Lamps burn until <del>midnight</del><ins>dawn</ins>.",
        ),
        ("至少有两盏路灯", "至少有三盏路灯", "至少有<del>两</del><ins>三</ins>盏路灯"),
        ("<b>a</b>", "<b>b</b>", "&lt;b&gt;<del>a</del><ins>b</ins>&lt;/b&gt;"),
        ("gone", "", "<del>gone</del>"),
        ("", "new", "<ins>new</ins>"),
    ],
)
def test_a_redline_shows_words_and_signs(before: str, after: str, shown: str) -> None:
    assert redline(before, after) == shown


def test_an_amendment_taken_up_makes_an_edition_and_keeps_the_earlier_words(
    hall: Hall, first: Paragraph
) -> None:
    moved = actions.amend.perform(
        hall.resident, paragraph=first, text="Lamps burn until dawn.", reason="Shifts."
    ).result
    other = actions.amend.perform(hall.clerk, paragraph=first, text="", reason="Needless.").result
    with pytest.raises(Refused) as foreign:
        actions.answer_amendment.perform(hall.clerk, amendment=moved, verdict="taken_up", text="x")
    assert foreign.value.code == "other-body"
    actions.answer_amendment.perform(hall.parks, amendment=moved, verdict="taken_up", text="Yes.")
    first.refresh_from_db()
    assert (first.text, first.edition, first.draft.edition) == ("Lamps burn until dawn.", 2, 2)
    with pytest.raises(BadInput) as stale:
        actions.answer_amendment.perform(hall.parks, amendment=other, verdict="taken_up", text="x")
    assert stale.value.field == "verdict"
    actions.answer_amendment.perform(
        hall.parks, amendment=other, verdict="refused", text="Changed."
    )
    page = Client().get(f"/conversations/paragraphs/{first.pk}/").content.decode()
    assert "<del>midnight</del><ins>dawn</ins>" in page and "edition 2" in page
    assert "Changed." in Client().get(f"/conversations/amendments/{other.pk}/").content.decode()
    assert verification.verify(DatabaseSource()).codes() - {"no_key"} == set()


def test_amendments_need_change_and_reason_and_are_their_movers(
    hall: Hall, first: Paragraph
) -> None:
    for text, reason, field in ((first.text, "x", "text"), ("New", " ", "reason")):
        with pytest.raises(BadInput) as wrong:
            actions.amend.perform(hall.resident, paragraph=first, text=text, reason=reason)
        assert wrong.value.field == field
    moved = actions.amend.perform(hall.resident, paragraph=first, text="New", reason="x").result
    with pytest.raises(Refused):
        actions.withdraw_amendment.perform(hall.clerk, amendment=moved)
    actions.withdraw_amendment.perform(hall.resident, amendment=moved)
    with pytest.raises(Refused):
        actions.answer_amendment.perform(hall.parks, amendment=moved, verdict="refused", text="x")


def test_it_becomes_final_once_its_time_is_over_and_all_is_answered(
    hall: Hall, first: Paragraph
) -> None:
    moved = actions.amend.perform(hall.resident, paragraph=first, text="New", reason="x").result
    refusal = actions.finish_draft.check(hall.parks, first.draft).refusal
    assert refusal is not None and refusal.code == "too-early"
    with clock.replay(kit.days(12)):
        refusal = actions.finish_draft.check(hall.parks, first.draft).refusal
        assert refusal is not None and refusal.code == "unanswered"
        actions.answer_amendment.perform(hall.parks, amendment=moved, verdict="refused", text="No.")
        actions.finish_draft.perform(hall.parks, draft=first.draft)
        with pytest.raises(Refused):
            actions.comment.perform(hall.resident, paragraph=first, text="Late")


def test_comments_show_as_text_and_are_hidden_for_a_reason(hall: Hall, first: Paragraph) -> None:
    actions.comment.perform(hall.resident, paragraph=first, text="<script>alert(1)</script> gloomy")
    page = Client().get(f"/conversations/paragraphs/{first.pk}/").content.decode()
    assert "<script>alert" not in page and "gloomy" in page
    moderation_actions.hide_comment.perform(
        hall.parks, comment=Comment.objects.get(), reason="insult"
    )
    page = Client().get(f"/conversations/paragraphs/{first.pk}/").content.decode()
    assert "gloomy" not in page and "insults or degrades" in page


def test_the_text_costs_the_same_however_many_amendments(
    hall: Hall, first: Paragraph, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        actions.amend.perform(hall.resident, paragraph=first, text=f"New {number}", reason="x")
    with django_assert_max_num_queries(14):
        page = Client().get(f"/conversations/drafts/{first.draft_id}/").content.decode()
    assert "12 amendments wait" in page
    assert Amendment.objects.count() == 12
