"""Millbrook goes on: the demo town's clock runs to 2040, and nothing stops for want of somebody who may act."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.cases.cases.actions import answer_case, raise_case
from commonhall.cases.categories.models import Category
from commonhall.core import clock, timers
from commonhall.core.doctor import examine
from commonhall.core.refusals import Refused
from commonhall.decisions.motions.actions import conclude_motion, vote_on_motion
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.motions.resolution_actions import table_resolution
from commonhall.delivery.plan.actions import adopt_item
from commonhall.evaluation.editions.models import Edition
from commonhall.law.instruments.models import Provision
from commonhall.law.mandates.actions import give_mandate
from commonhall.law.mandates.models import Mandate
from commonhall.law.results.actions import confirm_result, enter_result
from commonhall.law.results.models import PeoplesResult
from commonhall.people import actors
from commonhall.people.bodies.actions import appoint
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit
from commonhall.site.demo import town
from commonhall.site.demo.council import SEATS
from tests.kit import signed_in
from tests.words import texts

LAST = 2040
ONE = timedelta(days=1)


@contextmanager
def at(day: date) -> Iterator[None]:
    with clock.replay(timezone.make_aware(datetime(day.year, day.month, day.day, 12))):
        yield


def holder(code: str) -> Actor:
    """Whoever held an office last."""
    term = OfficeTerm.objects.filter(office__code=code).select_related("person").latest("ends")
    return actors.as_office(term.person, Office.objects.select_related("body").get(code=code))


def by_council(action: Any, thing: Any = None, **given: Any) -> Motion:
    """A member tables, whoever may votes, one concludes; what passes is done."""
    members = [holder(code) for code in SEATS]
    motion: Motion = table_resolution.perform(
        members[0],
        action=action.code,
        reasons="It goes on.",
        thing=thing.ref if thing is not None else "",
        given=given,
    ).result
    for one in members:
        with suppress(Refused):
            vote_on_motion.perform(one, motion=motion, choice="yes")
    done: Motion = conclude_motion.perform(members[0], motion=motion).result
    assert (done.state, done.hindered) == ("passed", ""), (action.code, done.hindered)
    return done


# --- who acts -------------------------------------------------------------------------------------
def elected(code: str, seats: list[str], confirming: str, years: int = 4) -> None:
    """The Residents' desk enters the result of an election on its page, another body confirms it on its own."""
    body, today = Body.objects.get(code=code), clock.today()
    lines = [
        f"{seat}: {Person.objects.get(pk=holder(seat).person).account.email}" for seat in seats
    ]
    sent = {
        "kind": "election",
        "held_on": today.isoformat(),
        "starts": today.isoformat(),
        "ends": (today + timedelta(days=365 * years + 30)).isoformat(),
        "elected": "\n".join(lines),
        "evidence": "https://millbrook.example/result",
    }
    answer = signed_in(holder("hall-desk")).post(action_pages.url_of(enter_result, body), sent)
    assert answer.status_code == 302, answer.content.decode()
    result = PeoplesResult.objects.latest("pk")
    page = action_pages.url_of(confirm_result, result)
    second = signed_in(holder(confirming)) if confirming == "reviewer" else None
    if second is not None:
        answer = second.post(page, {})
        assert answer.status_code == 302, answer.content.decode()
    else:
        by_council(confirm_result, result)
    result.refresh_from_db()
    assert result.state == "confirmed"


def lent_again() -> None:
    """The new council lends power to every department whose mandate ends within the year, and fills its office."""
    article = Provision.objects.get(number="Article 1", instrument__is_charter=True)
    today = clock.today()
    for body in Body.objects.filter(ended_on=None).exclude(
        code__in=["council", "reviewer", "system"]
    ):
        mandate = Mandate.objects.filter(body=body).latest("ends")
        if mandate.ends is not None and mandate.ends < today + 366 * ONE:
            first = max(mandate.ends + ONE, today)
            by_council(
                give_mandate,
                article,
                body=body,
                origin="council",
                starts=first,
                ends=first + 1800 * ONE,
            )
        for office in body.offices.filter(ended_on=None):
            # Two desks of the town are new: an election held here is to fill them.
            term = office.terms.order_by("-ends").first()
            if term is not None and term.ends < today + 366 * ONE:
                first = max(term.ends + ONE, today)
                by_council(
                    appoint,
                    office,
                    person=term.person.account.email,
                    starts=first,
                    ends=first + 1800 * ONE,
                )


# --- what goes on ---------------------------------------------------------------------------------
def a_year_of_work(year: int) -> None:
    """A resident raises a case, the desk answers; the council puts a goal into the plan."""
    resident = actors.as_person(Person.objects.get(account__email="resident@millbrook.example"))
    unit = Unit.objects.get(code="root")
    case = raise_case.perform(
        resident,
        kind="complaint",
        title=f"A lamp in {year}",
        category=Category.objects.filter(ended_on=None).order_by("pk")[0],
        unit=unit,
    ).result
    answer_case.perform(holder(f"{case.body.code}-desk"), case=case, text="We look.")
    by_council(
        adopt_item,
        level="goal",
        names=texts(f"Light in {year}"),
        unit=unit,
        body=case.body,
    )


def timers_run(caplog: Any) -> None:
    """Everything that is done by the clock, with nothing that fails."""
    with caplog.at_level(logging.ERROR):
        caplog.clear()
        timers.run_due(everything=True)
    assert not caplog.records, [one.getMessage() for one in caplog.records]


def faults() -> list[str]:
    """What the doctor finds that nobody can use: powers without a mandate, duties that nobody holds."""
    return [
        f"{one.code}: {one.text}"
        for one in examine(clock.today())
        if one.code in ("no-mandate", "no-way-to-mandates", "nobody-reviews")
    ]


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_millbrook_votes_every_four_years_and_nothing_stops(home: Path, caplog: Any) -> None:
    town.build(20, seed=7)
    first = clock.today().year + 1
    for year in range(first, LAST + 1):
        with at(date(year, 3, 1)):
            timers_run(caplog)
            if (year - first) % 3 == 0:
                elected("council", list(SEATS), "reviewer")
                elected("reviewer", ["reviewer"], "council")
            lent_again()
            a_year_of_work(year)
            assert not faults(), (year, faults())
    assert Edition.objects.filter(starts__year=LAST - 1).exists()


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_millbrook_where_nobody_votes_until_2040(home: Path, caplog: Any) -> None:
    """No election for thirteen years: caretakers go on for a while, and then the way to one is still open."""
    town.build(20, seed=7)
    council = Body.objects.get(code="council")
    for year in range(clock.today().year + 1, LAST + 1):
        with at(date(year, 12, 20)):
            timers_run(caplog)
            assert enter_result.check(holder("hall-desk"), council), year
    with at(date(LAST, 12, 27)):
        elected("council", list(SEATS), "reviewer")
        elected("reviewer", ["reviewer"], "council")
        lent_again()
        a_year_of_work(LAST)
        assert not faults(), faults()
