"""The roll-up: what pages read is what counting the cases gives, whatever is folded and whenever."""

from __future__ import annotations

import random
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases import state_actions
from commonhall.cases.cases.models import Case
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.evaluation.indicators import actions, formulas, rates
from commonhall.evaluation.rollup import folding, reading, tallies
from commonhall.evaluation.rollup.models import CaseMonth, Tally, Unfolded
from commonhall.evaluation.rollup.timers import fold_cases
from commonhall.law.hall_settings.time_zone_actions import set_time_zone
from commonhall.site import cli
from tests.evaluation import kit
from tests.kit import Hall
from tests.words import texts

pytestmark = pytest.mark.django_db
WITHIN = {"of": "raised", "counts": {"done-within": "1", "answered-within": "0.5"}, "days": 6}
IN_TIME = {"of": "raised", "counts": {"answered-on-time": "1"}}


@pytest.fixture
def hall(home: Path) -> Hall:
    made = kit.old_hall()
    kit.define(made)
    return made


def define(hall: Hall, code: str, formula: dict[str, Any], starts: date) -> None:
    proposal = actions.propose_definition.perform(
        kit.reviewer(hall),
        scheme="beijing-12345",
        code=code,
        names=texts(code),
        formula=formula,
        starts=starts,
    ).result
    kit.agree(hall, proposal)


# --- the same as counting -------------------------------------------------------------------------
def counted(definitions: Any, whole: list[Any], by: str) -> dict[int, Any]:
    """From the facts, without tallies: rates, call-backs, refusals and days, place by place."""
    groups: dict[int, list[Any]] = defaultdict(list)
    for fact in whole:
        groups[getattr(fact, by, 0)].append(fact)
    found = {}
    for number, facts in groups.items():
        made = {
            code: formulas.count(one.formula, facts)
            for code, one in definitions.items()
            if "mean" not in one.formula
        }
        made["combined"] = formulas.mean(definitions["combined"].formula, made)
        ended = [one for one in facts if one.done or one.called_back]
        called = [one for one in facts if one.called_back]
        days = [
            one.days_to_answer for one in facts if one.raised and one.days_to_answer is not None
        ]
        found[number] = (
            made,
            (sum(one.called_back for one in ended), len(ended)),
            (sum(not one.solved for one in called), len(called)),
            len(days),
            [days.count(day) for day in tallies.DAYS],
        )
    return found


def read(definitions: Any, month: date, by: reading.By) -> dict[int, Any]:
    """The same from what pages read."""
    found = reading.read([month], by).items()
    return {number: told(definitions, sums) for (_month, number), sums in found}


def told(definitions: Any, sums: tallies.Sums) -> tuple[Any, ...]:
    return (
        tallies.rates_of(definitions, sums),
        tallies.asked_of(sums, tallies.CALL_BACKS),
        tallies.asked_of(sums, tallies.REFUSED),
        tallies.asked_of(sums, tallies.ANSWERED)[1],
        [tallies.asked_of(sums, tallies.answered_on(day))[1] for day in tallies.DAYS],
    )


def assert_exact(months: list[date]) -> None:
    for month in months:
        definitions = rates.in_force("beijing-12345", month)
        facts = rates.collect(rates.month_of(month))
        assert read(definitions, month, "unit") == counted(definitions, facts, "unit")
        assert read(definitions, month, "body") == counted(definitions, facts, "body")
        whole = reading.read([month], "unit", None, together=True)
        told_of_all = {number: told(definitions, sums) for (_month, number), sums in whole.items()}
        assert told_of_all == counted(definitions, facts, "all")
        body = next((one.body for one in facts), 0)
        mine = [one for one in facts if one.body == body]
        assert reading.facts_of(month, "body", {body}) == mine


def tables() -> tuple[list[Any], list[Any]]:
    sums = Tally.objects.exclude(counted=0, asked=0).order_by("by", "number", "month", "measure")
    rows = CaseMonth.objects.order_by("case", "month")
    columns = [one.name for one in CaseMonth._meta.concrete_fields if one.name != "id"]
    return (
        list(sums.values_list("by", "number", "month", "measure", "counted", "asked")),
        list(rows.values_list(*columns)),
    )


def step(hall: Hall, chance: random.Random, cases: list[Case]) -> None:
    """One more case, or whatever may come next to one there is."""
    if not cases or chance.random() < 0.3:
        cases.append(hall.raise_case(unit=hall.unit(chance.choice(["north", "north", "south"]))))
        return
    case = chance.choice(cases)
    case.refresh_from_db()
    held = case.body_id == hall.parks.body
    desk, other = (hall.parks, "roads") if held else (hall.roads, "parks")
    said = chance.choice(["", "yes", "mostly", "no"])
    by_desk = {
        case_actions.answer_case: {"text": "We look."},
        case_actions.pass_on_case: {"to": hall.body(other), "reason": "It is theirs."},
        case_actions.mark_done: {"text": "Done."},
        state_actions.plan_case: {"day": clock.today(), "text": "A lamp."},
        state_actions.part_done: {"text": "Half."},
        state_actions.decline_case: {"reason": "No cable."},
        state_actions.ask_raiser: {"question": "Which?"},
        state_actions.send_outside: {"party": "Grid", "text": "Mend it."},
    }
    by_resident = {
        state_actions.reply_to_question: {"text": "Left."},
        state_actions.contest_question: {"text": "There is one."},
        case_actions.confirm_case: {"satisfied": said},
        case_actions.refuse_result: {"text": "No.", "satisfied": said},
        case_actions.reopen_case: {"text": "Again."},
    }
    ended = case.state in ("done", "confirmed", "asked", "cannot")
    if case.disputed_to_id is not None:
        state_actions.settle_case.perform(
            hall.chair, case=case, to=hall.body(other), reason="Theirs."
        )
        return
    action, given = chance.choice(list((by_resident if ended else by_desk).items()))
    with suppress(Refused):
        action.perform(hall.resident if ended else desk, case=case, **given)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_pages_read_is_what_counting_gives(hall: Hall, seed: int) -> None:
    """A random walk over two months: acts, days that go by, folding now and then, new definitions."""
    chance, cases = random.Random(seed), list[Case]()
    day = kit.last_month() - timedelta(days=30)
    months = rates.months_before(clock.today().replace(day=1), 3)
    for at in range(45):
        day += timedelta(days=chance.choice([0, 1, 1, 2]))
        with clock.replay(kit.noon(day)):
            step(hall, chance, cases)
            if at == 15:
                define(hall, "quick", WITHIN, months[0])
            if at == 30:
                define(hall, "in-time", IN_TIME, months[1])
            if at % 5 == seed:
                assert_exact(months)
            if chance.random() < 0.2:
                folding.fold(chance.choice([1, 3, 50]))
    with clock.replay(kit.noon(day)):
        folding.fold_all()
        assert_exact(months)
    with clock.replay(kit.noon(day + timedelta(days=40))):
        assert_exact(months)
        folding.fold_all()
        assert not Unfolded.objects.exists() and len(cases) > 4
        kept = tables()
        assert_exact(months)
        folding.forget()
        assert not Tally.objects.exists()
        folding.fold_all()
        assert tables() == kept


def test_each_act_is_seen_at_once(hall: Hall) -> None:
    """Whatever changes a case says so; reopening is no word on how it ended, and counts for nothing yet."""
    cases: list[Case] = []
    actions_in_turn = [
        lambda: cases.append(hall.raise_case(unit=hall.unit("north"))),
        lambda: case_actions.pass_on_case.perform(
            hall.parks, case=cases[0], to=hall.body("roads"), reason="It is theirs."
        ),
        lambda: case_actions.answer_case.perform(hall.roads, case=cases[0], text="We look."),
        lambda: case_actions.mark_done.perform(hall.roads, case=cases[0], text="Done."),
        lambda: case_actions.refuse_result.perform(hall.resident, case=cases[0], text="No."),
        lambda: case_actions.confirm_case.perform(hall.resident, case=cases[0], satisfied="yes"),
        lambda: case_actions.reopen_case.perform(hall.resident, case=cases[0], text="Again."),
    ]
    month = clock.today().replace(day=1)
    for action in actions_in_turn:
        action()
        assert set(Unfolded.objects.values_list("case", flat=True)) == {cases[0].pk}
        assert_exact([month])
        assert folding.fold() == 1


def test_time_alone_makes_a_case_late(hall: Hall) -> None:
    month = kit.last_month()
    define(hall, "quick", WITHIN, month)
    number = str(rates.in_force("beijing-12345", month)["quick"].pk)

    def sums() -> Any:
        found = reading.read([month], "body", None, {number}, together=True)
        return found[month, tallies.EVERYTHING].get(number)

    with clock.replay(kit.noon(month)):
        hall.raise_case()
        assert fold_cases() == 1
        assert sums() is None
    with clock.replay(kit.noon(month + timedelta(days=7))):
        assert sums() == [0, 1]
        assert folding.fold() == 1 and folding.fold() == 0
        assert sums() == [0, 1]


def test_while_much_is_not_folded_or_somebody_folds_the_cases_are_counted(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tallies made wrong by hand show which way was taken."""
    month = kit.last_month()
    for number in range(3):
        kit.finished(hall, month + timedelta(days=number))
    folding.fold_all()
    exact = reading.read([month], "unit")
    Tally.objects.update(asked=99)
    assert reading.read([month], "unit") != exact
    with monkeypatch.context() as patched:
        patched.setattr(reading, "_folds", iter(range(99)).__next__)
        assert reading.read([month], "unit") == exact
    monkeypatch.setattr(reading, "MANY", 0)
    kit.finished(hall, month + timedelta(days=4))
    ((_key, sums),) = reading.read([month], "unit").items()
    assert sums[tallies.CASES] == [0, 4]


def test_a_fold_that_is_killed_leaves_everything_as_it_was(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit.finished(hall, kit.last_month())
    monkeypatch.setattr(folding, "_ADD", "INSERT INTO nothing VALUES (%s, %s, %s, %s, %s, %s)")
    with pytest.raises(Exception, match="nothing"):
        folding.fold()
    monkeypatch.undo()
    assert not CaseMonth.objects.exists() and Unfolded.objects.exists()
    assert folding.fold() == 1
    assert_exact([kit.last_month()])


# --- what it costs --------------------------------------------------------------------------------
def test_pages_ask_the_same_however_many_cases_there_are(hall: Hall) -> None:
    north, parks = hall.unit("north").pk, hall.body("parks").pk
    pages = [
        f"/evaluation/rates/?month={kit.last_month():%Y-%m}",
        f"/evaluation/rates/places/{north}/",
        f"/evaluation/rates/bodies/{parks}/cases/?month={kit.last_month():%Y-%m}",
        f"/bodies/{parks}/",
    ]

    def cost() -> list[int]:
        found = []
        for page in pages:
            # What strangers are shown alike is made anew each time.
            caches["local"].clear()
            with CaptureQueriesContext(connection) as queries:
                assert Client().get(page).status_code == 200
            assert not any("cases_answer" in one["sql"] for one in queries if "evaluation/" in page)
            found.append(len(queries))
        return found

    kit.finished(hall, kit.last_month())
    folding.fold_all()
    cost()
    before = cost()
    for number in range(5):
        kit.finished(hall, kit.last_month() + timedelta(days=number))
    folding.fold_all()
    assert cost() == before


# --- the command ----------------------------------------------------------------------------------
def test_the_command_names_what_differs_and_builds_it_anew(
    hall: Hall, capsys: pytest.CaptureFixture[str]
) -> None:
    kit.finished(hall, kit.last_month())
    folding.fold_all()
    assert cli.main(["rates", "check"]) == 0
    Tally.objects.filter(by="unit", measure=tallies.CALL_BACKS).update(asked=7)
    capsys.readouterr()
    assert cli.main(["rates", "check"]) == 1
    told = capsys.readouterr().out
    unit = hall.unit("north").pk
    assert f"{kit.last_month():%Y-%m} unit {unit} call-backs: 1 of 7 in the roll-up, 1 of 1" in told
    assert cli.main(["rates", "rebuild"]) == 0
    assert cli.main(["rates", "check"]) == 0


def test_in_another_time_zone_months_are_counted_anew(
    hall: Hall, django_capture_on_commit_callbacks: Any
) -> None:
    first = clock.today().replace(day=1)
    with clock.replay(datetime(first.year, first.month, 1, tzinfo=UTC) - timedelta(minutes=30)):
        hall.raise_case()
    folding.fold_all()
    assert set(CaseMonth.objects.values_list("month", flat=True)) == {kit.last_month()}
    with django_capture_on_commit_callbacks(execute=True):
        set_time_zone.perform(hall.chair, time_zone="Asia/Shanghai")
    assert fold_cases() == 1 and fold_cases() == 0
    assert set(CaseMonth.objects.values_list("month", flat=True)) == {first}
    assert_exact([kit.last_month(), first])
