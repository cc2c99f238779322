"""Nobody chooses who sits on a panel, reads who declined, votes for others, or hides how a body answered."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from commonhall.actions import registry
from commonhall.actions.actors import Kind
from commonhall.core import clock, exports
from commonhall.decisions.lotteries import actions as lottery_actions
from commonhall.decisions.lotteries.models import Application
from commonhall.decisions.panels import (
    answer_actions,
    ending_actions,
    invitations,
    letter_actions,
    recommendation_actions,
    record_checks,
    seats,
    work_actions,
)
from commonhall.decisions.panels.models import Member, Panel, PanelLetter
from commonhall.decisions.panels.spoken_models import RecommendationVote
from commonhall.law.promises import timers as promise_timers
from commonhall.law.promises.models import Promise
from commonhall.people import actors
from commonhall.people.personal_data import everything_about
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import CensusEntry, Person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.decisions import panels
from tests.decisions.kit import voter
from tests.kit import Hall, found_hall, person, signed_in
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_no_office_can_name_move_or_remove_a_member(hall: Hall) -> None:
    """Of all that an office may do with a panel, nothing takes a member but paying one."""
    for code, one in registry.actions().items():
        if not one.function.__module__.startswith("commonhall.decisions.panels."):
            continue
        if Kind.OFFICE in one.by:
            taken = {name for name in one.inputs if name in ("member", "ticket", "person")}
            assert not taken or code == "decisions.pay_panel_member", code
    panel, members, _sent = panels.seated(hall)
    with panels.working(panel):
        for who in (hall.chair, hall.clerk, hall.resident):
            assert refusal(lambda who=who: seats.leave_panel.perform(who, panel=panel)) in (
                "no-seat",
                "kind",
                "wrong-kind",
                "not-granted",
            )
    assert Member.objects.filter(panel=panel, left_on=None).count() == len(members)


def test_nobody_enters_the_draw_without_a_letter(hall: Hall) -> None:
    panel = panels.commissioned(hall)
    features, who = {"age": "young", "home": "rents"}, voter(hall, 7)
    for lottery in (panel.draw, panel.letters):
        code = refusal(
            lambda lottery=lottery: lottery_actions.apply_for_lottery.perform(
                who, lottery=lottery, features=features
            )
        )
        assert code == "by-letter"


def test_the_order_of_letters_follows_the_seed_and_who_comes_later_gets_none(hall: Hall) -> None:
    listed = panels.roll(hall)
    panel = panels.commissioned(hall)
    wave = panels.letters_drawn(panel)
    drawn = set(PanelLetter.objects.filter(wave=wave).values_list("entry", flat=True))
    with panels.at(wave):
        late = residents.import_census.perform(
            hall.clerk, unit=hall.unit("root"), lines="number,born\nLate-1,1990-01-01"
        )
        assert late
    newest = CensusEntry.objects.latest("pk").pk
    panel = Panel.objects.get(pk=panel.pk)
    assert (
        newest not in invitations.in_turn(panel, 6) and set(invitations.in_turn(panel, 1)) == drawn
    )
    assert list(record_checks.letters_out_of_turn()) == []
    # Somebody with the database puts a friend on the wave.
    first = PanelLetter.objects.filter(wave=wave).order_by("pk")[0]
    PanelLetter.objects.filter(pk=first.pk).update(entry=newest)
    assert len(list(record_checks.letters_out_of_turn())) == 1
    assert listed


def test_codes_are_guessed_a_few_times_only_and_stand_nowhere(hall: Hall, settings: Any) -> None:
    settings.RATE_LIMITS = {"people.guesses_at_one": "3/d"}
    listed = panels.roll(hall)
    panel = panels.commissioned(hall)
    wave = panels.letters_drawn(panel)
    sent = panels.printed(hall, wave, listed)
    address, client = reverse("decisions:panel_letter"), Client()
    with panels.at(wave):
        wrong = {"letter": sent[0].number, "code": "AAAA-AAAA-AAAA"}
        answers = [client.post(address, wrong).status_code for _try in range(4)]
        assert answers == [400, 400, 400, 429]
        # The right code of that letter is closed, too; others are not.
        right = {"letter": sent[0].number, "code": sent[0].code}
        assert client.post(address, right).status_code == 429
        panels.answer(panel, sent[1])
    sequencer.sequence_once()
    said = "".join(Entry.objects.values_list("body", flat=True))
    kept = str(list(PanelLetter.objects.values()))
    for letter in sent[:2]:
        assert letter.code not in said + kept and letter.number not in said


def test_who_prints_letters_learns_of_no_answer(hall: Hall) -> None:
    """Printed again, who has answered gets a letter like all others; its code opens nothing."""
    listed = panels.roll(hall)
    panel = panels.commissioned(hall)
    wave = panels.letters_drawn(panel)
    sent = panels.printed(hall, wave, listed)
    with panels.at(wave):
        panels.answer(panel, sent[0], accepts=False)
    again = panels.printed(hall, wave, listed)
    assert len(again) == 20
    mine = next(one for one in again if one.name == sent[0].name)
    assert refusal(lambda: panels.answer(panel, mine)) == "unknown-code"
    # The letter that was answered still opens with its own code.
    with panels.at(wave):
        panels.answer(panel, sent[0])


def test_nobody_can_read_who_declined(hall: Hall) -> None:
    panel, sent = panels.invited(hall, accept=8, decline=6)
    sequencer.sequence_once()
    panel.refresh_from_db()
    answered = Entry.objects.filter(action="decisions.answer_panel_letter")
    bodies = [json.loads(entry.body) for entry in answered]
    assert len(bodies) == 14 and all(one["by"]["kind"] == "system" for one in bodies)
    assert len({str(one.get("data", {})) for one in bodies}) == 1
    for who in (hall.chair, hall.clerk, hall.resident):
        client = signed_in(who)
        for page in (panel.get_absolute_url(), reverse("decisions:panel_needs", args=[panel.pk])):
            text = client.get(page).content.decode()
            assert not any(letter.number in text or letter.name in text for letter in sent)


def test_a_line_of_the_roll_is_one_person_s(hall: Hall) -> None:
    """An office that prints letters cannot seat a friend: a friend who is confirmed by another line cannot tie the letter."""
    panel, sent = panels.invited(hall, accept=8, decline=0)
    friend = person("friend")
    other = CensusEntry.objects.exclude(
        pk__in=PanelLetter.objects.filter(number=sent[0].number).values("entry")
    ).first()
    assert other is not None
    CensusEntry.objects.filter(pk=other.pk).update(used_by=friend)
    join = letter_actions.join_panel
    given = {"letter": sent[0].number, "code": sent[0].code}
    assert refusal(lambda: join.perform(actors.as_person(friend), **given)) == "not-yours"
    who = actors.as_person(person("owner"))
    join.perform(who, **given)
    # Tied once, it is nobody else's, and nobody holds two.
    thief = actors.as_person(person("thief"))
    assert refusal(lambda: join.perform(thief, **given)) == "not-yours"
    second = {"letter": sent[1].number, "code": sent[1].code}
    assert refusal(lambda: join.perform(who, **second)) == "not-yours"
    assert Application.objects.filter(lottery=panel.draw, person=who.person).count() == 1


def test_only_members_vote_and_each_once(hall: Hall) -> None:
    panel, members, _sent = panels.seated(hall)
    vote = recommendation_actions.vote_on_recommendation
    with panels.working(panel):
        one = panels.drafted(panel, members[0])
        recommendation_actions.put_recommendation_to_vote.perform(members[0], recommendation=one)
        one.refresh_from_db()
        assert refusal(lambda: vote.perform(hall.resident, recommendation=one, choice="yes")) == (
            "no-seat"
        )
        official = actors.as_person(Person.objects.get(pk=hall.chair.person))
        assert refusal(lambda: vote.perform(official, recommendation=one, choice="no")) == (
            "no-seat"
        )
        vote.perform(members[1], recommendation=one, choice="yes")
        vote.perform(members[1], recommendation=one, choice="no")
        assert RecommendationVote.objects.filter(recommendation=one).count() == 1
        kept = RecommendationVote.objects.get(recommendation=one)
        with pytest.raises(IntegrityError), transaction.atomic():
            connection.cursor().execute(
                "insert into decisions_recommendationvote (version, recommendation_id, member_id, choice)"
                f" values (1, {one.pk}, {kept.member_id}, 'yes')"
            )
        # Whoever gives up the seat votes no more.
        seats.leave_panel.perform(members[2], panel=Panel.objects.get(pk=panel.pk))
        assert refusal(lambda: vote.perform(members[2], recommendation=one, choice="yes")) == (
            "no-seat"
        )


def test_the_office_neither_drafts_nor_chooses_witnesses(hall: Hall) -> None:
    panel, _members, _sent = panels.seated(hall)
    with panels.working(panel):
        seen = work_actions.propose_witness.perform(
            hall.resident, panel=panel, name="Ada", text="Knows."
        ).result
        for who in (hall.chair, hall.clerk):
            for call in (
                lambda who=who: recommendation_actions.draft_recommendation.perform(
                    who, panel=panel, title="Ours", text="We say so."
                ),
                lambda who=who: work_actions.approve_witnesses.perform(
                    who, panel=panel, witnesses=[seen]
                ),
                lambda who=who: work_actions.choose_witnesses.perform(who, panel=panel),
            ):
                assert refusal(call)
    assert not panel.recommendations.exists()


def test_a_body_that_answers_its_own_panel_late_has_broken_its_promise(hall: Hall) -> None:
    panel, members, _sent = panels.seated(hall)
    with panels.working(panel):
        one = panels.voted(panels.drafted(panel, members[0]), members)
    assert one.due_on
    with clock.replay(clock.now() + timedelta(days=95)):
        promise_timers.watch()
        assert Promise.objects.get(thing=one.ref).broken_on
        answer_actions.answer_recommendation.perform(
            hall.chair, recommendation=one, verdict="taken_up", answer="At last."
        )
    promise = Promise.objects.get(thing=one.ref)
    assert promise.broken_on and promise.first_on == panel.answer_on


def test_a_panel_that_sits_cannot_be_called_off(hall: Hall) -> None:
    panel, _members, _sent = panels.seated(hall)
    with panels.working(panel):
        call_off = ending_actions.call_off_panel
        assert refusal(lambda: call_off.perform(hall.chair, panel=panel, reason="No.")) == (
            "wrong-state"
        )
    other = refusal(lambda: call_off.perform(hall.parks, panel=panel, reason="No."))
    assert other == "other-body"


def test_needs_and_answers_are_in_no_record_dump_or_export(hall: Hall) -> None:
    listed = panels.roll(hall)
    panel = panels.commissioned(hall)
    wave = panels.letters_drawn(panel)
    sent = panels.printed(hall, wave, listed)
    with panels.at(wave):
        panels.answer(panel, sent[0], needs="My SECRET ramp", email="secret@example.org")
    sequencer.sequence_once()
    said = "".join(Entry.objects.values_list("body", flat=True))
    told = "".join(
        str(row)
        for name, one in exports.datasets().items()
        if name.startswith("decisions.")
        for row in one.rows()
    )
    assert "SECRET" not in said + told and "secret@" not in said + told


def test_a_member_who_is_erased_leaves_what_was_decided(hall: Hall) -> None:
    panel, members, _sent = panels.seated(hall, accept=14)
    with panels.working(panel):
        one = panels.voted(panels.drafted(panel, members[0]), members)
        me = Person.objects.get(pk=members[3].person)
        held = str(everything_about(me))
        assert panel.name in held and "panel_votes" in held
        residents.erase_me.perform(members[3], words=True)
    one.refresh_from_db()
    assert (one.state, one.yes) == ("adopted", 4)
    assert not Member.objects.filter(person=me.pk).exists()
    gone = Member.objects.get(panel=panel, left_on__isnull=False)
    assert Panel.objects.get(pk=panel.pk).draw.tickets.get(state="drawn").stands_for == (
        gone.ticket.code
    )
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok
