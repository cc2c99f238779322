"""Panels at work: letters in waves, seats by rule, meetings paid, witnesses chosen, recommendations answered."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonhall.actions.models import Follow
from commonhall.consultations.askings.models import AskingReport
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.decisions.lotteries import timers as lottery_timers
from commonhall.decisions.lotteries.models import Application
from commonhall.decisions.panels import (
    answer_actions,
    letters,
    queries,
    recommendation_actions,
    seats,
    timers,
    work_actions,
)
from commonhall.decisions.panels.models import Member, Panel, PanelDay, PanelLetter
from commonhall.decisions.panels.spoken_models import FollowUp, Recommendation, Witness
from commonhall.law.promises.models import Promise
from tests.decisions import panels
from tests.kit import Hall, found_hall
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_letters_go_out_in_waves_until_enough_have_accepted(hall: Hall) -> None:
    panel, sent = panels.invited(hall, accept=6, decline=5)
    assert len(sent) == 20 and PanelLetter.objects.filter(panel=panel).count() == 20
    (first,) = queries.responses([panel.pk])[panel.pk]
    assert (first.accepted, first.declined, first.silent) == (6, 5, 9)
    # Too few accepted: once the first wave's days are over, the rest of the roll is asked.
    with panels.at(first.wave, 11):
        timers.panels_due()
    second = panel.letter_waves.get(number=2)
    assert second.letters == 10
    with panels.at(first.wave, 12):
        assert timers.panels_due() == 0


def test_no_wave_follows_once_enough_have_accepted(hall: Hall) -> None:
    panel, _sent = panels.invited(hall, accept=8)
    with panels.at(panel.letter_waves.get(), 11):
        assert timers.panels_due() == 0


def test_groups_too_small_to_be_told_are_kept_back(hall: Hall) -> None:
    panel, _sent = panels.invited(hall, accept=8, decline=2)
    (one,) = queries.responses([panel.pk])[panel.pk]
    assert (one.accepted, one.declined, one.silent) == (8, None, None)


def test_an_answer_by_code_can_be_changed_until_the_last_day(hall: Hall) -> None:
    panel, sent = panels.invited(hall, accept=1, decline=0)
    wave = panel.letter_waves.get()
    with panels.at(wave, 3):
        panels.answer(panel, sent[0], accepts=False)
        assert not Application.objects.filter(lottery=panel.draw).exists()
        panels.answer(panel, sent[0], care=["children", "travel"], needs="A ramp")
    letter = PanelLetter.objects.exclude(answer="").get()
    # Only what the panel offers is asked for.
    assert (letter.answer, letter.care, letter.needs) == ("accepted", ["children"], "A ramp")
    with panels.at(wave, 11):
        assert refusal(lambda: panels.answer(panel, sent[1])) == "too-late"


def test_a_seat_that_is_declined_goes_to_the_next_by_the_rule(hall: Hall) -> None:
    panel, sent = panels.invited(hall, accept=12, decline=0)
    panel = panels.drawn(panel)
    assert panel.state == "working"
    first = panel.draw.tickets.filter(state="drawn").order_by("code")[0]
    with panels.working(panel, 1):
        panels.take_seat(panel, panels.letter_of(first.code, sent), accepts=False)
    panel.draw.refresh_from_db()
    (turn,) = panel.draw.turns
    assert turn["code"] == first.code and turn["next"]
    assert panel.draw.tickets.filter(state="drawn").count() == 4


def test_the_silent_are_replaced_by_a_timer_and_a_member_who_leaves_too(hall: Hall) -> None:
    panel, members, _sent = panels.seated(hall, accept=14, decline=0)
    with panels.working(panel, 5):
        seats.leave_panel.perform(members[0], panel=panel)
    panel = Panel.objects.get(pk=panel.pk)
    waiting = panel.draw.tickets.get(state="drawn")
    gone = Member.objects.get(panel=panel, left_on__isnull=False)
    assert waiting.stands_for == gone.ticket.code and queries.sitting(panel).count() == 3
    # Nobody answers: the clock passes the seat on once more.
    with panels.working(panel, 16):
        lottery_timers.draw_due()
    assert panel.draw.tickets.get(state="drawn").stands_for == waiting.code


def test_members_are_owed_the_days_they_were_at_and_paid_once(hall: Hall) -> None:
    panel, members, _sent = panels.seated(hall)
    with panels.working(panel):
        panels.met(hall, panel, members[0], members[1])
    found = queries.owed(panel)
    assert (found.owed.minor, found.days, found.waiting) == (100_00, 2, 2)
    paid = Member.objects.get(person=members[0].person)
    work_actions.pay_panel_member.perform(hall.chair, panel=panel, member=paid, receipt="2026-17")
    assert queries.owed(panel).paid.minor == 50_00
    with pytest.raises(BadInput):
        work_actions.pay_panel_member.perform(
            hall.chair, panel=panel, member=paid, receipt="2026-18"
        )
    assert PanelDay.objects.get(member=paid).receipt == "2026-17"


def test_the_panel_chooses_witnesses_so_that_a_minority_is_heard(hall: Hall) -> None:
    panel, members, _sent = panels.seated(hall)
    propose = work_actions.propose_witness
    with panels.working(panel):
        found = [
            propose.perform(by, panel=panel, name=name, text="Knows lamps.").result
            for name, by in (
                ("Engineer", hall.resident),
                ("Seller", hall.parks),
                ("Owl", members[0]),
            )
        ]
        approve, choose = work_actions.approve_witnesses, work_actions.choose_witnesses
        for who in members[:2]:
            approve.perform(who, panel=panel, witnesses=found[:2])
        assert refusal(lambda: choose.perform(members[0], panel=panel)) == "too-few"
        approve.perform(members[2], panel=panel, witnesses=found[:2])
        approve.perform(members[3], panel=panel, witnesses=found[2:])
        choose.perform(members[3], panel=panel)
    states = dict(Witness.objects.values_list("name", "state"))
    # Two seats: the majority's first, then the minority's only one would come level; the rule is proportional.
    assert states["Engineer"] == "chosen" and list(states.values()).count("chosen") == 2
    work_actions.note_witness.perform(hall.chair, panel=panel, witness=found[0], state="invited")
    refused = Witness.objects.get(state="not-chosen")
    with pytest.raises(BadInput):
        work_actions.note_witness.perform(hall.chair, panel=panel, witness=refused, state="heard")


def test_from_a_draft_to_an_answered_recommendation(hall: Hall) -> None:
    case = hall.raise_case()
    panel, members, _sent = panels.seated(hall, about=case.ref)
    with panels.working(panel):
        one = panels.drafted(panel, members[0])
        recommendation_actions.amend_recommendation.perform(
            members[1], recommendation=one, title="Lamps until one", text="People walk home late."
        )
        one.refresh_from_db()
        recommendation_actions.put_recommendation_to_vote.perform(members[0], recommendation=one)
        one.refresh_from_db()
        recommendation_actions.note_minority.perform(
            members[3], recommendation=one, text="It costs too much."
        )
        vote = recommendation_actions.vote_on_recommendation
        for who, choice in zip(members, ("yes", "no", "yes", "no"), strict=True):
            vote.perform(who, recommendation=one, choice=choice)
        vote.perform(members[1], recommendation=one, choice="yes")
        timers.panels_due()
    one.refresh_from_db()
    assert (one.state, one.yes, one.no, one.needed) == ("adopted", 3, 1, 60)
    assert one.title == "Lamps until one" and one.due_on == panel.answer_on
    promise = Promise.objects.get(thing=one.ref)
    assert (promise.kind, promise.due_on) == ("panel-answer", panel.answer_on)
    answer_actions.answer_recommendation.perform(
        hall.chair, recommendation=one, verdict="partly", answer="Until midnight."
    )
    promise.refresh_from_db()
    assert promise.done
    later = FollowUp.objects.get(recommendation=one)
    assert later.due_on == clock.today() + timedelta(days=365)
    one.refresh_from_db()
    answer_actions.follow_up_recommendation.perform(
        hall.chair, recommendation=one, text="They burn until midnight."
    )
    assert Promise.objects.get(thing=later.ref).done


def test_too_few_in_favour_adopt_nothing_and_drafts_end_with_the_work(hall: Hall) -> None:
    panel, members, _sent = panels.seated(hall)
    with panels.working(panel):
        lost = panels.voted(panels.drafted(panel, members[0]), members[:2], members[2:])
        left = panels.drafted(panel, members[1], "Never voted on")
    assert lost.state == "rejected" and not Promise.objects.filter(thing=lost.ref).exists()
    with clock.replay(clock.now() + timedelta(days=62)):
        timers.panels_due()
    panel.refresh_from_db()
    assert panel.state == "ended"
    assert Recommendation.objects.get(pk=left.pk).state == "rejected"
    assert not PanelLetter.objects.exclude(needs="", email="").exists()
    assert not Application.objects.filter(lottery=panel.draw).exclude(features={}).exists()


def test_a_recommendation_becomes_a_motion_in_one_step(hall: Hall) -> None:
    case = hall.raise_case()
    panel, members, _sent = panels.seated(hall, about=case.ref)
    with panels.working(panel):
        one = panels.voted(panels.drafted(panel, members[0]), members)
        panels.met(hall, panel, *members)
    # Those concerned must have been asked; the four who met are too few here, whatever they recommended.
    given = {"unit": hall.unit("root"), "names": {"en": "Lamps"}, "texts": {"en": "Lamps."}}
    code = refusal(
        lambda: answer_actions.table_recommendation.perform(hall.chair, recommendation=one, **given)
    )
    assert code == "not-asked"


def test_who_was_drawn_and_left_an_address_is_told_once(hall: Hall, mailoutbox: list[Any]) -> None:
    panel, _sent = panels.invited(hall, accept=12, decline=0)
    PanelLetter.objects.filter(answer="accepted").update(email="someone@example.org")
    panel = panels.drawn(panel)
    assert letters.tell_drawn.call(panel.pk) == 4 and letters.tell_drawn.call(panel.pk) == 0
    first = mailoutbox[0]
    assert panel.name in first.body and panel.name not in first.subject
    assert "/decisions/panels/letter/" in first.body


def test_a_meeting_of_the_panel_counts_as_asking_residents(hall: Hall) -> None:
    """Who tied their letter is confirmed as a resident by it, as by any other letter with a code."""
    panel, members, _sent = panels.seated(hall, about=hall.raise_case().ref)
    with panels.working(panel):
        meeting = panels.met(hall, panel, *members)
    report = AskingReport.objects.get(asking=meeting.ref)
    assert (report.way, report.residents, report.about) == ("panel", 4, panel.about)


def test_members_hear_what_the_body_answered(hall: Hall) -> None:
    panel, members, _sent = panels.seated(hall)
    with panels.working(panel):
        one = panels.voted(panels.drafted(panel, members[0]), members)
    follows = Follow.objects.filter(ref=one.ref).values_list("account", flat=True)
    assert {who.account for who in members} <= set(follows)
    answer_actions.answer_recommendation.perform(
        hall.chair, recommendation=one, verdict="refused", answer="No money."
    )
    assert "No money." in list(letters.answered(one.ref, clock.now()))
