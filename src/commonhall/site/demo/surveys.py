"""Two waves of a survey in Millbrook: how safe people feel, whom they trust, where they belong."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.consultations.surveys import actions, packs
from commonhall.core import clock
from commonhall.people.actors import system
from commonhall.people.residents import actions as people
from commonhall.people.residents.models import Person, Verification
from commonhall.places.models import Unit
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

ANSWERS = 150
AGES = (
    ("16-34", 5200, said("16 to 34")),
    ("35-59", 7400, said("35 to 59")),
    ("60", 4900, said("60 and over")),
)
# What a scale's mean is about in each wave.
MEANS = {
    "safe-night": (5.6, 6.4),
    "trust-council": (4.8, 5.5),
    "trust-neighbours": (6.6, 6.5),
    "belongs": (6.9, 7.1),
}
YES = {"victim": (0.16, 0.12), "turn-to": (0.81, 0.84)}


def build(town: Town) -> None:
    """A first wave half a year ago, a second one last month; both closed as the timers do."""
    answering = _confirm(town)
    for wave, days in ((1, 190), (2, 45)):
        _wave(town, wave, timezone.now() - timedelta(days=days), answering)


def _confirm(town: Town) -> list[Actor]:
    """Those confirmed for the votes, and a few more."""
    desk = town.desks["hall-desk"]
    known = set(Verification.objects.exclude(person=None).values_list("person_id", flat=True))
    there = [one for one in town.residents if one.person in known]
    more = [one for one in town.residents if one.person not in known][: ANSWERS - len(there)]
    with clock.replay(timezone.now() - timedelta(days=199)):
        for resident in more:
            person = Person.objects.get(pk=resident.person or 0)
            people.verify_resident.perform(desk, person=person, unit=town.chance.choice(town.units))
    return [*there, *more]


def _wave(town: Town, wave: int, opened: datetime, answering: list[Actor]) -> None:
    homes = dict(
        Verification.objects.exclude(person=None)
        .order_by("pk")
        .values_list("person_id", "unit__code")
    )
    margins: list[dict[str, Any]] = [
        {
            "feature": "age",
            "names": said("Age"),
            "place": False,
            "values": [
                {"value": value, "people": number, "names": names} for value, number, names in AGES
            ],
        },
        {
            "feature": "place",
            "names": said("District"),
            "place": True,
            "values": [
                {"value": unit.code, "people": 1600 + 250 * at, "names": unit.names}
                for at, unit in enumerate(town.units)
            ],
        },
    ]
    with clock.replay(opened):
        survey = actions.open_survey.perform(
            town.desks["council-chair"],
            names=said("How is Millbrook? Wave %(wave)s", wave=wave),
            texts=said("Six questions, two minutes. They are asked twice a year."),
            unit=Unit.objects.get(code="root"),
            series="how-is-millbrook",
            wave=wave,
            margins=margins,
            questions=packs.questions(["safety", "trust", "belonging"]),
            closes_at=opened + timedelta(days=14),
        ).result
    for number, resident in enumerate(answering):
        with clock.replay(opened + timedelta(hours=2 * number)):
            actions.answer_survey.perform(
                resident,
                survey=survey,
                answers=_answers(town, wave, homes[resident.person]),
                features={"age": town.chance.choices([one[0] for one in AGES], (2, 4, 5))[0]},
            )
    with clock.replay(opened + timedelta(days=15)):
        actions.close_survey.perform(system(), survey=survey)


def _answers(town: Town, wave: int, place: str) -> dict[str, str]:
    chance, gloom = town.chance, 1.2 if place in ("station", "harbour") else 0.0
    said = {
        code: str(min(10, max(0, round(chance.gauss(means[wave - 1] - gloom, 2.1)))))
        for code, means in MEANS.items()
    }
    return said | {
        code: "yes" if chance.random() < shares[wave - 1] else "no" for code, shares in YES.items()
    }
