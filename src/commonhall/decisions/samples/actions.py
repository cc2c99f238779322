"""What is done with a survey by lot: its draw is opened with it; letters are drawn, go out, come back and are answered.

Who answers by a code acts by the System's hand: the record says that somebody answered, never with which letter.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import draw_inputs, exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Internal, Lines, Upload, Words
from commonhall.actions.subscriptions import part_of
from commonhall.consultations.surveys import keeping
from commonhall.consultations.surveys.actions import is_open
from commonhall.consultations.surveys.models import Survey
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.lotteries import coded_letters, opening_actions, roll_letters
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.samples import drawing, invitations, law
from commonhall.decisions.samples.models import Mailing, Sample, SampleLetter
from commonhall.people.residents import census, guessing, letter_codes
from commonhall.people.residents.letter_codes import Batch
from commonhall.people.residents.verifying import unknown_code
from commonhall.places.models import Unit

# The roll is frozen so long after the opening, and the numbers that decide come later.
FREEZES = timedelta(minutes=5)
State = Sample.State
GUESSES = guessing.at(
    "letter", lambda number: f"survey {letter_codes.folded_number(number)}", "unknown-code"
)
LETTER = Words(_("Number of the letter"), most=30, empty=_("Enter the number of the letter."))
CODE = Words(_("Code in the letter"), most=40, empty=_("Enter the code in the letter."))


def unit_of(sample: Sample) -> int:
    return sample.survey.unit_id


# --- opening --------------------------------------------------------------------------------------
@part_of("consultations.open_survey")
def open_draw(ctx: Context, survey: Survey, given: dict[str, Any]) -> None:
    """A survey by lot has its draw: the roll is frozen, then a number decides that nobody knows yet."""
    if not survey.drawn:
        return
    _check_opening(survey)
    lottery = Lottery(
        names=survey.names,
        texts=survey.texts,
        unit=survey.unit,
        body_id=survey.body_id,
        kind=Lottery.Kind.LETTERS,
        rule=Lottery.Rule.LOTTERY,
        places=survey.sample["size"],
        source=given.get("source") or draw_inputs.BEACON,
        opens_at=ctx.occurred_at,
        closes_at=ctx.occurred_at + FREEZES,
        about=survey.about,
    )
    names = given.get("draw_names") or {}
    numbers = given.get("numbers_count"), given.get("numbers_most")
    opening_actions.put_up(ctx, lottery, given.get("draws_at"), names, *numbers)
    assert lottery.draws_at is not None
    rules = survey.sample
    letters = timedelta(days=rules["remind_days"] * (rules["reminders"] + 1))
    if survey.closes_at < lottery.draws_at + letters:
        raise BadInput(
            "closes_at",
            _("Enter a day that leaves time to answer the last letter: at least %(days)d days on.")
            % {"days": letters.days + 1},
        )
    sample = ctx.save(Sample(survey=survey, draw=lottery))
    ctx.link(survey, lottery, "drawn-by")
    ctx.note(sample=sample.ref)


def _check_opening(survey: Survey) -> None:
    """Nobody draws again until it pleases: while a wave is open there is no other, and there are residents to draw."""
    same = Survey.objects.filter(series=survey.series, state=Survey.State.OPEN)
    if same.exclude(pk=survey.pk).exists():
        raise BadInput("series", _("A wave of this series is still open. Wait until it closes."))
    count = len(roll_letters.lines(survey.unit))
    if count < survey.sample["size"]:
        raise BadInput(
            "sample",
            _("The roll of this place has %(count)d residents. Enter at most as many.")
            % {"count": count},
        )


# --- drawing --------------------------------------------------------------------------------------
def _may_draw(_actor: Actor, sample: Sample) -> None:
    is_open(sample.survey)
    if sample.state != State.WAITING or sample.draw.state != Lottery.State.COMPLETE:
        raise Refused("state", "wrong-state", _("No letters are to be drawn here."))


@action(
    "decisions.draw_sample",
    by=Kind.SYSTEM,
    power=law.RUN,
    title=_("Draw the letters of a survey"),
    done=_("Residents for a survey drawn"),
    place=unit_of,
    allows=_may_draw,
)
def draw_sample(ctx: Context, sample: Sample) -> Sample:
    """Share the letters out by place, and give them in each in the order of the seed: no office chooses among residents."""
    survey = sample.survey
    strata, chosen = drawing.drawn(sample.draw, survey.sample)
    numbers = coded_letters.new_numbers(SampleLetter, len(chosen))
    SampleLetter.objects.bulk_create(
        [
            SampleLetter(sample=sample, entry_id=entry, place=place, number=number)
            for (entry, place), number in zip(sorted(chosen.items()), numbers, strict=True)
        ],
        batch_size=500,
    )
    sample.state, sample.drawn_on = State.SENT, ctx.today
    sample.root = drawing.root_of(list(chosen))
    ctx.save(sample)
    survey.sample = {**survey.sample, "strata": strata, "letters": len(chosen)}
    survey.margins = [*survey.margins, *_by_place(survey, strata)]
    ctx.save(survey)
    _goes_out(ctx, sample, 0)
    ctx.note(letters=len(chosen), root=sample.root)
    return sample


def _by_place(survey: Survey, strata: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many live in each place, as what is known of the population; nothing to weigh by where it is one place."""
    if len(strata) < 2:
        return []
    names = {
        one.code: one.names for one in Unit.objects.filter(code__in=[s["place"] for s in strata])
    }
    values = [
        {"value": one["place"], "people": one["people"], "names": names[one["place"]]}
        for one in strata
    ]
    return [{"feature": "place", "names": _place_in(survey.names), "place": True, "values": values}]


def _place_in(wanted: Iterable[str]) -> dict[str, str]:
    """The word for places, in these languages."""
    found = {}
    for code in wanted:
        with translation.override(code):
            found[code] = gettext("District")
    return found


def _goes_out(ctx: Context, sample: Sample, number: int) -> Mailing:
    waiting = SampleLetter.objects.filter(sample=sample, answered=False, unreached=False)
    return ctx.save(
        Mailing(sample=sample, number=number, sent_on=ctx.today, letters=waiting.count())
    )


# --- reminders ------------------------------------------------------------------------------------
def reminder_due(sample: Sample, day: date) -> int | None:
    """The number of the reminder that is due on a day; None if none is."""
    last = sample.mailings.order_by("-number").first()
    rules = sample.survey.sample
    if last is None or last.number >= rules["reminders"]:
        return None
    if day < last.sent_on + timedelta(days=rules["remind_days"]):
        return None
    return int(last.number) + 1


def _may_remind(_actor: Actor, sample: Sample) -> None:
    is_open(sample.survey)
    if sample.state != State.SENT or reminder_due(sample, clock.today()) is None:
        raise Refused("state", "wrong-state", _("No reminder is due here."))


@action(
    "decisions.remind_sample",
    by=Kind.SYSTEM,
    power=law.RUN,
    title=_("Remind those who have not answered"),
    done=_("Reminders of a survey go out"),
    place=unit_of,
    allows=_may_remind,
    notifies=False,
)
def remind_sample(ctx: Context, sample: Sample) -> Mailing:
    """A further letter to those who have not answered, as often as was stated at the opening and no more."""
    number = reminder_due(sample, ctx.today)
    assert number is not None
    made = _goes_out(ctx, sample, number)
    ctx.note(number=number, letters=made.letters)
    ctx.subject = sample.ref
    return made


# --- printing -------------------------------------------------------------------------------------
def _newest(_actor: Actor, mailing: Mailing) -> None:
    is_open(mailing.sample.survey)
    if mailing.sample.mailings.filter(number__gt=mailing.number).exists():
        raise Refused("state", "over", _("A later letter has gone out. Print that one."))


@action(
    "decisions.print_survey_letters",
    by=Kind.OFFICE,
    power=law.PRINT,
    remedy=owed.WRITTEN_AGAIN,
    any_body=exemptions.WATCHED,
    title=_("Print these letters"),
    done=_("Letters of a survey printed"),
    place=lambda mailing: mailing.sample.survey.unit_id,
    allows=_newest,
    notifies=False,
    own_page=True,
    page_only="the letters are shown once, on its page",
)
def print_survey_letters(
    ctx: Context,
    mailing: Mailing,
    file: Annotated[
        Any,
        Upload(
            _("List of residents, as a CSV file"),
            _(
                "With the columns number, born, name and address. Letters are printed for those who were drawn and have not answered. Names and addresses are not kept."
            ),
            private=True,
            kinds=("csv", "txt"),
        ),
    ],
) -> Batch:
    """Print a letter with a code and an answer sheet for everybody on a list who was drawn and has not answered."""
    unit = mailing.sample.survey.unit
    lines = census.read(census.text_of(file), unit, "file", letter_codes.NEEDED)
    batch = invitations.write(mailing, lines)
    ctx.note(letters=len(batch.letters))
    return batch


def sent(_actor: Actor, sample: Sample) -> None:
    is_open(sample.survey)
    if sample.state != State.SENT:
        raise Refused("state", "wrong-state", _("The letters have not been drawn yet."))


@action(
    "decisions.note_unreached",
    by=Kind.OFFICE,
    power=law.PRINT,
    remedy=owed.DONE_AGAIN,
    any_body=exemptions.WATCHED,
    title=_("Note letters that came back"),
    done=_("Letters of a survey came back"),
    place=unit_of,
    allows=sent,
    notifies=False,
)
def note_unreached(
    ctx: Context,
    sample: Sample,
    numbers: Annotated[
        list[str],
        Lines(
            _("Numbers of the letters"),
            _("One per line, as printed on the letter."),
            read=lambda text: [line.strip() for line in text.splitlines() if line.strip()],
            empty=_("Enter the number of at least one letter."),
        ),
    ],
) -> Sample:
    """These people were not reached, for example because they moved. They get no reminder, and count as asked without an answer."""
    letters = SampleLetter.objects.select_for_update().filter(sample=sample)
    for number in numbers:
        letter = letters.filter(number=letter_codes.folded_number(number)).first()
        if letter is None:
            raise BadInput(
                "numbers",
                _("No letter of this survey has the number %(number)s.") % {"number": number},
            )
        if not letter.unreached and not letter.answered:
            letter.unreached = True
            letter.save(update_fields=["unreached"])
            sample.unreached += 1
    ctx.note(unreached=sample.unreached)
    return ctx.save(sample)


# --- answering ------------------------------------------------------------------------------------
def opened(sample: Sample, number: str, code: str) -> SampleLetter:
    """The letter, or the one refusal that every wrong code gets."""
    found = invitations.by_code(number, code, sample)
    if found is None:
        raise unknown_code()
    return found


@action(
    "decisions.answer_by_code",
    by=Kind.SYSTEM,
    power=law.RUN,
    title=_("Answer with the code in a letter"),
    done=_("Somebody who was drawn answered a survey"),
    place=unit_of,
    allows=sent,
    notifies=False,
    guesses=GUESSES,
    no_door=_("it is done on the page for letters, with the number and the code in the letter"),
)
def answer_by_code(
    ctx: Context,
    sample: Sample,
    letter: Annotated[str, LETTER],
    code: Annotated[str, CODE],
    answers: Annotated[dict[str, str], Internal()],
    features: Annotated[dict[str, str], Internal()],
) -> Sample:
    """Answer without an account, once. The letter is marked as used; the answers go into a pile with all others."""
    found = opened(sample, letter, code)
    if found.answered:
        raise Refused("state", "answered", USED)
    kept = keeping.read(sample.survey, answers)
    take(sample, found, kept, keeping.of_themselves(sample.survey, features, found.place))
    return sample


USED = _("An answer with this letter is in already, online or on paper. The first one counts.")


def take(
    sample: Sample, letter: SampleLetter, answers: dict[str, str], features: dict[str, str]
) -> None:
    """Mark a letter as used, and put what was said among the others: nothing leads from one to the other."""
    letter.answered = True
    letter.save(update_fields=["answered"])
    keeping.keep(sample.survey, answers, features, None)


# --- the end --------------------------------------------------------------------------------------
@part_of("consultations.close_survey")
@part_of("consultations.annul_survey")
def forget_letters(ctx: Context, _result: Any, given: dict[str, Any]) -> None:
    """Once it is over nobody needs to know who was drawn or who answered: letters, codes and marks go."""
    sample = Sample.objects.filter(survey=given["survey"]).first()
    if sample is None:
        return
    SampleLetter.objects.filter(sample=sample).delete()
    if sample.state == State.WAITING:
        sample.state = State.VOID
        ctx.save(sample)
