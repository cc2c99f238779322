"""Initiatives: begun by residents, signed here and on paper, answered by the body that the law names, by a day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet

from commonhall.actions import threads
from commonhall.actions.actors import Actor
from commonhall.actions.models import ActorSeal, Follow, Notification
from commonhall.consultations.initiatives import (
    actions,
    answer_actions,
    counting,
    letters,
    paper_actions,
    promoter_actions,
    signing_actions,
    timers,
)
from commonhall.consultations.initiatives.models import (
    Initiative,
    InitiativeSignature,
    PaperLine,
    PaperSheet,
)
from commonhall.consultations.initiatives.similar import similar
from commonhall.core import clock, jobs
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.appeals import actions as appeals
from commonhall.law.appeals.models import Appeal
from commonhall.law.instruments.models import Threshold
from commonhall.law.promises.models import Promise
from commonhall.people import actors
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.asking_kit import ask
from tests.consultations.initiatives import NEEDED, begun, on_roll, reached, sign
from tests.decisions.kit import voter
from tests.kit import Hall, found_hall, person
from tests.law import kit
from tests.law.kit import later, refusal

pytestmark = pytest.mark.django_db
State = Initiative.State


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def tally(one: Initiative) -> tuple[int, int, int, int]:
    """(online, waiting, organisations, paper) as kept, which is as counted anew."""
    kept = counting.tally_of(one)
    found = (kept.online, kept.waiting, kept.organisations, kept.paper)
    anew = counting.recount(one)
    assert found == (anew.online, anew.waiting, anew.organisations, anew.paper)
    return found


def unconfirmed(name: str = "newcomer") -> Actor:
    return actors.as_person(person(name))


# --- beginning ------------------------------------------------------------------------------------
def test_the_law_says_how_many_sign_how_long_and_who_answers(hall: Hall) -> None:
    one = begun(hall, kind="motion")
    assert (one.needed, one.body.code) == (NEEDED["motion"], "council")
    assert one.closes_on == clock.today() + timedelta(days=120)
    assert tally(one) == (1, 0, 0, 0)
    assert [row.name for row in one.promoters.all()] == ["Ada of Mill Road"]
    assert begun(hall, voter(hall, 1), kind="audit").body.code == "reviewer"
    asked = begun(hall, voter(hall, 2), body=hall.body("parks"))
    assert (asked.body.code, asked.needed) == ("parks", NEEDED["answer"])


def test_where_no_provision_says_how_many_nobody_begins(hall: Hall) -> None:
    rows = QuerySet(Threshold).filter(matter="initiative-vote")
    rows.update(ends=clock.today() - timedelta(days=1))
    with pytest.raises(BadInput) as caught:
        begun(hall, kind="vote")
    assert caught.value.field == "kind"


def test_a_newcomer_has_one_open_at_a_time_and_who_reached_once_has_three(hall: Hall) -> None:
    who = voter(hall, 1)
    begun(hall, who)
    assert refusal(lambda: begun(hall, who)) == "open-already"
    reached(hall, other := voter(hall, 2))
    for _number in range(3):
        begun(hall, other)
    assert refusal(lambda: begun(hall, other)) == "open-already"


def test_a_similar_one_is_shown_before(hall: Hall) -> None:
    one = begun(hall)
    assert similar("Light on Mill Road until midnight") == [one]
    assert similar("A slide for the swimming pool") == []


def test_whoever_lives_elsewhere_begins_nothing_here(hall: Hall) -> None:
    with pytest.raises(BadInput) as caught:
        begun(hall, voter(hall, 1, "south"))
    assert caught.value.field == "unit"
    assert refusal(lambda: begun(hall, unconfirmed())) == "not-verified"


# --- its words ------------------------------------------------------------------------------------
def test_the_text_changes_until_somebody_else_signs(hall: Hall) -> None:
    who = voter(hall, 1)
    one = begun(hall, who)
    new = {"title": "Light until one", "text": "Until one."}
    actions.reword_initiative.perform(who, initiative=one, **new)
    sign(voter(hall, 2), one)
    assert (
        refusal(lambda: actions.reword_initiative.perform(who, initiative=one, **new))
        == "signed-by-others"
    )
    actions.update_initiative.perform(who, initiative=one, text="We met the Council.")
    assert (
        refusal(
            lambda: actions.update_initiative.perform(voter(hall, 3), initiative=one, text="Me!")
        )
        == "not-yours"
    )


def test_whoever_began_it_withdraws_it_until_it_is_everybodys(hall: Hall) -> None:
    who = voter(hall, 1)
    one = begun(hall, who)
    actions.withdraw_initiative.perform(who, initiative=one, reason="The lamps came.")
    one.refresh_from_db()
    assert (one.state, one.reason) == (State.WITHDRAWN, "The lamps came.")
    assert refusal(lambda: sign(voter(hall, 2), one)) == "wrong-state"
    big = reached(hall, who)
    assert (
        refusal(lambda: actions.withdraw_initiative.perform(who, initiative=big, reason="No"))
        == "wrong-state"
    )


def test_promoters_are_invited_and_accept(hall: Hall) -> None:
    who, friend = voter(hall, 1), kit.confirmed(hall)
    one = begun(hall, who)
    invite = promoter_actions.invite_to_initiative
    found = Person.objects.get(pk=friend.person)
    invite.perform(who, initiative=one, person=found)
    with pytest.raises(BadInput):
        invite.perform(who, initiative=one, person=found)
    assert one.promoters.get(person=found).accepted_on is None
    promoter_actions.stand_behind_initiative.perform(friend, initiative=one, name="Ben")
    sign(friend, one)
    one.refresh_from_db()
    assert one.frozen_on is None, "a promoter's signature freezes nothing"
    actions.update_initiative.perform(friend, initiative=one, text="Come and sign.")
    promoter_actions.leave_initiative.perform(friend, initiative=one)
    assert (
        refusal(lambda: actions.update_initiative.perform(friend, initiative=one, text="Again."))
        == "not-yours"
    )
    assert (
        refusal(lambda: promoter_actions.leave_initiative.perform(who, initiative=one))
        == "wrong-state"
    )


def test_letters_say_the_news_the_day_and_the_answer(hall: Hall) -> None:
    who, friend = kit.confirmed(hall), person("friend")
    one = begun(hall, who)
    promoter_actions.invite_to_initiative.perform(who, initiative=one, person=friend)
    while jobs.run_one("test"):
        pass
    invitation = Notification.objects.get(account=friend.account_id)
    assert invitation.ref == one.promoters.get(person=friend).ref
    actions.update_initiative.perform(who, initiative=one, text="We met the Council.")
    now = clock.now()
    assert list(letters.news(one.ref, now)) == ["We met the Council."]
    reached_by_others(hall, one)
    (said,) = letters.owed(one.ref, now)
    assert "Council" in said
    answer_actions.answer_initiative.perform(
        hall.chair, initiative=one, outcome="said", text="It will be lit."
    )
    assert list(letters.answered(one.ref, now))[1] == "It will be lit."
    QuerySet(Initiative).filter(pk=one.pk).update(hidden_for="private")
    assert not list(letters.answered(one.ref, now))


# --- signing --------------------------------------------------------------------------------------
def test_each_counts_once_and_chooses_who_knows(hall: Hall) -> None:
    one = begun(hall)
    public, private, hidden = (voter(hall, number) for number in (1, 2, 3))
    sign(public, one, "public", "Cleo")
    sign(private, one)
    secret = sign(hidden, one, "anonymous")
    assert tally(one) == (4, 0, 0, 0)
    assert (secret.person_id, secret.name) == (None, "")
    entry = Entry.objects.filter(action="consultations.sign_initiative").latest("recorded_at")
    assert not ActorSeal.objects.filter(entry=entry.pk).exists(), "nothing ties it to the signer"
    for who in (public, private, hidden):
        assert refusal(lambda who=who: sign(who, one)) == "signed"
    with pytest.raises(BadInput) as caught:
        sign(voter(hall, 4), one, "public")
    assert caught.value.field == "name"


def test_a_signature_is_taken_back_while_they_are_collected(hall: Hall) -> None:
    one, who = begun(hall), voter(hall, 1)
    sign(who, one, "anonymous")
    signing_actions.unsign_initiative.perform(who, initiative=one)
    assert tally(one) == (1, 0, 0, 0)
    sign(who, one)
    assert tally(one) == (2, 0, 0, 0)


def test_who_is_not_confirmed_yet_signs_and_counts_once_confirmed(hall: Hall) -> None:
    one, who = begun(hall), unconfirmed()
    sign(who, one)
    assert tally(one) == (1, 1, 0, 0)
    with pytest.raises(BadInput) as caught:
        sign(unconfirmed("another"), one, "anonymous")
    assert caught.value.field == "shown"
    found = Person.objects.get(pk=who.person)
    residents.verify_resident.perform(hall.clerk, person=found, unit=hall.unit("north"))
    assert tally(one) == (2, 0, 0, 0)
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_whoever_is_confirmed_elsewhere_never_counts(hall: Hall) -> None:
    one, who = begun(hall), unconfirmed()
    sign(who, one)
    found = Person.objects.get(pk=who.person)
    residents.verify_resident.perform(hall.clerk, person=found, unit=hall.unit("south"))
    assert tally(one) == (1, 1, 0, 0)
    assert refusal(lambda: sign(voter(hall, 2, "south"), one)) == "lives-elsewhere"


def test_the_last_signature_by_a_confirmation_obliges_too(hall: Hall) -> None:
    one, who = begun(hall), unconfirmed()
    sign(who, one)
    for number in range(one.needed - 2):
        sign(voter(hall, number), one)
    one.refresh_from_db()
    assert one.state == State.OPEN
    found = Person.objects.get(pk=who.person)
    residents.verify_resident.perform(hall.clerk, person=found, unit=hall.unit("north"))
    one.refresh_from_db()
    assert one.state == State.REACHED


def test_organisations_are_named_and_not_counted(hall: Hall) -> None:
    one, friends = begun(hall), kit.organisation(hall)
    sign(friends, one, "public")
    assert tally(one) == (1, 0, 1, 0)
    with pytest.raises(BadInput):
        sign(friends, begun(hall, voter(hall, 2)), "private")
    assert refusal(lambda: sign(friends, one, "public")) == "signed"


def test_signing_takes_as_many_queries_with_thirty_signatures_as_with_three(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    one = begun(hall, kind="vote")
    sign(voter(hall, 0), one)

    def asked(numbers: range) -> int:
        """The fewest of two: what is kept for some seconds is asked again by whoever comes first after that."""
        counts = []
        for who in [voter(hall, number) for number in numbers]:
            with django_assert_max_num_queries(45) as queries:
                sign(who, one)
            counts.append(len(queries))
        return min(counts)

    few = asked(range(1, 3))
    for number in range(3, 30):
        sign(voter(hall, number), one)
    assert asked(range(30, 32)) <= few


# --- reached, answered ----------------------------------------------------------------------------
def test_enough_oblige_a_body_by_a_day_in_the_ledger(hall: Hall) -> None:
    one = reached(hall)
    assert (one.state, one.due_on) == (State.REACHED, clock.today() + timedelta(days=30))
    promise = Promise.objects.get(thing=one.ref)
    assert (promise.kind, promise.body.code, promise.due_on) == ("answer", "council", one.due_on)
    assert Follow.objects.filter(ref=one.ref).count() == 0, "kit's voters have no accounts"


def test_an_answer_names_what_was_done_and_the_thread_leads_there(hall: Hall) -> None:
    one = reached(hall, kind="motion")
    answer = answer_actions.answer_initiative
    wrong = [
        ({"outcome": "motion", "text": "Yes."}, "led_to"),
        ({"outcome": "motion", "text": "Yes.", "led_to": one.ref}, "led_to"),
        ({"outcome": "said", "text": "We think so, too."}, "outcome"),
        ({"outcome": "refused", "text": "No.", "led_to": one.ref}, "led_to"),
    ]
    for given, field in wrong:
        with pytest.raises(BadInput) as caught:
            answer.perform(hall.chair, initiative=one, **given)
        assert caught.value.field == field
    motion = motion_about(hall, one)
    answer.perform(hall.chair, initiative=one, outcome="motion", text="Yes.", led_to=motion.ref)
    one.refresh_from_db()
    assert (one.state, one.decided_by.code) == (State.ANSWERED, "council")
    assert Promise.objects.get(thing=one.ref).kept_on == clock.today()
    assert motion.ref in threads.of(one.ref).found


def motion_about(hall: Hall, one: Initiative) -> Any:
    from commonhall.decisions.motions import actions as motions

    ask(hall, one.ref)
    return motions.table_motion.perform(
        hall.chair,
        matter=one.ref,
        unit=hall.unit("north"),
        names={"en": "Light"},
        texts={"en": "Light until midnight."},
    ).result


def test_only_the_body_that_owes_it_answers_and_nobody_in_their_own_cause(hall: Hall) -> None:
    answer = answer_actions.answer_initiative
    one = reached(hall)
    given: dict[str, Any] = {"outcome": "said", "text": "It will."}
    assert refusal(lambda: answer.perform(hall.parks, initiative=one, **given)) == "other-body"
    chair = Person.objects.get(pk=hall.chair.person)
    residents.verify_resident.perform(hall.clerk, person=chair, unit=hall.unit("north"))
    own = reached_by_others(hall, begun(hall, actors.as_person(chair)))
    assert refusal(lambda: answer.perform(hall.chair, initiative=own, **given)) == "own-matter"


def reached_by_others(hall: Hall, one: Initiative) -> Initiative:
    for number in range(one.needed - 1):
        sign(voter(hall, 700 + number), one)
    one.refresh_from_db()
    return one


def test_a_refusal_is_appealed_and_owed_anew(hall: Hall) -> None:
    who = kit.confirmed(hall)
    one = reached(hall, who)
    answer_actions.answer_initiative.perform(
        hall.chair, initiative=one, outcome="refused", text="Too dear."
    )
    entry = kit.entry_of("consultations.answer_initiative")
    appeal = appeals.file_appeal.perform(who, entry=entry, text="It is cheap.").result
    appeals.decide_appeal.perform(
        kit.reviewer(hall), appeal=appeal, verdict="granted", text="No reasons."
    )
    one.refresh_from_db()
    assert (one.state, one.answer) == (State.REACHED, "")


def test_a_late_answer_is_noted_and_appealed_against_the_late_body(hall: Hall) -> None:
    who = kit.confirmed(hall)
    one = reached(hall, who)
    with later(31):
        assert timers.watch() == 1
        one.refresh_from_db()
        assert one.overdue_on == clock.today()
        entry = kit.entry_of("consultations.mark_initiative_overdue")
        appeals.file_appeal.perform(who, entry=entry, text="We wait.")
        assert Appeal.objects.get().body.code == "council"
        assert timers.watch() == 0


def test_too_few_in_time_oblige_nobody(hall: Hall) -> None:
    one = begun(hall)
    assert timers.watch() == 0
    with later(91):
        assert refusal(lambda: sign(voter(hall, 1), one)) == "closed"
        assert timers.watch() == 1
    one.refresh_from_db()
    assert one.state == State.LAPSED


# --- on paper -------------------------------------------------------------------------------------
def entered(hall: Hall, one: Initiative, **given: Any) -> PaperSheet:
    values = {"evidence": "Sheets 1 to 3, handed in today, room 4.", **given}
    return paper_actions.enter_signatures.perform(hall.clerk, initiative=one, **values).result


def test_paper_counts_once_another_body_has_counted_it_again(hall: Hall) -> None:
    one = begun(hall)
    sheet = entered(hall, one, number=NEEDED["answer"] - 1)
    assert tally(one) == (1, 0, 0, 0)
    confirm = paper_actions.confirm_signatures
    assert refusal(lambda: confirm.perform(hall.clerk, sheet, number=9)) == "no-competence"
    assert refusal(lambda: confirm.perform(hall.chair, sheet, number=9)) == "same-body"
    reviewer = kit.reviewer(hall)
    with pytest.raises(BadInput) as caught:
        confirm.perform(reviewer, sheet, number=8)
    assert caught.value.field == "number"
    confirm.perform(reviewer, sheet, number=9)
    one.refresh_from_db()
    assert (one.state, tally(one)) == (State.REACHED, (1, 0, 0, 9))


def test_nobody_counts_on_paper_and_here(hall: Hall) -> None:
    one = begun(hall)
    sign(voter(hall, 3), one, "anonymous")
    lines = [*on_roll(hall, 1, 2), ("V-3", kit_born()), ("nobody", kit_born())]
    lines += lines[:1]
    sheet = entered(hall, one, lines=lines)
    assert (sheet.claimed, sheet.number, sheet.doubled, sheet.unknown) == (5, 2, 2, 1)
    again = entered(hall, one, lines=lines[:2])
    assert (again.number, again.doubled) == (0, 2)
    # Whoever signed on paper and is confirmed by the same line of the roll signs here in vain.
    late = unconfirmed()
    residents.verify_by_census.perform(late, number="P-1", born=kit_born())
    assert refusal(lambda: sign(late, one)) == "signed-on-paper"
    assert not PaperLine.objects.filter(key__contains="P-").exists()


def kit_born() -> Any:
    from tests.consultations.initiatives import BORN

    return BORN


def test_sheets_that_do_not_show_it_do_not_count_and_free_their_lines(hall: Hall) -> None:
    one = begun(hall)
    lines = on_roll(hall, 1, 2)
    sheet = entered(hall, one, lines=lines)
    paper_actions.refuse_signatures.perform(kit.reviewer(hall), sheet, reason="One hand wrote all.")
    assert entered(hall, one, lines=lines).number == 2
    with pytest.raises(BadInput):
        entered(hall, one, lines=lines, number=2)


def test_a_granted_appeal_takes_paper_away_again(hall: Hall) -> None:
    who = kit.confirmed(hall)
    one = begun(hall, who, body=hall.body("parks"))
    sheet = entered(hall, one, number=4)
    paper_actions.confirm_signatures.perform(hall.chair, sheet, number=4)
    assert tally(one) == (1, 0, 0, 4)
    appeal = appeals.file_appeal.perform(
        who, entry=kit.entry_of("consultations.confirm_signatures"), text="Not four."
    ).result
    appeals.decide_appeal.perform(
        kit.reviewer(hall), appeal=appeal, verdict="granted", text="There are three."
    )
    assert tally(one) == (1, 0, 0, 0)


# --- forgetting -----------------------------------------------------------------------------------
def test_who_is_erased_is_named_nowhere_and_still_counted(hall: Hall) -> None:
    one, who = begun(hall), kit.confirmed(hall)
    quiet = begun(hall, voter(hall, 2))
    sign(who, one, "public", "Resident of Mill Road")
    sign(who, quiet, "anonymous")
    mine = begun(hall, who)
    held = residents.personal_data.everything_about(Person.objects.get(pk=who.person))
    assert {row["shown"] for row in held["consultations"]["signatures"]} == {"public", "anonymous"}
    residents.erase_me.perform(who, words=True)
    rows = InitiativeSignature.objects.filter(
        initiative__in=(one, quiet, mine), name__contains="Mill"
    )
    assert {row.name for row in rows} == {"Ada of Mill Road"} and len(rows) == 2
    assert not InitiativeSignature.objects.filter(person=who.person).exists()
    assert InitiativeSignature.objects.filter(token=None).count() == 3
    assert (tally(one), tally(quiet)) == ((2, 0, 0, 0), (2, 0, 0, 0))
    mine.refresh_from_db()
    assert (mine.title, mine.person_id) == ("", None)
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_words_that_others_signed_stay_when_their_writer_goes(hall: Hall) -> None:
    who = kit.confirmed(hall)
    one = begun(hall, who)
    sign(voter(hall, 1), one)
    residents.erase_me.perform(who, words=True)
    one.refresh_from_db()
    assert one.title == "Light Mill Road until midnight"
    with pytest.raises(Refused):
        actions.reword_initiative.perform(who, initiative=one, title="x", text="y")
