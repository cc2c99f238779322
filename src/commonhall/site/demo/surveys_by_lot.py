"""Two waves of a survey by lot in Millbrook: letters to the roll, a reminder, two answers on paper, results that are answered."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.consultations.surveys import actions as survey_actions
from commonhall.consultations.surveys import packs, result_actions
from commonhall.consultations.surveys.models import Survey
from commonhall.core import clock
from commonhall.decisions.samples import actions, paper_actions, timers
from commonhall.decisions.samples.models import Mailing, Sample
from commonhall.people.actors import system
from commonhall.people.residents.letter_codes import Printed
from commonhall.places.models import Unit
from commonhall.site.demo import rolls
from commonhall.site.demo.panels import drawn
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

LETTERS, AT_LEAST = 240, 20
# Of ten so many answer the first letter, and so many more the reminder.
FIRST, REMINDED = 4, 2
AGES = (
    ("16-34", 5200, "16 to 34"),
    ("35-59", 7400, "35 to 59"),
    ("60", 4900, "60 and over"),
)
MEANS = {"safe-night": (5.1, 6.3)}
YES = {"victim": (0.19, 0.17)}


def build(town: Town) -> None:
    """A first wave five months ago, a second one two months ago; the council has answered the second."""
    chance, now = random.Random(66), timezone.now()  # noqa: S311  (made-up answers)
    readers = [town.desks["hall-desk"], town.desks["hall-second"]]
    for wave, days in ((1, 150), (2, 75)):
        survey = _wave(town, chance, wave, now - timedelta(days=days), readers)
        with clock.replay(now - timedelta(days=days - 45)):
            result_actions.answer_results_of_survey.perform(
                town.desks["council-chair"],
                survey,
                answer="The lamps between the station and the mill burn until morning. The next wave shows whether "
                "people feel it.",
            )


def _wave(
    town: Town, chance: random.Random, wave: int, opened: datetime, readers: list[Actor]
) -> Survey:
    sample = _opened(town, wave, opened)
    drawn(town, sample.draw)
    begins = opened + timedelta(days=1, hours=2)
    with clock.replay(begins):
        timers.samples_due()
    letters = _printed(town, sample, begins + timedelta(days=1))
    asked = letters[: len(letters) * FIRST // 10]
    _online(chance, sample, wave, begins + timedelta(days=3), asked[:-2])
    for reader in readers:
        with clock.replay(begins + timedelta(days=9)):
            for at, letter in enumerate(asked[-2:]):
                paper_actions.enter_answer_sheet.perform(
                    reader,
                    _again(sample),
                    **_given(letter, wave, at, random.Random(at)),  # noqa: S311
                )
    with clock.replay(begins + timedelta(days=10)):
        actions.note_unreached.perform(
            town.desks["hall-desk"], _again(sample), numbers=[letters[-1].number]
        )
    with clock.replay(begins + timedelta(days=14)):
        timers.samples_due()
    reminded = _printed(town, sample, begins + timedelta(days=15))
    late = reminded[: len(letters) * REMINDED // 10]
    _online(chance, sample, wave, begins + timedelta(days=18), late)
    with clock.replay(sample.survey.closes_at + timedelta(minutes=5)):
        survey_actions.close_survey.perform(
            system(), survey=Survey.objects.get(pk=sample.survey_id)
        )
    return Survey.objects.get(pk=sample.survey_id)


def _opened(town: Town, wave: int, opened: datetime) -> Sample:
    margins: list[dict[str, Any]] = [
        {
            "feature": "age",
            "names": said("Age"),
            "place": False,
            "values": [
                {"value": value, "people": people, "names": said(name)}
                for value, people, name in AGES
            ],
        }
    ]
    with clock.replay(opened):
        survey = survey_actions.open_survey.perform(
            town.desks["council-chair"],
            names=said("Safe after dark? By lot, wave %(wave)s", wave=wave),
            texts=said(
                "The council decides by it which lamps burn all night. Residents drawn by lot are asked."
            ),
            unit=Unit.objects.get(code="root"),
            series="safe-after-dark",
            wave=wave,
            margins=margins,
            questions=packs.questions(["safety"]),
            closes_at=opened + timedelta(days=35),
            sample=LETTERS,
            least=AT_LEAST,
            reminders=1,
            remind_days=14,
            source="numbers",
            draws_at=opened + timedelta(days=1),
            draw_names=said("County Lottery, main draw, six of forty-nine"),
            numbers_count=6,
            numbers_most=49,
        ).result
    found: Sample = Sample.objects.select_related("survey", "draw").get(survey=survey)
    return found


def _again(sample: Sample) -> Sample:
    found: Sample = Sample.objects.select_related("survey", "draw").get(pk=sample.pk)
    return found


def _printed(town: Town, sample: Sample, moment: datetime) -> list[Printed]:
    mailing = (
        Mailing.objects.select_related("sample__survey").filter(sample=sample).latest("number")
    )
    file: Any = ContentFile(rolls.listed(town).encode(), name="residents.csv")
    with clock.replay(moment):
        done = actions.print_survey_letters.perform(town.desks["hall-desk"], mailing, file=file)
    return sorted(done.result.letters, key=lambda one: one.number)


def _online(
    chance: random.Random, sample: Sample, wave: int, begins: datetime, letters: list[Printed]
) -> None:
    for at, letter in enumerate(letters):
        with clock.replay(begins + timedelta(hours=at % 90, minutes=at)):
            actions.answer_by_code.perform(
                system(), sample=_again(sample), **_given(letter, wave, at, chance)
            )


def _given(letter: Printed, wave: int, at: int, chance: random.Random) -> dict[str, Any]:
    answers = {
        code: str(min(10, max(0, round(chance.gauss(means[wave - 1], 2.1)))))
        for code, means in MEANS.items()
    }
    answers |= {
        code: "yes" if chance.random() < shares[wave - 1] else "no" for code, shares in YES.items()
    }
    age = chance.choices([one[0] for one in AGES], (2, 4, 5))[0]
    return {
        "letter": letter.number,
        "code": letter.code,
        "answers": answers,
        "features": {"age": age},
    }
