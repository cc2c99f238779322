"""Plain functions that make surveys by lot for tests: opened, drawn, printed, answered by code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from commonhall.consultations.surveys import actions as survey_actions
from commonhall.consultations.surveys.models import Survey
from commonhall.core import clock
from commonhall.decisions.lotteries import actions as lottery_actions
from commonhall.decisions.lotteries import draw_actions
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.samples import actions, paper_actions, timers
from commonhall.decisions.samples.models import Mailing, Sample
from commonhall.people import actors
from commonhall.people.residents.actions import import_census
from commonhall.people.residents.letter_codes import Printed
from tests.consultations import surveys
from tests.decisions import lots, panels
from tests.kit import Hall
from tests.words import texts

HEADER, WEEKS = "number,born,name,address,unit", timedelta(days=42)


def roll(hall: Hall, north: int = 36, south: int = 24) -> str:
    """So many lines in each district; gives the list with names and addresses."""
    units = ["north"] * north + ["south"] * south
    rows = [
        f"S-{at},1980-05-{at % 28 + 1:02d},Resident {at},Mill Lane {at},{unit}"
        for at, unit in enumerate(units)
    ]
    listed = "\n".join([HEADER, *rows])
    import_census.perform(hall.clerk, unit=hall.unit("root"), lines=listed)
    return listed


def opened(hall: Hall, **given: Any) -> Sample:
    """A survey of forty drawn, with two reminders at most, after ten days each."""
    values = {
        "names": texts("How safe is it here?"),
        "texts": texts("The council plans lamps by it."),
        "margins": surveys.MARGINS[:1],
        "closes_at": clock.now() + timedelta(days=40),
        "sample": 40,
        "reminders": 2,
        "remind_days": 10,
        **given,
    }
    with lots.own_beacon():
        survey = surveys.survey(hall, **values)
    return Sample.objects.select_related("survey", "draw").get(survey=survey)


def drawn(sample: Sample) -> Sample:
    """The roll is frozen, the seed comes, the letters are drawn."""
    lottery = sample.draw
    with clock.replay(lottery.closes_at + timedelta(minutes=1)):
        lottery_actions.close_lottery.perform(actors.system(), lottery=lottery)
    lottery = Lottery.objects.get(pk=lottery.pk)
    assert lottery.due_at
    with clock.replay(lottery.due_at + timedelta(minutes=1)):
        lottery = lots.enter_round(lottery)
        draw_actions.draw_lottery.perform(actors.system(), lottery=lottery)
        timers.samples_due()
    return Sample.objects.select_related("survey", "draw").get(pk=sample.pk)


def later(sample: Sample, days: float) -> Any:
    """The clock so many days after the letters were drawn."""
    assert sample.draw.due_at
    return clock.replay(sample.draw.due_at + timedelta(days=days, hours=1))


def printed(hall: Hall, sample: Sample, listed: str) -> list[Printed]:
    """The newest letters as the office that keeps the roll prints them."""
    mailing = Mailing.objects.filter(sample=sample).latest("number")
    done = actions.print_survey_letters.perform(hall.clerk, mailing, file=panels.upload(listed))
    return list(done.result.letters)


def answer(sample: Sample, letter: Printed, age: str = "young", **answers: str) -> None:
    """The person who got the letter answers with its code."""
    actions.answer_by_code.perform(
        actors.system(),
        sample=Sample.objects.get(pk=sample.pk),
        letter=letter.number,
        code=letter.code,
        answers=answers or {"way": "foot"},
        features={"age": age},
    )


def sheet(by: Any, sample: Sample, letter: Printed, age: str = "young", **answers: str) -> None:
    """Somebody at a desk enters what they read on the sheet."""
    paper_actions.enter_answer_sheet.perform(
        by,
        Sample.objects.get(pk=sample.pk),
        letter=letter.number,
        code=letter.code,
        answers=answers or {"way": "foot"},
        features={"age": age},
    )


def ready(hall: Hall, **given: Any) -> tuple[Sample, list[Printed], str]:
    """Drawn and printed: the sample, its letters and the list."""
    listed = roll(hall)
    sample = drawn(opened(hall, **given))
    with later(sample, 1):
        return sample, printed(hall, sample, listed), listed


def said(number: int, lift: int = 0) -> dict[str, str]:
    """What the so-manieth person answers, by a fixed pattern."""
    return {
        "safe-night": str(min(10, 3 + lift + number % 5)),
        "victim": ("yes", "no")[number % 4 > 0],
        "way": ("car", "foot")[number % 2],
    }


def closed(sample: Sample, letters: list[Printed], lift: int = 0) -> Survey:
    """All these answer; then this one closes."""
    with later(sample, 2):
        for number, letter in enumerate(letters):
            answer(sample, letter, ("young", "old")[number % 3 > 0], **said(number, lift))
    with clock.replay(sample.survey.closes_at + timedelta(minutes=1)):
        survey = Survey.objects.get(pk=sample.survey_id)
        survey_actions.close_survey.perform(actors.system(), survey=survey)
    return Survey.objects.get(pk=sample.survey_id)
