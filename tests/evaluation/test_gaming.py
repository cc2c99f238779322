"""Gaming watch: counts of bodies and months; first to the reviewer, then the body is heard, then public."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.core import clock, jobs
from commonhall.evaluation.gaming import counting, finding, queries, timers
from commonhall.evaluation.gaming.actions import answer_gaming_signal, review_gaming_signal
from commonhall.evaluation.gaming.models import GamingSignal, Watch
from commonhall.law.promises.models import Promise
from commonhall.record import sequencer
from commonhall.services.services.models import Standard
from tests.evaluation import gaming
from tests.evaluation.kit import noon, old_hall, reviewer
from tests.kit import Hall, signed_in
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return old_hall()


def test_planted_passing_on_is_found_once_and_only_there(hall: Hall) -> None:
    signal = gaming.gamed(hall)
    assert (signal.watch, signal.about) == (Watch.PASSING_ON, hall.body("parks"))
    assert signal.figures is not None and signal.cases is not None
    assert (signal.figures["observed"], signal.figures["trials"]) == (20, 30)
    assert signal.figures["expected"] == 300 and len(signal.cases) == 20
    assert signal.figures["chance"] <= signal.figures["level"]
    assert timers.watch_for_gaming() == 0
    sequencer.sequence_once()


def test_a_quiet_year_says_nothing(hall: Hall) -> None:
    gaming.year(hall, {"parks": (0.3, 0.33), "roads": (0.0, 0.03)})
    assert timers.watch_for_gaming() == 0


def test_too_few_are_not_judged(hall: Hall) -> None:
    gaming.year(hall, {"parks": (0.0, 1.0)}, a_month=10)
    assert not any(one.enough for one in counting.counted(gaming.month()).values())
    assert timers.watch_for_gaming() == 0


def test_every_watch_counts_what_it_says(hall: Hall) -> None:
    month = gaming.month()
    case = hall.raise_case()
    parks = hall.body("parks")
    working = counting._working_days(month)
    rows = [("cannot", working[0]), ("done", working[-1]), ("done", working[1])]
    token = gaming._writing.set(True)
    try:
        cases = [gaming.copied(case, month) for _ in range(4)]
        for one in cases:
            one.save()
        for one, (kind, day) in zip(cases, rows, strict=False):
            gaming.told(one, parks, kind, day).save()
        # On the last day of the law.
        cases[3].due_on = working[2]
        cases[3].save()
        gaming.told(cases[3], parks, "answer", working[2]).save()
        for number in range(3):
            Promise(
                thing=f"cases.case:{90 + number}",
                kind="case",
                body=parks,
                unit=hall.unit("north"),
                first_on=month,
                due_on=month,
                moved=number,
                made_at=noon(month),
            ).save()
    finally:
        gaming._writing.reset(token)
    found = counting.counted(month)

    def of(watch: Watch) -> tuple[int, int]:
        one = found[watch, parks.pk]
        return one.observed, one.trials

    assert of(Watch.EXCLUSIONS) == (1, 4)
    assert of(Watch.MONTH_ENDS) == (1, 2)
    assert of(Watch.DEADLINES) == (1, 4)
    assert of(Watch.RE_PROMISING) == (2, 3)
    assert of(Watch.PASSING_ON) == (0, 4)
    assert counting.cases_behind(Watch.MONTH_ENDS, parks.pk, month) == [cases[1].pk]


def test_values_that_stay_out_are_found_and_a_late_one_stays_late(hall: Hall) -> None:
    """Of twenty values two came late in one month before, and twelve in the last: they are all there by now."""
    gaming.standards(hall, late={0: 12, 5: 2}, small={})
    found = counting.counted(gaming.month())[Watch.UNREPORTED, hall.body("parks").pk]
    assert (found.observed, found.trials, found.others, found.other_trials) == (12, 20, 2, 240)
    assert timers.watch_for_gaming() == 1
    signal = GamingSignal.objects.get()
    assert (signal.watch, signal.about, signal.cases) == (
        Watch.UNREPORTED,
        hall.body("parks"),
        [],
    )


def test_an_ended_standard_owes_no_value(hall: Hall) -> None:
    gaming.standards(hall, late={0: 12}, small={})
    token = gaming._writing.set(True)
    try:
        Standard.objects.filter(pk__in=Standard.objects.order_by("pk")[:12].values("pk")).update(
            ended_on=gaming.month()
        )
    finally:
        gaming._writing.reset(token)
    found = counting.counted(gaming.month())[Watch.UNREPORTED, hall.body("parks").pk]
    assert (found.observed, found.trials) == (0, 8) and not found.enough


def test_values_of_a_few_are_found(hall: Hall) -> None:
    gaming.standards(hall, late={}, small={0: 12, 3: 1})
    found = counting.counted(gaming.month())[Watch.SAMPLES, hall.body("parks").pk]
    assert (found.observed, found.trials, found.others, found.other_trials) == (12, 20, 1, 240)
    assert timers.watch_for_gaming() == 1
    signal = GamingSignal.objects.get()
    assert signal.watch == Watch.SAMPLES


def test_counting_costs_the_same_however_much_there_is(hall: Hall) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            counting.counted(gaming.month())
        return len(queries)

    few = asked()
    gaming.standards(hall, late={0: 3}, small={0: 3}, places=4)
    gaming.year(hall, {"parks": (0.1, 0.2)})
    assert asked() <= few + 1


def test_the_reviewer_finds_the_body_answers_and_all_is_public(hall: Hall) -> None:
    signal = gaming.gamed(hall)
    judge = reviewer(hall)
    review_gaming_signal.perform(
        judge, gaming_signal=signal, verdict="confirmed", reasons="They were passed on in a batch."
    )
    signal.refresh_from_db()
    assert signal.state == "heard" and signal.shown == {} and signal.shown_body is None
    answer_gaming_signal.perform(hall.parks, gaming_signal=signal, reply="A new desk, wrongly set.")
    signal.refresh_from_db()
    assert signal.public and signal.shown["verdict"] == "confirmed"
    assert signal.shown_body == hall.body("parks")
    page = Client().get(signal.get_absolute_url()).content.decode()
    for words in ("20 of 30", "passed on in a batch", "wrongly set", "Confirmed"):
        assert words in page
    (told,) = Client().get("/api/v1/gaming-signals").json()["items"]
    assert (told["body"], told["observed"], told["verdict"]) == ("parks", 20, "confirmed")
    assert queries.precision() == queries.Precision(1, 1, 0)
    assert [one.pk for one in queries.standing([signal], hall.body("parks"))] == [signal.pk]
    assert queries.standing([signal], hall.body("roads")) == []
    month = gaming.month()
    assert queries.confirmed(month, counting.next_month(month)) == [signal]
    assert (
        refusal(
            lambda: answer_gaming_signal.perform(hall.parks, gaming_signal=signal, reply="Again")
        )
        == "wrong-state"
    )


def test_it_is_public_after_the_days_whatever_anybody_says(hall: Hall) -> None:
    signal = gaming.gamed(hall)
    assert timers.publish_gaming() == 0
    with clock.replay(noon(signal.review_by + timedelta(days=1))):
        assert timers.publish_gaming() == 1
        signal.refresh_from_db()
        assert signal.public and signal.verdict == ""
        # The reviewer may still look into it, and the body answer.
        answer_gaming_signal.perform(hall.parks, gaming_signal=signal, reply="We moved house.")
        review_gaming_signal.perform(
            reviewer(hall), gaming_signal=signal, verdict="explained", reasons="They did."
        )
    signal.refresh_from_db()
    assert signal.shown["verdict"] == "explained"
    listed = Client().get("/evaluation/gaming/").content.decode()
    assert "Explained" in listed.title() and "looked into 1 public signal" in listed


def test_a_body_that_says_nothing_is_not_waited_for(hall: Hall) -> None:
    signal = gaming.gamed(hall)
    review_gaming_signal.perform(
        reviewer(hall), gaming_signal=signal, verdict="explained", reasons="A flood."
    )
    signal.refresh_from_db()
    assert signal.hear_by is not None
    with clock.replay(noon(signal.hear_by + timedelta(days=1))):
        assert timers.publish_gaming() == 1


def test_letters_go_to_the_reviewer_then_to_the_body_and_say_nothing(hall: Hall) -> None:
    signal = gaming.gamed(hall)
    while jobs.run_one("test"):
        pass
    told = [letter for letter in mail.outbox if signal.get_absolute_url() in letter.body]
    assert {letter.to[0] for letter in told} == {"judge@example.org"}
    mail.outbox.clear()
    review_gaming_signal.perform(
        reviewer(hall), gaming_signal=signal, verdict="explained", reasons="A flood."
    )
    while jobs.run_one("test"):
        pass
    told += [letter for letter in mail.outbox if signal.get_absolute_url() in letter.body]
    assert {letter.to[0] for letter in told} == {"judge@example.org", "parks@example.org"}
    for letter in told:
        assert "flood" not in letter.body and "Parks" not in letter.subject + letter.body


def test_the_list_costs_the_same_however_long_it_is(hall: Hall) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert Client().get("/evaluation/gaming/").status_code == 200
        return len(caught)

    signal = gaming.gamed(hall)
    with clock.replay(noon(signal.review_by + timedelta(days=1))):
        timers.publish_gaming()
    first = cost()
    token = gaming._writing.set(True)
    try:
        for watch in (Watch.DEADLINES, Watch.EXCLUSIONS):
            shown = {**signal.shown, "watch": watch}
            GamingSignal(
                watch=watch,
                about=signal.about,
                shown_body=signal.about,
                month=signal.month,
                figures=signal.figures,
                shown=shown,
                state="public",
                raised_on=signal.raised_on,
                review_by=signal.review_by,
                published_on=signal.review_by,
            ).save()
    finally:
        gaming._writing.reset(token)
    assert cost() <= first <= 12


def test_the_reviewer_sees_what_waits(hall: Hall) -> None:
    signal = gaming.gamed(hall)
    client = signed_in(reviewer(hall))
    shown = client.get("/evaluation/gaming/")
    assert signal.get_absolute_url() in shown.content.decode()
    assert client.get(signal.get_absolute_url()).status_code == 200
    assert finding.A_YEAR == 1
