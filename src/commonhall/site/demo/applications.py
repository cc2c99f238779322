"""A bus pass that residents of Millbrook apply for, and how many school meals were warm, month by month. Fictional."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.cases.categories.question_actions import read_choices
from commonhall.core import clock
from commonhall.law.instruments.models import Provision
from commonhall.people.residents.models import Verification
from commonhall.services.applications import actions, deciding_actions, form_actions, intake_actions
from commonhall.services.applications.models import Application
from commonhall.services.ratings.actions import rate_service
from commonhall.services.services import actions as service_actions
from commonhall.services.services.models import Service
from commonhall.services.standards import actions as standards
from commonhall.services.standards import queries
from commonhall.services.standards.timers import compute_standards
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

OPENED, APPLICANTS, MONTHS = 150, 17, 6
MARKS = "54543455254544354"
HOW: dict[str, Any] = {
    "method": "Counted at the counters of all schools, every school day",
    "evidence": "https://example.org/millbrook/school-meals",
}


def build(town: Town) -> None:
    """Five months of applications; the last ones wait. Half a year of measured meals, with one bad month."""
    _applications(town)
    _meals(town)
    compute_standards()


def _ago(days: int) -> Any:
    return clock.replay(timezone.now() - timedelta(days=days))


def _applications(town: Town) -> None:
    desk, service = town.desks["transport-desk"], Service.objects.get(code="bus-pass")
    with _ago(OPENED):
        form_actions.take_applications.perform(
            desk,
            service=service,
            applied_for=True,
            documents=read_choices("photo = Passport photo\ncard = Disability card, if any"),
        )
        form_actions.ask_applicants.perform(
            desk,
            service=service,
            code="born",
            names=said("When were you born?"),
            kind="date",
            required=True,
            order=1,
        )
        form_actions.ask_applicants.perform(
            desk,
            service=service,
            code="lines",
            names=said("Which lines do you use?"),
            kind="text",
            order=2,
        )
    chance = random.Random(52)  # noqa: S311  (a made-up past)
    for number, one in enumerate(_confirmed(town, OPENED)):
        _one(town, service, one, number, chance.randint(2, 26))
    _at_the_counter(town, service)


def _confirmed(town: Town, days: int) -> list[Actor]:
    """Residents who were confirmed by then; Lena Brook, who is the first of all, applies last."""
    day = timezone.localdate() - timedelta(days=days)
    rows = Verification.objects.filter(starts__lte=day, ends__gte=timezone.localdate())
    known = set(rows.values_list("person", flat=True))
    lena, *others = [one for one in town.residents if one.person in known]
    return [*others[: APPLICANTS - 1], lena]


def _one(town: Town, service: Service, who: Actor, number: int, days: int) -> None:
    """One application; the last three wait for more, for an answer, and late."""
    desk, back = town.desks["transport-desk"], OPENED - 5 - 9 * number
    last = APPLICANTS - 1 - number
    with _ago({0: 2, 1: 8, 2: 34}.get(last, back)):
        one = actions.apply_for_service.perform(
            who,
            service=service,
            answers={"born": f"19{40 + number}-05-03", "lines": "4, 7"},
            text="I go to the clinic twice a week." if number % 3 == 0 else "",
        ).result
    if last == 1:
        with _ago(5):
            deciding_actions.ask_for_more.perform(
                desk, application=one, text="The photo is missing. Please add one."
            )
    if last < 3:
        return
    with _ago(back - days):
        _answered(desk, Application.objects.get(pk=one.pk), refuse=number == 4)
    if number != 4 and back - days > 32:
        with _ago(back - days - 1):
            rate_service.perform(who, service=service, mark=MARKS[number])


def _answered(desk: Actor, one: Application, refuse: bool) -> None:
    if refuse:
        deciding_actions.refuse_application.perform(
            desk,
            application=one,
            text="You do not live in Millbrook any more, so that the pass is not for you.",
            provision=Provision.objects.get(number="Article 21"),
        )
    else:
        deciding_actions.grant_application.perform(
            desk,
            application=one,
            text="Your pass for all lines comes by post within a week. It is valid for a year.",
        )


def _at_the_counter(town: Town, service: Service) -> None:
    """Somebody without an account comes to the Residents' Office."""
    with _ago(12):
        intake_actions.take_in_application.perform(
            town.desks["hall-desk"],
            service=service,
            channel="counter",
            name="Ruth Farley",
            identity="Identity card shown",
            phone="555 0170",
            answers={"born": "1938-11-02"},
        )


def _meals(town: Town) -> None:
    """The school office reports each month in three districts, and the reviewer looks at the lists. In one month one kitchen
    was closed; since then the standard is higher."""
    desk, service = town.desks["schools-desk"], Service.objects.get(code="warm-meal")
    with _ago(OPENED + 60):
        standard = service_actions.set_standard.perform(
            desk,
            service=service,
            names=said("95 of 100 children get a warm meal"),
            measure="reported",
            threshold=Decimal(95),
            at_least=True,
        ).result
    chance = random.Random(53)  # noqa: S311  (a made-up past)
    for month in reversed(queries.months_back(timezone.localdate(), MONTHS)):
        bad = month == queries.months_back(timezone.localdate(), 3)[-1]
        day = min(clock.next_month(month) + timedelta(days=3), timezone.localdate())
        with clock.replay(timezone.make_aware(datetime.combine(day, time(10)))):
            for place, unit in enumerate(town.units[:3]):
                low = bad and place == 1
                value = "81.5" if low else f"{chance.uniform(95.5, 99):.1f}"
                row = standards.report_for_standard.perform(
                    desk,
                    standard=standard,
                    month=month.isoformat(),
                    unit=unit,
                    value=Decimal(value),
                    **HOW,
                ).result
                if place < 2 or month != queries.months_back(timezone.localdate(), 1)[0]:
                    standards.confirm_measurement.perform(
                        town.desks["reviewer"],
                        measurement=row,
                        seen="I counted two days on the lists of the kitchens.",
                    )
    with _ago(20):
        standards.change_standard.perform(
            desk,
            standard=standard,
            threshold=Decimal(96),
            reasons="The new kitchen is open, and parents asked for it at the yearly meeting.",
        )
