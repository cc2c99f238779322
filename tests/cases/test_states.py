"""States a person understands: what each promises, whose clock it stops, and who may say the next word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commonhall.cases.cases import actions, duties, letters, state_actions, timers
from commonhall.cases.cases.models import Case, late
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.evaluation.indicators import rates
from commonhall.evaluation.indicators.facts import Fact
from commonhall.law.instruments.models import Competence
from commonhall.record.models import Entry
from commonhall.services.minimum_standards.measures import MEASURES
from tests.actions.samples import set_fields
from tests.actions.test_every_action import raw
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def day(number: int) -> date:
    return clock.today() + timedelta(days=number)


@contextmanager
def in_days(number: int) -> Iterator[None]:
    with clock.replay(timezone.now() + timedelta(days=number)):
        yield


def fact_of(case: Case) -> Fact:
    """What rates are told of the case this month."""
    facts = rates.collect(rates.month_of(clock.today()), known=day(40))
    return next(one for one in facts if one.case == case.pk)


# --- what is a promise ----------------------------------------------------------------------------
def test_an_answer_promises_what_it_says_and_no_more(hall: Hall) -> None:
    words, promise, planned, part, no = (hall.raise_case() for _ in range(5))
    actions.answer_case.perform(hall.parks, case=words, text="Ask the school.")
    actions.answer_case.perform(hall.parks, case=promise, text="We come.", promise=day(3))
    state_actions.plan_case.perform(hall.parks, case=planned, day=day(5), text="A lamp.")
    state_actions.part_done.perform(hall.parks, case=part, text="Half.", promise=day(7))
    state_actions.decline_case.perform(hall.parks, case=no, reason="Not ours.")
    assert [
        (one.state, one.promised_on) for one in map(now, (words, promise, planned, part, no))
    ] == [
        ("answered", None),
        ("promised", day(3)),
        ("planned", day(5)),
        ("partly", day(7)),
        ("cannot", None),
    ]
    page = Client().get(f"/cases/{no.pk}/").content.decode()
    assert "cannot be done" in page and "promised" not in page.lower()


def test_a_planned_day_that_passes_is_late_everywhere(hall: Hall) -> None:
    case = hall.raise_case()
    state_actions.plan_case.perform(hall.parks, case=case, day=day(2), text="A lamp.")
    today = day(3)
    assert now(case).days_late(today) == 1
    assert list(Case.objects.filter(late(today))) == [case]
    north = hall.unit("north").pk
    for _ in range(4):
        hall.raise_case()
    measure = MEASURES["cases-late"].compute
    assert measure is not None and measure([north], None, today)[north] == 20


def test_what_cannot_be_done_may_be_sent_back_and_is_then_due_again(hall: Hall) -> None:
    case = hall.raise_case()
    state_actions.decline_case.perform(hall.parks, case=case, reason="Not ours.")
    assert now(case).closed_at is not None and now(case).next_on is None
    actions.refuse_result.perform(hall.resident, case=now(case), text="It is yours.")
    back = now(case)
    assert (back.state, back.closed_at, back.next_on) == ("refused", None, day(14))
    actions.answer_case.perform(hall.parks, case=back, text="You are right.")
    assert now(case).again_on is None


def test_a_missed_promise_does_not_outlive_being_sent_back(hall: Hall) -> None:
    case = hall.raise_case()
    actions.answer_case.perform(hall.parks, case=case, text="We come.", promise=day(1))
    actions.mark_done.perform(hall.parks, case=now(case), text="Done.")
    with in_days(10):
        actions.refuse_result.perform(hall.resident, case=now(case), text="Dark.")
    assert now(case).days_late(day(10)) == 0
    assert now(case).days_late(day(25)) == 1


# --- the clock ------------------------------------------------------------------------------------
def ask(hall: Hall, case: Case) -> None:
    state_actions.ask_raiser.perform(hall.parks, case=now(case), question="Which lamp?")


def test_a_question_stops_the_clock_until_the_reply_and_no_longer(hall: Hall) -> None:
    case = hall.raise_case()
    ask(hall, case)
    assert (now(case).due_on, now(case).next_on) == (day(28), day(28))
    with in_days(3):
        state_actions.reply_to_question.perform(hall.resident, case=now(case), text="The left one.")
    assert (now(case).state, now(case).due_on, now(case).stopped) == ("open", day(17), 3)


def test_a_late_reply_stops_it_for_the_days_of_the_law_alone(hall: Hall) -> None:
    case = hall.raise_case()
    ask(hall, case)
    with in_days(20):
        state_actions.reply_to_question.perform(hall.resident, case=now(case), text="Left.")
    assert (now(case).due_on, now(case).stopped) == (day(28), 14)


def test_a_contested_question_stopped_nothing(hall: Hall) -> None:
    case = hall.raise_case()
    ask(hall, case)
    with in_days(5):
        state_actions.contest_question.perform(hall.resident, case=now(case), text="One lamp only.")
    assert (now(case).state, now(case).due_on, now(case).stopped) == ("open", day(14), 0)


def test_it_is_asked_once_and_never_stops_a_promise(hall: Hall) -> None:
    case = hall.raise_case()
    actions.answer_case.perform(hall.parks, case=case, text="We come.", promise=day(2))
    ask(hall, case)
    assert (now(case).due_on, now(case).next_on, now(case).stopped) == (day(14), day(2), 0)
    assert now(case).days_late(day(4)) == 2
    state_actions.reply_to_question.perform(hall.resident, case=now(case), text="Left.")
    assert now(case).state == "promised"
    with pytest.raises(Refused, match="cannot ask a second"):
        ask(hall, case)


def test_asking_too_late_makes_nothing_good(hall: Hall) -> None:
    case = hall.raise_case()
    with in_days(16):
        ask(hall, case)
    assert (now(case).due_on, now(case).stopped) == (day(14), 0)


def test_neither_a_question_nor_an_outside_party_counts_as_an_answer(hall: Hall) -> None:
    asked, outside = hall.raise_case(), hall.raise_case()
    ask(hall, asked)
    state_actions.send_outside.perform(hall.parks, case=outside, party="Grid", text="Mend it.")
    assert [fact_of(one).days_to_answer for one in (asked, outside)] == [None, None]
    assert fact_of(outside).on_time is False, "the clock ran on"
    found = duties.kept(hall.body("parks"), day(20))
    assert (found.in_time, found.waiting, found.overdue) == (0, 2, 1)


def test_an_outside_party_is_named_and_its_contact_is_the_bodys_alone(hall: Hall) -> None:
    case = hall.raise_case()
    state_actions.send_outside.perform(
        hall.parks, case=case, party="Grid company", text="Mend it.", contact="grid@example.org"
    )
    assert (now(case).body.code, now(case).next_on) == ("parks", day(14))
    address = f"/cases/{case.pk}/"
    assert "Grid company" in Client().get(address).content.decode()
    for client in (Client(), signed_in("resident"), signed_in(hall.roads)):
        assert "grid@example.org" not in client.get(address).content.decode()
    assert "grid@example.org" in signed_in(hall.parks).get(address).content.decode()
    table = Client().get(reverse("open_data:table", args=["cases.answers", "csv"]))
    text = b"".join(table.streaming_content).decode()  # type: ignore[attr-defined]
    assert "outside" in text and "grid@example.org" not in text and "Grid company" not in text


def test_a_missed_day_is_put_on_the_record_once_and_again_when_the_next_is_missed(
    hall: Hall,
) -> None:
    case, in_time = hall.raise_case(), hall.raise_case()
    first, second = day(14), day(16)
    actions.answer_case.perform(hall.parks, case=in_time, text="We come.", promise=day(30))
    assert timers.watch() == 0
    with in_days(15):
        assert (timers.watch(), timers.watch()) == (1, 0)
        assert (now(case).priority, now(case).missed_on) == ("high", first)
        actions.answer_case.perform(hall.parks, case=now(case), text="Soon.", promise=second)
        assert timers.watch() == 0
    with in_days(17):
        assert (timers.watch(), now(case).missed_on) == (1, second)
    assert Entry.objects.filter(action="cases.mark_late", subject=case.ref).count() == 2
    assert "did not" in "".join(letters.missed(case.ref, clock.now()))


# --- who answers ----------------------------------------------------------------------------------
def passed_thrice(hall: Hall) -> Case:
    case = hall.raise_case()
    for by, to in ((hall.parks, "roads"), (hall.roads, "parks"), (hall.parks, "roads")):
        actions.pass_on_case.perform(by, case=now(case), to=hall.body(to), reason="It is theirs.")
    return now(case)


def test_the_third_time_it_stays_until_an_arbiter_has_decided(hall: Hall) -> None:
    case = passed_thrice(hall)
    assert (case.body.code, case.disputed_to and case.disputed_to.code) == ("parks", "roads")
    actions.answer_case.perform(hall.parks, case=case, text="Meanwhile: we look.")
    desk = signed_in(hall.chair).get("/desk/?when=disputed")
    assert [line.case.pk for line in desk.context["lines"]] == [case.pk]
    assert signed_in(hall.roads).get("/desk/?when=disputed").context["lines"] == []
    state_actions.settle_case.perform(
        hall.chair, case=now(case), to=hall.body("roads"), reason="It is a road lamp."
    )
    assert (now(case).body.code, now(case).state) == ("roads", "open")
    with pytest.raises(Refused, match="binding"):
        actions.pass_on_case.perform(hall.roads, case=now(case), to=hall.body("hall"), reason="No.")
    page = Client().get(f"/cases/{case.pk}/").content.decode()
    assert "Decided and binding" in page


def test_before_and_after_the_decision_rates_know_who_held_it(hall: Hall) -> None:
    case = passed_thrice(hall)
    assert fact_of(case).body == hall.body("parks").pk
    state_actions.settle_case.perform(
        hall.chair, case=case, to=hall.body("roads"), reason="It is a road lamp."
    )
    assert fact_of(case).body == hall.body("roads").pk


def test_a_law_without_an_arbiter_lets_bodies_pass_on_as_before(hall: Hall) -> None:
    raw(Competence, power="settle-cases")
    case = passed_thrice(hall)
    assert (case.body.code, case.disputed_to) == ("roads", None)


# --- what others are told -------------------------------------------------------------------------
def test_open311_maps_each_state_to_open_or_closed(hall: Hall) -> None:
    case = hall.raise_case()
    for state in Case.State.values:
        set_fields(case, state=state)
        shown = Client().get(f"/open311/v2/requests/{case.pk}.json").json()[0]["status"]
        ended = state in ("cannot", "done", "confirmed", "closed", "withdrawn")
        assert shown == ("closed" if ended else "open"), state
        assert Client().get("/open311/v2/requests.json?status=closed").json() == [] or ended


def test_letters_say_what_happened(hall: Hall) -> None:
    case = hall.raise_case()

    def said(write: Any) -> str:
        return "\n".join(write(case.ref, clock.now()))

    ask(hall, case)
    text = said(letters.asked)
    assert "Which lamp?" in text
    state_actions.reply_to_question.perform(hall.resident, case=now(case), text="The left one.")
    assert "The left one." in said(letters.replied)
    state_actions.send_outside.perform(
        hall.parks, case=now(case), party="Grid company", text="Mend it.", contact="secret"
    )
    assert "Grid company" in said(letters.outside) and "secret" not in said(letters.outside)
    state_actions.plan_case.perform(hall.parks, case=now(case), day=day(3), text="A new lamp.")
    assert "It plans to do it on" in said(letters.planned)
    state_actions.part_done.perform(hall.parks, case=now(case), text="The pole stands.")
    assert "The pole stands." in said(letters.partly)
    state_actions.decline_case.perform(hall.parks, case=now(case), reason="No cable.")
    assert "No cable." in said(letters.declined)


def test_question_and_reply_stand_on_the_page_and_the_buttons_are_the_raisers(hall: Hall) -> None:
    case = hall.raise_case()
    ask(hall, case)
    address = f"/cases/{case.pk}/"
    mine = signed_in("resident").get(address).content.decode()
    assert "Which lamp?" in mine and f"{address}contest-question/" in mine
    assert "A question is waiting" in Client().get(address).content.decode()
    sent = signed_in("resident").post(f"{address}reply-to-question/", {"text": "The left one."})
    assert sent.status_code == 302
    assert "The left one." in Client().get(address).content.decode()
    assert "A question is waiting" not in Client().get(address).content.decode()
