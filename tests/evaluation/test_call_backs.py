"""Another body calls people whose cases were reported done: drawn by lot, weighted, and nobody's answer is told."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from commonhall.actions.context import Context
from commonhall.actions.models import Version
from commonhall.cases.cases import actions as cases
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.evaluation.call_backs import (
    actions,
    drawing,
    estimates,
    queries,
    recalculation,
    timers,
)
from commonhall.evaluation.call_backs.estimates import FEWEST, Called
from commonhall.evaluation.call_backs.models import CallBack, CallBackRound
from commonhall.law.appeals import lot
from commonhall.law.appeals.effect import set_aside_act
from commonhall.law.instruments.models import Competence
from commonhall.people.actors import system
from commonhall.people.bodies import actions as body_actions
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from tests.actions.samples import set_fields
from tests.actions.test_every_action import undone
from tests.attacks.doors import refused_everywhere
from tests.cases.everybody import confidential
from tests.decisions import lots
from tests.evaluation.call_backs import answer, begun, caller, drawn, finished, later
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit as law_kit
from tests.words import texts

pytestmark = pytest.mark.django_db
State, Calls = CallBackRound.State, CallBack.State


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def refusal(call: object) -> str:
    with pytest.raises(Refused) as caught:
        call()  # type: ignore[operator]
    return caught.value.code


# --- the lot --------------------------------------------------------------------------------------
def test_the_cases_are_on_the_record_before_the_lot_is_known(hall: Hall) -> None:
    done, waits = finished(hall, 1, "solved"), hall.raise_case()
    silent = finished(hall, 2)
    of = begun()
    assert [row[0] for row in of.cases] == [done.pk, silent.pk]
    assert waits.pk not in {row[0] for row in of.cases}
    assert [row[2] for row in of.cases] == ["solved", "nothing"]
    entry = Entry.objects.get(action="evaluation.begin_call_backs")
    assert of.due_at is not None and of.due_at > entry.occurred_at + timedelta(minutes=59)
    number = of.beacon["round"]
    early = lambda: actions.draw_call_backs.perform(  # noqa: E731
        hall.resident, of, signature=lots.sign(number)
    )
    assert refusal(early) == "not-yet"
    with later(of), pytest.raises(BadInput, match="did not sign"):
        actions.draw_call_backs.perform(hall.resident, of, signature=lots.sign(number + 1))
    drawn(hall, of)
    assert of.state == State.DRAWN
    assert set(of.calls.values_list("case", flat=True)) == {done.pk, silent.pk}
    with later(of):
        again = lambda: actions.draw_call_backs.perform(  # noqa: E731
            hall.resident, of, signature=lots.sign(number)
        )
        assert refusal(again) == "wrong-state"


@given(st.lists(st.integers(1, 4), max_size=60), st.integers(1, 20))
def test_of_each_body_the_same_number_is_drawn_whoever_else_is_on_the_list(
    bodies: list[int], most: int
) -> None:
    rows = [(number, body, "nothing") for number, body in enumerate(bodies)]
    signature = lots.sign(7)
    sample = drawing.drawn(rows, signature, most)
    for body in set(bodies):
        mine = [row for row in rows if row[1] == body]
        taken = [row for row in sample if row[1] == body]
        assert len(taken) == min(most, len(mine)) and set(taken) <= set(mine)
        # Other bodies' cases change nothing for it.
        assert taken == drawing.drawn(mine, signature, most)
    assert sample == drawing.drawn(list(reversed(rows)), signature, most)


def test_nobody_is_called_about_a_confidential_case(hall: Hall) -> None:
    cases.mark_done.perform(hall.parks, confidential(hall), text="Helped.")
    assert queries.finished(clock.today().replace(day=1)) == []


# --- calling --------------------------------------------------------------------------------------
def test_another_body_calls_and_nobody_is_told_what_one_person_said(hall: Hall) -> None:
    case = finished(hall, 1, "solved")
    of = drawn(hall, begun())
    who, call = caller(hall), of.calls.get()
    with later(of):
        # The answering office may not, by any door, nor see whom to call.
        given = {"outcome": "reached", "verdict": "solved"}
        refused_everywhere(
            hall.parks,
            actions.record_call,
            call,
            given,
            by="competence no-competence",
            provision="",
        )
        shown = signed_in(hall.parks).get(call.get_absolute_url()).content.decode()
        assert "resident@example.org" not in shown and "How to reach them" not in shown
        assert "resident@example.org" not in Client().get(call.get_absolute_url()).content.decode()
        shown = signed_in(who).get(call.get_absolute_url()).content.decode()
        assert "resident@example.org" in shown and case.title in shown
        answer(who, call, verdict="not_solved", contacted="no", satisfied="no")
        # It is done: nobody is shown the address any more, nor the answers.
        shown = signed_in(who).get(call.get_absolute_url()).content.decode()
        assert "resident@example.org" not in shown
        entry = Entry.objects.filter(action="evaluation.record_call").order_by("id").last()
        assert entry is not None
        assert "not_solved" not in entry.body
        for path in (call.get_absolute_url(), of.get_absolute_url(), f"/api/v1/call-backs/{of.pk}"):
            told = Client().get(path).content.decode()
            assert "not_solved" not in told.replace('"clicked', "") and "not solved" not in told
        assert refusal(lambda: answer(who, call)) == "wrong-state"


def test_who_holds_an_office_of_the_body_asked_about_does_not_call(hall: Hall) -> None:
    finished(hall, 1)
    of = drawn(hall, begun())
    who, call = caller(hall), of.calls.get()
    body_actions.establish_office.perform(
        hall.clerk, body=hall.body("parks"), code="second", names=texts("Second"), duties={}
    )
    law_kit.seat_on_both_sides(hall, "second", Person.objects.get(pk=who.person_id))
    with later(of):
        assert refusal(lambda: answer(who, call)) == "own-body"


def test_three_times_nobody_answers(hall: Hall) -> None:
    finished(hall, 1)
    of = drawn(hall, begun())
    who, call = caller(hall), of.calls.get()
    with later(of):
        for tries, state in ((1, Calls.WAITING), (2, Calls.WAITING), (3, Calls.AWAY)):
            answer(who, call, outcome="not_reached", verdict="")
            assert (call.tries, call.state) == (tries, state)
        assert timers.close() == 1
        of.refresh_from_db()
        assert of.state == State.CLOSED


def test_a_call_that_a_review_strikes_is_made_again(hall: Hall) -> None:
    finished(hall, 1)
    of = drawn(hall, begun())
    who, call = caller(hall), of.calls.get()
    with later(of):
        answer(who, call, verdict="not_solved", satisfied="no")
        entry = Entry.objects.filter(action="evaluation.record_call").order_by("id").last()
        undo = actions.record_call.undo
        assert entry is not None and undo is not None
        with undone():
            effect = undo.run(Context.root(set_aside_act, hall.chair, None), entry)
            assert effect.undone == [call.ref] and not effect.left
            call.refresh_from_db()
            assert (call.state, call.verdict, call.satisfied) == (Calls.WAITING, "", "")


def test_answers_without_having_reached_anybody_are_refused(hall: Hall) -> None:
    finished(hall, 1)
    of = drawn(hall, begun())
    who, call = caller(hall), of.calls.get()
    with later(of):
        with pytest.raises(BadInput) as caught:
            answer(who, call, verdict="")
        assert caught.value.field == "verdict"
        with pytest.raises(BadInput) as caught:
            answer(who, call, outcome="declined", satisfied="yes", verdict="")
        assert caught.value.field == "outcome"
        call.refresh_from_db()
        assert call.state == Calls.WAITING


# --- by the clock ---------------------------------------------------------------------------------
def test_a_week_into_the_month_the_last_one_is_called_and_its_calls_end(hall: Hall) -> None:
    case = finished(hall, 1)
    month = case.raised_at.date().replace(day=1)
    following = (month + timedelta(days=32)).replace(day=1)
    at = lambda day: clock.replay(clock.now() + (day - clock.today()))  # noqa: E731
    with at(following + timedelta(days=6)):
        assert timers.begin() == 0
    with at(following + timedelta(days=7)):
        assert timers.begin() == 1 and timers.begin() == 0
    of = CallBackRound.objects.get()
    assert of.month == month and of.cases == [[case.pk, case.body_id, "nothing"]]


def test_a_hall_whose_law_names_nobody_who_calls_draws_nothing(hall: Hall) -> None:
    assert queries.anybody_calls()
    for grant in Competence.objects.filter(power=queries.POWER):
        set_fields(grant, ends=clock.today() - timedelta(days=1))
    assert not queries.anybody_calls()
    with clock.replay(clock.now() + timedelta(days=45)):
        assert timers.begin() == 0


def test_calls_not_made_by_the_day_count_as_not_reached(hall: Hall) -> None:
    finished(hall, 1)
    of = drawn(hall, begun())
    assert of.close_on is not None and of.drawn_at is not None
    # By the round's own days: at which hour its beacon comes depends on the hour of this test.
    assert of.close_on - timezone.localdate(of.drawn_at) == actions.CALLED_FOR
    last = timezone.make_aware(datetime.combine(of.close_on, time(12)))
    with clock.replay(last):
        assert timers.close() == 0
    with clock.replay(last + timedelta(days=1)):
        assert timers.close() == 1
    assert of.calls.get().state == Calls.AWAY
    assert refusal(lambda: actions.close_call_backs.perform(system(), of)) == "not-over"


# --- what is told ---------------------------------------------------------------------------------
def calls_of(body: int, said: str, reached: int, solved: int, away: int) -> list[Called]:
    told = [Called(0, body, said, True, at < solved, None, None) for at in range(reached)]
    return told + [Called(0, body, said, False) for _ in range(away)]


def rows_of(body: int, **many: int) -> list[tuple[int, int, str]]:
    return [(0, body, said) for said, count in many.items() for _ in range(count)]


def test_those_who_answer_stand_for_those_who_had_said_the_same() -> None:
    """By hand: of 100 drawn 20 had said "solved" (all reached, 18 solved), 80 nothing (20 reached, 5 solved)."""
    rows = rows_of(1, solved=20, nothing=80)
    calls = calls_of(1, "solved", 20, 18, 0) + calls_of(1, "nothing", 20, 5, 60)
    everybody, mine = estimates.found(rows, calls)
    assert mine.solved is not None
    assert mine.solved.value == pytest.approx(0.2 * 0.9 + 0.8 * 0.25)
    assert (mine.reached, mine.drawn, mine.clicked, mine.clicked_solved) == (40, 100, 20, 20)
    assert mine.solved.effective < 40 and mine.solved.low < mine.solved.value < mine.solved.high
    assert everybody.solved == mine.solved


def test_a_large_body_counts_for_more_in_the_whole_than_a_small_one() -> None:
    rows = rows_of(1, nothing=900) + rows_of(2, nothing=100)
    calls = calls_of(1, "nothing", 30, 15, 0) + calls_of(2, "nothing", 30, 30, 0)
    everybody, first, second = estimates.found(rows, calls)
    assert first.solved and second.solved and everybody.solved
    assert (first.solved.value, second.solved.value) == (0.5, 1.0)
    assert everybody.solved.value == pytest.approx(0.9 * 0.5 + 0.1)


def test_where_too_few_answered_nothing_is_told() -> None:
    few = calls_of(1, "nothing", FEWEST - 1, 3, 5)
    assert estimates.found(rows_of(1, nothing=20), few)[1].solved is None
    enough = calls_of(1, "nothing", FEWEST, 3, 5)
    assert estimates.found(rows_of(1, nothing=20), enough)[1].solved is not None
    assert estimates.found([], [])[0].solved is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["solved", "not_solved", "nothing"]), st.booleans(), st.booleans()
        ),
        min_size=1,
        max_size=80,
    )
)
def test_shares_lie_within_their_interval_and_weights_add_up(
    answers: list[tuple[str, bool, bool]],
) -> None:
    calls = [Called(0, 1, said, reached, solved) for said, reached, solved in answers]
    rows = [(0, 1, said) for said, _reached, _solved in answers]
    weights = estimates._weights(calls, {1: len(rows)})  # type: ignore[arg-type]
    reached = np.array([one.reached for one in calls])
    assert np.all(weights[~reached] == 0)
    assert not reached.any() or weights.sum() == pytest.approx(len(rows))
    told = estimates.found(rows, calls)[1].solved
    assert (told is None) == (reached.sum() < FEWEST)
    if told is not None:
        assert 0 <= told.low <= told.value <= told.high <= 1


def test_a_finished_month_is_told_on_its_page_in_the_api_and_as_open_data(hall: Hall) -> None:
    for number in range(FEWEST):
        finished(hall, number, "solved" if number < 4 else "")
    of = drawn(hall, begun())
    who = caller(hall)
    with later(of):
        for at, call in enumerate(of.calls.order_by("pk")):
            answer(who, call, verdict="solved" if at < 6 else "not_solved", contacted="yes")
        shown = Client().get(of.get_absolute_url()).content.decode()
        assert "0 of 10 calls" in shown and "60%" not in shown
        assert Client().get(f"/api/v1/call-backs/{of.pk}").json()["results"] == []
        assert timers.close() == 1
    shown = Client().get(of.get_absolute_url()).content.decode()
    assert "60% (31 to 83)" in shown and "100% (72 to 100)" in shown and "Parks" in shown
    assert "60% (31 to 83)" in Client().get("/evaluation/call-backs/").content.decode()
    told = Client().get(f"/api/v1/call-backs/{of.pk}").json()["results"]
    assert [one["body"] for one in told] == ["", "parks"]
    assert told[1]["solved"]["value"] == pytest.approx(0.6) and told[1]["satisfied"] is None
    table = b"".join(Client().get("/open/evaluation.call_backs.csv")).decode()  # type: ignore[arg-type]
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["solved"] for row in rows] == ["0.6", "0.6"]


def test_pages_ask_few_questions_of_the_database(
    hall: Hall, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        finished(hall, number)
    of = drawn(hall, begun())
    who = signed_in(caller(hall))
    with later(of):
        who.get(of.get_absolute_url())
        with django_assert_max_num_queries(20):  # type: ignore[operator]
            who.get(of.get_absolute_url())
        with django_assert_max_num_queries(10):  # type: ignore[operator]
            Client().get("/evaluation/call-backs/")


def test_anybody_draws_the_sample_again_from_what_is_published(hall: Hall) -> None:
    for number in range(3):
        finished(hall, number)
    with mock.patch.object(actions, "PER_BODY", 2):
        of = drawn(hall, begun())
    states = {
        "evaluation.callbackround": {of.pk: _published(of)},
        "evaluation.callback": {one.pk: _published(one) for one in of.calls.all()},
    }
    with mock.patch.object(lot, "CHAIN", lots.CHAIN):
        assert list(recalculation._samples(states)) == []
        said = states["evaluation.callbackround"][of.pk]
        one = next(iter(states["evaluation.callback"].values()))
        spared = (
            {row[0] for row in of.cases}
            - {row["case_id"] for row in states["evaluation.callback"].values()}
        ).pop()
        for wrong, where in (
            (
                {**said, "beacon": {**said["beacon"], "round": said["beacon"]["round"] + 1}},
                "follows",
            ),
            ({**said, "seed_from": {"signature": "00" * 48}}, "did not sign"),
            ({**said, "per_body": 3}, "other cases"),
            ({**said, "state": "waiting"}, "before the lot"),
        ):
            found = list(
                recalculation._samples({**states, "evaluation.callbackround": {of.pk: wrong}})
            )
            assert any(where in line for line in found), where
        swapped = {**states, "evaluation.callback": {1: {**one, "case_id": spared}}}
        assert any("other cases" in line for line in recalculation._samples(swapped))


def _published(thing: CallBackRound | CallBack) -> dict[str, Any]:
    """The state of a thing as its newest version publishes it."""
    row = Version.objects.filter(type=thing._meta.label_lower, object_id=thing.pk).latest("version")
    said: dict[str, Any] = json.loads(row.state)
    return dict(said["state"])
