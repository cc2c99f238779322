"""Members change a motion before the body votes on it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonhall.actions.action_pages import url_of
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.amendments import actions, paragraphs
from commonhall.decisions.amendments.models import AmendmentVote, MotionAmendment
from commonhall.decisions.motions import actions as motion_actions
from commonhall.decisions.motions.models import Motion
from commonhall.law.instruments.actions import adopt_instrument
from commonhall.law.instruments.models import Instrument, Provision, Rank
from commonhall.people.interests.actions import declare_interest
from tests.decisions.council import decide, roll_call, seat, seated, table, vote
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.law import kit
from tests.words import SOURCE, texts

pytestmark = pytest.mark.django_db
State = MotionAmendment.State


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def rule(hall: Hall) -> dict[str, object]:
    return {
        "unit": hall.unit("root"),
        "code": "benches",
        "rank": Rank.LOCAL_RULE,
        "titles": texts("Benches"),
        "provisions": [{"number": "Paragraph 1", "texts": texts("A bench every 200 metres.")}],
        "starts": clock.today(),
    }


def amend(by: object, motion: Motion, words: str) -> MotionAmendment:
    given = {"provisions": [{"number": "Paragraph 1", "texts": texts(words)}]}
    return actions.amend_motion.perform(  # type: ignore[arg-type]
        by, motion=motion, reasons="It is better.", given=given
    ).result


def decide_amendment(row: MotionAmendment, members: list, choice: str = "yes") -> MotionAmendment:
    for one in members:
        actions.vote_on_amendment.perform(one, amendment=row, choice=choice)
    return actions.conclude_amendment.perform(members[0], amendment=row).result


def refused(call: object) -> str:
    with pytest.raises(Refused) as caught:
        call()  # type: ignore[operator]
    return caught.value.code


def test_taken_up_it_changes_what_is_done_and_everybody_votes_anew(hall: Hall) -> None:
    members = seated(hall)
    motion = table(members[0], adopt_instrument, **rule(hall))
    vote(motion, members)
    first = amend(members[1], motion, "A bench every 100 metres.")
    other = amend(members[2], motion, "A bench every 300 metres.")
    conclude = motion_actions.conclude_motion
    assert refused(lambda: conclude.perform(members[0], motion=motion)) == "amendments-first"
    assert decide_amendment(first, members).state == State.PASSED
    other.refresh_from_db()
    assert other.state == State.OVERTAKEN
    motion.refresh_from_db()
    # Votes for the old words do not count for the new ones.
    assert roll_call(motion) == (0, 0, 0, 3)
    assert refused(lambda: conclude.perform(members[0], motion=motion)) == "no-quorum"
    decide(motion, members)
    made = Instrument.objects.get(code="benches")
    assert Provision.objects.get(instrument=made).text == "A bench every 100 metres."


def test_rejected_it_changes_nothing_and_votes_stand(hall: Hall) -> None:
    members = seated(hall)
    motion = table(members[0], adopt_instrument, **rule(hall))
    vote(motion, members)
    row = amend(members[1], motion, "A bench every 100 metres.")
    assert decide_amendment(row, members, "no").state == State.REJECTED
    motion.refresh_from_db()
    assert roll_call(motion) == (3, 0, 0, 3)


def test_it_cannot_bring_in_what_the_action_would_refuse_or_what_stands_already(hall: Hall) -> None:
    members = seated(hall)
    motion = table(members[0], adopt_instrument, **rule(hall))
    with pytest.raises(BadInput) as caught:
        actions.amend_motion.perform(
            members[1], motion=motion, reasons="So.", given={"starts": "tomorrow"}
        )
    assert caught.value.field == "starts"
    with pytest.raises(BadInput) as caught:
        amend(members[1], motion, "A bench every 200 metres.")
    assert caught.value.field == "given"
    assert not MotionAmendment.objects.exists()


def test_who_is_touched_by_the_new_words_is_recused(hall: Hall) -> None:
    members = seated(hall)
    north = hall.unit("north")
    declare_interest.perform(members[2], target=north.ref, kind="property")
    motion = table(members[0], adopt_instrument, **rule(hall))
    row = actions.amend_motion.perform(
        members[1], motion=motion, reasons="Only there.", given={"unit": north.code}
    ).result
    decide_amendment(row, members)
    motion.refresh_from_db()
    assert motion.unit == north
    assert refused(lambda: vote(motion, [members[2]])) == "recused"


def test_others_have_no_say_and_nobody_buries_a_motion(hall: Hall) -> None:
    members = seated(hall)
    motion = table(members[0], adopt_instrument, **rule(hall))
    assert refused(lambda: amend(hall.parks, motion, "None.")) == "no-competence"
    for number in range(actions.MOST):
        amend(members[1], motion, f"Bench {number}.")
    assert refused(lambda: amend(members[1], motion, "One more.")) == "too-many"
    row = MotionAmendment.objects.order_by("pk")[0]
    assert refused(lambda: actions.retract_amendment.perform(members[2], amendment=row)) == (
        "not-yours"
    )
    actions.retract_amendment.perform(members[1], amendment=row)
    amend(members[1], motion, "One more.")


def test_on_pages_it_begins_with_what_the_motion_says(hall: Hall) -> None:
    members = seated(hall)
    motion = table(members[0], adopt_instrument, **rule(hall))
    client = signed_in(members[1])
    led = client.get(f"/decisions/motions/{motion.pk}/amend/")
    assert led.status_code == 302 and f"amends={motion.pk}" in led["Location"]
    page = client.get(led["Location"]).content.decode()
    assert "A bench every 200 metres." in page
    sent = {
        "amends": motion.pk,
        "unit": hall.unit("root").pk,
        "code": "benches",
        "rank": Rank.LOCAL_RULE,
        "starts": clock.today().isoformat(),
        "motion_reasons": "Nearer.",
        **{f"titles_{code}": text for code, text in texts("Benches").items()},
        **{f"provisions_{code}": text for code, text in texts("A bench every mile.").items()},
    }
    answer = client.post(url_of(adopt_instrument), sent)
    assert answer.status_code == 302, answer.content.decode()
    row = MotionAmendment.objects.get()
    assert row.motion == motion and Motion.objects.count() == 1
    shown = client.get(motion.get_absolute_url()).content.decode()
    assert "<del>200 metres</del>" in shown and "<ins>mile</ins>" in shown


def test_forty_members_and_two_hundred_amendments_take_few_queries(hall: Hall) -> None:
    members = seated(hall, 3)
    motion = table(members[0], adopt_instrument, **rule(hall))
    first = amend(members[1], motion, "Bench 0.")
    for one in members:
        actions.vote_on_amendment.perform(one, amendment=first, choice="yes")
    vote(motion, members)

    def queries_of_page() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert signed_out.get(motion.get_absolute_url()).status_code == 200
        return len(caught)

    from django.test import Client

    signed_out = Client()
    queries_of_page()
    few = queries_of_page()
    for number in range(3, 8):
        members.append(seat(hall, number))
    for number in range(30):
        row = amend(members[number % len(members)], motion, f"Bench {number + 1}.")
        actions.vote_on_amendment.perform(members[0], amendment=row, choice="no")
    vote(motion, members)
    assert AmendmentVote.objects.count() > 30
    queries_of_page()
    assert queries_of_page() <= few
    with clock.replay(clock.now() + timedelta(days=1)):
        assert signed_out.get(f"/api/v1/motions/{motion.pk}").status_code == 200


# --- paragraph by paragraph -----------------------------------------------------------------------
FIRST, SECOND, THIRD = "A bench every 200 metres.", "Of oak.", "Paid from the park line."
WHOLE = f"{FIRST}\n\n{SECOND}\n\n{THIRD}"


def in_words(hall: Hall, words: str = WHOLE) -> Motion:
    """A motion that says in words what shall be; its matter was asked about."""
    matter = kit.asked(hall)
    return motion_actions.table_motion.perform(
        hall.chair,
        matter=matter,
        unit=hall.unit("north"),
        names=texts("Benches"),
        texts=texts(words),
    ).result


def change(by: object, motion: Motion, number: int, words: str) -> MotionAmendment:
    motion.refresh_from_db()
    return actions.amend_motion.perform(  # type: ignore[arg-type]
        by,
        motion=motion,
        reasons="It is better.",
        paragraph=paragraphs.key(motion.texts, number),
        words=texts(words) if words else {},
    ).result


def test_a_paragraph_is_changed_and_the_others_stay(hall: Hall) -> None:
    members = seated(hall)
    motion = in_words(hall)
    client = signed_in(members[1])
    page = client.get(f"/decisions/motions/{motion.pk}/amend/").content.decode()
    assert f"2. {SECOND}" in page
    sent = {
        "reasons": "It lasts.",
        "paragraph": paragraphs.key(motion.texts, 2),
        **{f"words_{code}": text for code, text in texts("Of steel.").items()},
        **{f"texts_{code}": text for code, text in motion.texts.items()},
    }
    answer = client.post(f"/decisions/motions/{motion.pk}/amend/", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    row = MotionAmendment.objects.get()
    shown = client.get(motion.get_absolute_url()).content.decode()
    assert "Paragraph 2" in shown and "<del>oak</del>" in shown
    # What stands in the others is not shown as changed.
    assert "<del>200" not in shown
    decide_amendment(row, members)
    motion.refresh_from_db()
    assert motion.text == f"{FIRST}\n\nOf steel.\n\n{THIRD}"


def test_amendments_of_other_paragraphs_go_on_and_of_the_same_are_overtaken(hall: Hall) -> None:
    members = seated(hall)
    motion = in_words(hall)
    second, same, third = (
        change(members[1], motion, 2, "Of steel.\n\nPainted green."),
        change(members[2], motion, 2, "Of stone."),
        change(members[2], motion, 3, "Paid by gifts."),
    )
    actions.vote_on_amendment.perform(members[0], amendment=third, choice="yes")
    decide_amendment(second, members)
    same.refresh_from_db(), third.refresh_from_db()
    assert (same.state, third.state) == (State.OVERTAKEN, State.OPEN)
    # The paragraph moved down by one; the vote on it stands.
    assert third.paragraph == 4 and third.votes.count() == 1
    decide_amendment(third, members)
    motion.refresh_from_db()
    assert motion.text == f"{FIRST}\n\nOf steel.\n\nPainted green.\n\nPaid by gifts."


def test_a_paragraph_is_taken_out(hall: Hall) -> None:
    members = seated(hall)
    motion = in_words(hall)
    decide_amendment(change(members[1], motion, 2, ""), members)
    motion.refresh_from_db()
    assert motion.text == f"{FIRST}\n\n{THIRD}"
    only = in_words(hall, FIRST)
    with pytest.raises(BadInput) as caught:
        change(members[1], only, 1, "")
    assert caught.value.field == "words"


def test_a_paragraph_that_changed_meanwhile_is_told_at_its_field(hall: Hall) -> None:
    members = seated(hall)
    motion = in_words(hall)
    old = paragraphs.key(motion.texts, 2)
    decide_amendment(change(members[1], motion, 2, "Of steel."), members)
    asked = {"reasons": "So.", "paragraph": old, "words": texts("Of stone.")}
    before = MotionAmendment.objects.count()
    answer = by_key(members[2], f"/motions/{motion.pk}/amend", asked)
    assert answer.status_code == 422 and answer.json()["field"] == "paragraph"
    assert "changed since you opened it" in answer.content.decode()
    assert MotionAmendment.objects.count() == before


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"words": texts("Of stone.")}, "paragraph"),
        ({"number": 2, "words": texts("Of stone."), "texts": texts("All new.")}, "paragraph"),
        ({"number": 2, "words": {SOURCE: SECOND}}, "words"),
        ({}, "texts"),
    ],
)
def test_what_is_wrong_is_told_at_the_field(hall: Hall, given: dict, field: str) -> None:
    motion = in_words(hall)
    if number := given.get("number"):
        given = {**given, "paragraph": paragraphs.key(motion.texts, number)}
    given = {name: value for name, value in given.items() if name != "number"}
    with pytest.raises(BadInput) as caught:
        actions.amend_motion.perform(seated(hall)[1], motion=motion, reasons="So.", **given)
    assert caught.value.field == field and not MotionAmendment.objects.exists()


def test_whole_texts_are_still_amended(hall: Hall) -> None:
    members = seated(hall)
    motion = in_words(hall)
    kept = change(members[1], motion, 3, "Paid by gifts.")
    gone = change(members[1], motion, 2, "Of stone.")
    whole = actions.amend_motion.perform(
        members[2], motion=motion, reasons="Shorter.", texts=texts(f"No benches.\n\n{THIRD}")
    ).result
    decide_amendment(whole, members)
    kept.refresh_from_db(), gone.refresh_from_db()
    assert (kept.state, kept.paragraph, gone.state) == (State.OPEN, 2, State.OVERTAKEN)
