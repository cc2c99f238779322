"""Debates: sides, replies, marks, the best of each side, one's own words, letters, erasure."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from commonhall.consultations.comments import actions, queries
from commonhall.consultations.comments.models import Remark, UsefulMark
from commonhall.core import clock, jobs, search
from commonhall.core.refusals import BadInput
from commonhall.people.residents import actions as people
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.asking_kit import confirmed
from tests.consultations import kit as consultations
from tests.consultations.debates import mark, reply, say
from tests.consultations.initiatives import begun
from tests.delivery.test_pictures import item
from tests.kit import Hall, found_hall
from tests.law import kit
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def at(**span: Any) -> Any:
    return clock.replay(timezone.now() + timedelta(**span))


def test_everybody_speaks_by_kind_and_residents_are_not_named(hall: Hall) -> None:
    one, (who,) = begun(hall), confirmed(hall, 1)
    mine = say(who, one)
    theirs = say(kit.organisation(hall), one, side="against")
    office = say(hall.parks, one, side="question")
    assert [row.speaker for row in (mine, theirs, office)] == [
        "resident",
        "organisation",
        "official",
    ]
    assert (mine.who, theirs.who) == ("resident", "Friends")
    assert "Parks" in office.who


def test_each_kind_of_thing_is_debated_and_cases_have_no_sides(hall: Hall) -> None:
    (who,) = confirmed(hall, 1)
    case = hall.raise_case()
    things = [begun(hall), case, kit.decided(hall), consultations.draft(hall), item(hall)]
    for thing in things:
        assert say(who, thing).about == thing.ref
    with pytest.raises(BadInput) as wrong:
        actions.write_comment.perform(who, about=case.ref, text="x", side="for")
    assert wrong.value.field == "side"
    with pytest.raises(BadInput) as wrong:
        actions.write_comment.perform(who, about=things[0].ref, text="x")
    assert wrong.value.field == "side"


def test_what_is_not_debated_takes_no_comment(hall: Hall) -> None:
    (who,) = confirmed(hall, 1)
    for ref in ("people.body:1", "cases.case:999", "law.provision:1"):
        with pytest.raises(BadInput) as wrong:
            actions.write_comment.perform(who, about=ref, text="x", side="for")
        assert wrong.value.field == "about"


def test_who_is_not_confirmed_is_told_so(hall: Hall) -> None:
    one = begun(hall)
    assert refusal(lambda: say(hall.resident, one)) == "not-verified"


def test_replies_go_one_level_deep_and_are_counted(hall: Hall) -> None:
    first, second = confirmed(hall, 2)
    remark = say(first, begun(hall))
    answer = reply(second, remark)
    remark.refresh_from_db()
    assert (answer.parent_id, answer.side, remark.replies) == (remark.pk, "", 1)
    assert refusal(lambda: reply(first, answer)) == "reply"


def test_a_mark_counts_once_and_is_taken_back(hall: Hall) -> None:
    first, second = confirmed(hall, 2)
    remark = say(first, begun(hall))
    mark(second, remark)
    assert remark.useful == 1
    assert refusal(lambda: mark(second, remark)) == "marked"
    assert refusal(lambda: mark(first, remark)) == "own-words"
    actions.unmark_remark.perform(second, remark=remark)
    remark.refresh_from_db()
    assert remark.useful == 0
    mark(second, remark)
    assert (remark.useful, UsefulMark.objects.count()) == (1, 1)


def test_the_best_of_a_side_is_the_largest_cautious_share(hall: Hall) -> None:
    """A late comment that all who marked since found useful beats an early one with as many marks."""
    one, people = begun(hall), confirmed(hall, 9)
    early, other = say(people[0], one, "Early"), say(people[1], one, "Other", "against")
    for who in people[2:6]:
        mark(who, early)
    mark(people[6], other)
    with at(minutes=5):
        late = say(people[1], one, "Late")
    with at(minutes=6):
        for who in people[5:9]:
            mark(who, late)
        found = queries.debate(one.ref)
    # Four of the four who marked since the late one was written; four of the eight since the early one.
    assert found.best["for"].text == "Late"
    assert found.best["against"].text == "Other"
    assert "question" not in found.best
    assert found.counts == {"for": 2, "against": 1}
    marks = queries._last_marks(one.ref)
    assert queries.score(late, marks) > queries.score(early, marks) > 0


def test_a_side_without_marks_shows_its_newest(hall: Hall) -> None:
    one, (first, second) = begun(hall), confirmed(hall, 2)
    say(first, one, "First")
    say(second, one, "Second")
    assert queries.debate(one.ref).best["for"].text == "Second"


def test_words_are_corrected_within_the_hour_only_and_until_others_answer(hall: Hall) -> None:
    one, (first, second) = begun(hall), confirmed(hall, 2)
    remark, other = say(first, one), say(first, one, "Two")
    with at(minutes=59):
        made = actions.reword_remark.perform(first, remark=remark, text="It is pitch dark.").result
        assert made.text == "It is pitch dark." and made.edited_at is not None
        assert search.matching(Remark.objects.all(), "consultations.remark", "pitch")
    reply(second, other)
    other.refresh_from_db()
    assert refusal(lambda: _reword(first, other)) == "answered"
    with at(minutes=61):
        assert refusal(lambda: _reword(first, remark)) == "too-late"
    assert refusal(lambda: _reword(second, remark)) == "not-yours"


def _reword(who: Any, remark: Remark) -> None:
    actions.reword_remark.perform(who, remark=remark, text="Else")


def test_withdrawn_words_are_gone_and_replies_stay(hall: Hall) -> None:
    one, (first, second) = begun(hall), confirmed(hall, 2)
    remark = say(first, one, "I was wrong about Zanzibar")
    answer = reply(second, remark)
    actions.withdraw_remark.perform(first, remark=remark)
    remark.refresh_from_db()
    answer.refresh_from_db()
    assert (remark.text, remark.is_shown, answer.is_shown) == ("", False, True)
    assert not search.matching(Remark.objects.all(), "consultations.remark", "Zanzibar")
    assert refusal(lambda: reply(second, remark)) == "wrong-state"
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_newcomers_write_less_a_day_as_the_charter_says(hall: Hall, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "consultations.newcomers_comments": "2/d"}
    one, (who,) = begun(hall), confirmed(hall, 1)
    for number in range(2):
        say(who, one, f"Comment {number}")
    assert refusal(lambda: say(who, one)) == "newcomer"
    # An organisation is no newcomer.
    friends = kit.organisation(hall)
    for number in range(3):
        say(friends, one, f"Comment {number}")
    with at(days=1, minutes=1):
        say(who, one)
    with at(days=9):
        for number in range(3):
            say(who, one, f"Later {number}")


def test_followers_hear_of_a_comment_and_its_writer_of_replies(hall: Hall) -> None:
    who = kit.confirmed(hall)
    one = begun(hall, who)
    (other,) = confirmed(hall, 1)
    say(other, one, "Lamps cost <b>little</b>.")
    mine = say(who, one, "Mine")
    reply(other, mine, "An answer to yours.")
    while jobs.run_one("test"):
        pass
    letters = [letter for letter in mail.outbox if letter.to == ["resident@example.org"]]
    said = "\n".join(str(letter.body) for letter in letters)
    assert "Lamps cost <b>little</b>." in said and "An answer to yours." in said
    assert all("List-Unsubscribe" in letter.extra_headers for letter in letters)


def test_who_is_erased_is_tied_to_nothing(hall: Hall) -> None:
    who = kit.confirmed(hall)
    one, (other,) = begun(hall), confirmed(hall, 1)
    mine, theirs = say(who, one, "My own words"), say(other, one, "Theirs")
    reply(other, mine)
    mark(who, theirs)
    people.erase_me.perform(who, words=True)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.text, mine.person_id, theirs.useful) == ("", None, 0)
    assert not UsefulMark.objects.exclude(person=None).exists()
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_no_new_comments_where_the_thing_is_hidden(hall: Hall) -> None:
    from commonhall.consultations.moderation import actions as moderation

    one, (first, second) = begun(hall), confirmed(hall, 2)
    remark = say(first, one)
    moderation.hide_initiative.perform(hall.clerk, initiative=one, reason="private")
    with pytest.raises(BadInput):
        say(second, one)
    assert refusal(lambda: reply(second, remark)) == "closed"
