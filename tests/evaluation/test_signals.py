"""Early warning: what is more than usual is found, quiet years stay quiet, and the body answers by a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from commonhall.cases.cases.models import Case
from commonhall.cases.sources import actions as source_actions
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.evaluation.signals import counting, detecting, finding, timers
from commonhall.evaluation.signals.actions import answer_signal
from commonhall.evaluation.signals.models import Signal
from commonhall.law.promises import ledger
from commonhall.methods.sources import telling_words
from commonhall.record.models import Entry
from tests.actions.samples import set_fields
from tests.kit import Hall, found_hall, signed_in

State, Answer = Signal.State, Signal.Answer


# --- the search alone -----------------------------------------------------------------------------
def quiet(years: int, rows: int, seed: int) -> np.ndarray:
    """Cases as they always come: busy and quiet places, more in winter."""
    generator = np.random.default_rng(seed)
    weeks = np.arange(52 * years)
    usual = generator.uniform(0.5, 6, size=rows)[:, None]
    return generator.poisson(usual * (1 + 0.4 * np.cos(2 * np.pi * weeks / 52)))


def test_a_planted_rise_is_found_in_its_week_and_where_it_is() -> None:
    table = quiet(4, 12, seed=3)
    table[7, -1] = 40
    (one,) = [rise for rise in detecting.rises(table) if rise.row == 7]
    assert one.seen == 40 and one.bound < 40 and one.expected < 15
    assert one.chance <= detecting.RISES_A_YEAR / 52 / 12


def test_quiet_years_give_no_more_false_alarms_than_stated() -> None:
    """Ten years of 20 places, two before them to learn from; the full fifty are in the full suite."""
    told, judged = 0, 0
    table = quiet(12, 20, seed=5)
    for end in range(2 * 52, table.shape[1], 2):
        told += len(detecting.rises(table[:, : end + 1]))
        judged += 1
    # Poisson about what the stated rate allows, three standard deviations above.
    allowed = detecting.RISES_A_YEAR / 52 * judged
    assert told <= allowed + 3 * allowed**0.5


@pytest.mark.full
def test_fifty_quiet_years_give_no_more_false_alarms_than_stated() -> None:
    table = quiet(55, 20, seed=11)
    ends = range(5 * 52, table.shape[1])
    told = sum(len(detecting.rises(table[:, end - 5 * 52 : end + 1])) for end in ends)
    allowed = detecting.RISES_A_YEAR / 52 * len(ends)
    assert told <= allowed + 3 * allowed**0.5


def test_nothing_is_told_before_there_is_a_year_to_compare_with() -> None:
    table = quiet(1, 3, seed=1)
    table[0, -1] = 50
    assert detecting.rises(table) == []
    assert detecting.rises(np.zeros((0, 200))) == []


def test_few_cases_are_never_told() -> None:
    table = np.zeros((1, 160), dtype=int)
    table[0, -1] = detecting.FEWEST - 1
    assert detecting.rises(table) == []
    table[0, -1] = detecting.FEWEST + 1
    assert len(detecting.rises(table)) == 1


def grid(side: int) -> np.ndarray:
    return np.array([(x * 1000.0, y * 1000.0) for x in range(side) for y in range(side)])


def test_neighbours_that_rise_together_gather_without_an_earlier_year() -> None:
    generator = np.random.default_rng(8)
    table = generator.poisson(1.0, size=(25, 30))
    for place in (6, 7, 11):
        table[place, -3:] += 5
    (found,) = detecting.gatherings([table], grid(5), seed=1)
    assert found and set(found[0].rows) >= {6, 7, 11}
    assert found[0].weeks in (3, 4) and found[0].seen >= 45
    assert detecting.gatherings([table], grid(5), seed=1) == [found], "the same seed, the same"


def test_a_busy_week_everywhere_gathers_nowhere() -> None:
    generator = np.random.default_rng(9)
    table = generator.poisson(1.0, size=(25, 30))
    table[:, -1] = generator.poisson(6.0, size=25)
    assert detecting.gatherings([table], grid(5), seed=1) == [[]]


def test_words_that_tell_are_those_the_others_do_not_use() -> None:
    here = ["The sewer smells again", "Smell from the sewer", "Sewer at the corner smells"]
    others = [f"The lamp number {n} is dark at the corner" for n in range(20)]
    words = telling_words(here, others, 2)
    assert "sewer" in words and "the" not in words
    assert telling_words([], others) == ()


# --- in a hall ------------------------------------------------------------------------------------
@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def raised(hall: Hall, weeks_ago: int, count: int, **given: Any) -> None:
    """Cases of an earlier week, as an import of earlier years leaves them."""
    monday = counting.last_week(clock.today()) - timedelta(weeks=weeks_ago)
    noon = timezone.make_aware(datetime(monday.year, monday.month, monday.day, 12))
    for _number in range(count):
        case = hall.raise_case(**given)
        set_fields(case, raised_at=noon + timedelta(days=1))


@pytest.fixture
def signal(hall: Hall) -> Signal:
    """Two years with a case in every other week, then eight in one."""
    for ago in range(2, 106, 4):
        raised(hall, ago, 1)
    raised(hall, 0, 8, title="The sewer smells")
    assert timers.look() == 1
    return Signal.objects.get()


@pytest.mark.django_db
def test_it_is_told_once_with_a_day_and_those_in_office_hear_of_it(
    hall: Hall, signal: Signal
) -> None:
    assert signal.kind == "rise" and signal.seen == 8 and signal.state == "waiting"
    assert signal.until - signal.since == timedelta(days=6)
    assert signal.due_on == clock.today() + timedelta(days=14)
    promise = ledger.of(signal.ref)
    assert promise is not None and promise.due_on == signal.due_on
    assert promise.body_id == signal.body_id
    assert timers.look() == 0, "the same week tells nothing new"
    entry = Entry.objects.get(action="evaluation.raise_signal")
    assert entry.subject == signal.ref


@pytest.mark.django_db
def test_confidential_cases_and_alarms_are_not_counted(hall: Hall) -> None:
    for ago in range(2, 106, 4):
        raised(hall, ago, 1)
    raised(hall, 0, 8)
    monday = counting.last_week(clock.today())
    noon = timezone.make_aware(datetime(monday.year, monday.month, monday.day, 12))
    fresh = Case.objects.filter(raised_at__gte=noon)
    for number, case in enumerate(fresh.order_by("pk")[:6]):
        set_fields(case, **({"confidential": True} if number < 4 else {"channel": "alarm"}))
    assert list(finding.found(clock.today())) == []


@pytest.mark.django_db
def test_only_its_body_answers_and_only_once(hall: Hall, signal: Signal) -> None:
    day = clock.today() + timedelta(days=5)
    given: dict[str, Any] = {"answer": "invited", "text": "At the school, 6 pm.", "happens_on": day}
    with pytest.raises(Refused):
        answer_signal.perform(hall.resident, signal, **given)
    answered = answer_signal.perform(hall.parks, signal, **given).result
    assert answered.state == State.ANSWERED and answered.happens_on == day
    promise = ledger.of(signal.ref)
    assert promise is not None and promise.kept_on == clock.today()
    with pytest.raises(Refused) as twice:
        answer_signal.perform(hall.parks, signal, **given)
    assert twice.value.code == "wrong-state"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"answer": "invited"}, "happens_on"),
        ({"answer": "visit", "happens_on": -1}, "happens_on"),
        ({"answer": "visit", "happens_on": 61}, "happens_on"),
        ({"answer": "separate", "happens_on": 3}, "happens_on"),
        ({"answer": "source"}, "source"),
        ({"answer": "separate", "text": ""}, "text"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    hall: Hall, signal: Signal, given: dict[str, Any], field: str
) -> None:
    if "happens_on" in given:
        given = {**given, "happens_on": clock.today() + timedelta(days=given["happens_on"])}
    with pytest.raises(BadInput) as caught:
        answer_signal.perform(hall.parks, signal, **{"text": "Because.", **given})
    assert caught.value.field == field
    signal.refresh_from_db()
    assert signal.state == State.WAITING


@pytest.mark.django_db
def test_the_cause_is_named_from_the_page_with_everything_filled_in(
    hall: Hall, signal: Signal, client: Client
) -> None:
    office = signed_in(hall.parks)
    page = office.get(signal.get_absolute_url())
    naming = page.context["naming"]
    form = office.get(naming)
    assert form.status_code == 200
    numbers = set(Case.objects.filter(title="The sewer smells").values_list("pk", flat=True))
    shown = form.content.decode()
    assert all(str(number) in shown for number in numbers)
    source = source_actions.name_source.perform(
        hall.parks,
        title="The sewer of Mill Street",
        unit=signal.unit,
        body=signal.body,
        cases=list(Case.objects.filter(pk__in=numbers)),
    ).result
    answered = answer_signal.perform(
        hall.parks, signal, answer="source", text="The main sewer.", source=source
    ).result
    assert answered.source == source
    assert client.get(signal.get_absolute_url()).status_code == 200


@pytest.mark.django_db
def test_a_late_answer_is_a_broken_promise(hall: Hall, signal: Signal) -> None:
    promise = ledger.of(signal.ref)
    assert promise is not None and signal.due_on is not None
    assert promise.fate(signal.due_on + timedelta(days=1)) == "broken"


@pytest.mark.django_db
def test_pages_and_the_interface_say_the_same(hall: Hall, signal: Signal, client: Client) -> None:
    page = client.get("/order/", follow=True).content.decode()
    assert signal.name in page
    (one,) = client.get("/api/v1/early-warnings").json()["items"]
    assert one["seen"] == 8 and one["place"] == signal.unit.code and one["state"] == "waiting"
    assert client.get(f"/api/v1/early-warnings/{signal.pk}").json() == one
