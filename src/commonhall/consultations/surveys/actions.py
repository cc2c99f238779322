"""What may be done with surveys: open, answer, close with the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import draw_inputs
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    ChoiceMany,
    LastDay,
    Lines,
    Moment,
    Names,
    Number,
    OnOwnPage,
    Pick,
    Ref,
    Slug,
)
from commonhall.actions.undoing import by_action
from commonhall.consultations.askings import reports
from commonhall.consultations.surveys import counting, keeping, search
from commonhall.consultations.surveys import packs as survey_packs
from commonhall.consultations.surveys.models import Survey, SurveyResult
from commonhall.consultations.surveys.result_actions import ANSWER
from commonhall.consultations.surveys.written import read_margins, read_questions
from commonhall.core import clock
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.asking.models import Way
from commonhall.law.promises import ledger
from commonhall.law.queries import due_day
from commonhall.people.residents.models import Verification
from commonhall.places.models import Unit
from commonhall.places.queries import unit_by_id, units

State = Survey.State
MOST_QUESTIONS, MOST_MARGINS = 30, 4
MOST_LETTERS, MOST_REMINDERS = 20_000, 3


@action(
    "consultations.open_survey",
    by=Kind.OFFICE,
    power="hold-surveys",
    undo=by_action("consultations.annul_survey"),
    title=_("Open a survey"),
    done=_("Survey opened"),
)
def open_survey(
    ctx: Context,
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Enter a name for the survey."))],
    unit: Annotated[
        Unit, Pick(_("Who may answer: residents of"), rows=units, key="code", place=True)
    ],
    series: Annotated[
        str,
        Slug(
            _("Name of the series"), _("Use the same name for all waves that should be compared.")
        ),
    ],
    closes_at: Annotated[datetime, LastDay(_("Last day to answer"))],
    texts: Annotated[
        dict[str, str] | None, Names(_("What it is about"), most=8000, long=True)
    ] = None,
    wave: Annotated[int, Number(_("Wave"), least=1, most=999)] = 1,
    packs: Annotated[
        Sequence[str],
        ChoiceMany(
            _("Ready-made questions"),
            choices=survey_packs.PACKS.choices(),
        ),
    ] = (),
    questions: Annotated[
        Sequence[dict[str, Any]],
        Lines(
            _("Further questions"),
            _(
                "One question per line: safe scale | How safe do you feel? Kinds: scale, yesno, choice. Below a choice, one answer per line: - car | By car"
            ),
            read=read_questions,
        ),
    ] = (),
    margins: Annotated[
        Sequence[dict[str, Any]],
        Lines(
            _("What is known about the population"),
            _(
                "One characteristic per line: age | Age. Below it, one group per line with its number of people: - 16-34 | 900 | 16 to 34. The characteristic “place” uses the codes of places."
            ),
            read=read_margins,
        ),
    ] = (),
    about: Annotated[str, Ref(_("Which matter it is about"))] = "",
    sample: Annotated[
        int | None,
        Number(
            _("Residents to draw by lot"),
            _(
                "They get a letter with a code, and nobody else can answer. Leave blank to let everybody who lives there answer: such a survey represents nobody."
            ),
            least=20,
            most=MOST_LETTERS,
        ),
    ] = None,
    least: Annotated[
        int,
        Number(
            _("Letters to each district, at least"),
            _("Letters are shared out by how many live in each. Enter 0 for no minimum."),
            least=0,
            most=2000,
        ),
    ] = 0,
    reminders: Annotated[
        int,
        Number(
            _("Reminders, at most"),
            _("To those who have not answered."),
            least=0,
            most=MOST_REMINDERS,
        ),
    ] = 2,
    remind_days: Annotated[
        int, Number(_("Days between a letter and its reminder"), least=5, most=60)
    ] = 14,
    source: Annotated[str, draw_inputs.SOURCE] = draw_inputs.BEACON,
    draws_at: Annotated[
        datetime | None,
        Moment(
            _("When the letters are drawn"),
            _("At least fifteen minutes from now. Leave blank for an hour from now."),
        ),
    ] = None,
    draw_names: Annotated[dict[str, str] | None, draw_inputs.DRAW_NAMES] = None,
    numbers_count: Annotated[int | None, draw_inputs.NUMBERS_COUNT] = None,
    numbers_most: Annotated[int | None, draw_inputs.NUMBERS_MOST] = None,
) -> Survey:
    """Ask the residents of a place, in waves that can be compared: those drawn by lot, or everybody who wants to answer.
    Questions, groups and days stand from now on."""
    if closes_at <= ctx.occurred_at:
        raise BadInput("closes_at", _("Enter a closing day after the opening day."))
    if Survey.objects.filter(series=series, wave=wave).exists():
        raise BadInput("wave", _("This wave of the series has already been asked. Enter another."))
    asked = [*survey_packs.questions(list(packs)), *questions]
    _check_questions(asked)
    _check_margins(margins)
    if sample:
        _check_sample(ctx, texts, margins, closes_at)
    survey = ctx.save(
        Survey(
            names=names,
            texts=texts or {},
            unit=unit,
            series=series,
            wave=wave,
            questions=asked,
            margins=list(margins),
            sample={
                "size": sample,
                "least": least,
                "reminders": reminders,
                "remind_days": remind_days,
            }
            if sample
            else {},
            opens_at=ctx.occurred_at,
            closes_at=closes_at,
            about=about,
            body_id=ctx.actor.body_id,
        )
    )
    if about:
        ctx.link(about, survey, "surveyed-by")
    search.index_survey(survey)
    ctx.note(series=series, wave=wave, questions=len(asked), unit=unit.code, drawn=sample or None)
    return survey


def _check_sample(
    ctx: Context,
    texts: dict[str, str] | None,
    margins: Sequence[Mapping[str, Any]],
    closes_at: datetime,
) -> None:
    if not in_language(texts or {}).strip():
        raise BadInput("texts", _("Enter what the survey is for. It stands in the letters."))
    if any(one["place"] for one in margins):
        raise BadInput("margins", _("Leave out place: the roll says how many live in each."))
    if due_day(ANSWER, ctx.today) is None:
        raise BadInput("sample", _("No provision in force says by when the results are answered."))


def _check_questions(questions: Sequence[Mapping[str, Any]]) -> None:
    codes = [one["code"] for one in questions]
    if not 1 <= len(codes) <= MOST_QUESTIONS or len(set(codes)) != len(codes):
        raise BadInput("questions", _("Enter 1 to 30 questions and use each code once."))
    for one in questions:
        if one["kind"] not in ("scale", "yesno", "choice") or not in_language(one["names"]).strip():
            raise BadInput(
                "questions", _("Give each question a text and a kind: scale, yesno or choice.")
            )
        values = [option["value"] for option in one["options"]]
        if (one["kind"] == "choice") != (len(set(values)) >= 2) or len(set(values)) != len(values):
            raise BadInput("questions", _("Give each choice at least two different answers."))


def _check_margins(margins: Sequence[Mapping[str, Any]]) -> None:
    if len(margins) > MOST_MARGINS or sum(bool(one["place"]) for one in margins) > 1:
        raise BadInput("margins", _("Enter up to four characteristics. One of them must be place."))
    for one in margins:
        values = [value["value"] for value in one["values"]]
        if len(values) < 2 or len(set(values)) != len(values):
            raise BadInput("margins", _("Give each characteristic at least two different groups."))
        if any(value["people"] < 0 for value in one["values"]):
            raise BadInput("margins", _("Enter zero or more people in each group."))


# --- answering ------------------------------------------------------------------------------------
def is_open(survey: Survey) -> None:
    """Raises Refused."""
    if survey.state != State.OPEN or clock.now() >= survey.closes_at:
        raise Refused("state", "closed", _("This survey is closed."))


def _once_where_one_lives(actor: Actor, survey: Survey) -> None:
    now = clock.now()
    is_open(survey)
    if survey.drawn:
        raise Refused(
            "standing",
            "by-letter",
            _("Residents drawn by lot are asked, and they answer with the code in their letter."),
        )
    if home_of(actor.person_id, survey, now) is None:
        raise Refused(
            "standing", "lives-elsewhere", _("This survey is for people who live in its place.")
        )
    if took_part(actor.person_id, survey):
        raise Refused(
            "state", "answered", _("You have already taken part. Everybody can answer once.")
        )


def took_part(person: int, survey: Survey) -> bool:
    return bool(person) and survey.participations.filter(person_id=person).exists()


def home_of(person: int, survey: Survey, at: datetime) -> Unit | None:
    """Where in the survey's place a person is confirmed to live."""
    day = timezone.localdate(at)
    rows = Verification.objects.filter(
        person_id=person, starts__lte=day, ends__gte=day, unit__path__startswith=survey.unit.path
    )
    found = rows.select_related("unit").order_by("-starts", "-pk").first() if person else None
    return found.unit if found else None


def place_value(margin: Mapping[str, Any], home: Unit) -> str:
    """The margin's place in which somebody lives; "" if it has none for them."""
    known = {one["value"] for one in margin["values"]}
    above = [int(part) for part in home.path.strip("/").split("/") if part]
    codes = [unit_by_id(number).code for number in reversed(above)]
    return next((code for code in codes if code in known), "")


@action(
    "consultations.answer_survey",
    by=Kind.PERSON,
    right="answer-surveys",
    verified=True,
    title=_("Take part"),
    done=_("Somebody took part in a survey"),
    told=lambda _survey: gettext("Thank you. Your answers are stored separately from your name."),
    own_page=True,
    allows=_once_where_one_lives,
    notifies=False,
)
def answer_survey(
    ctx: Context,
    survey: Survey,
    answers: Annotated[dict[str, str], OnOwnPage(_("Answers"))],
    features: Annotated[dict[str, str], OnOwnPage(_("About you, to weight the answers"))],
) -> Survey:
    """Answer once. Who took part and what was said are kept apart; a question may be left out."""
    kept = keeping.read(survey, answers)
    home = home_of(ctx.actor.person_id, survey, ctx.occurred_at)
    margin = next((one for one in survey.margins if one["place"]), None)
    place = place_value(margin, home) if margin and home else ""
    said = keeping.of_themselves(survey, features, place)
    keeping.keep(survey, kept, said, ctx.actor.person_id)
    ctx.follow(survey, ctx.actor.account)
    return survey


# --- closing --------------------------------------------------------------------------------------
def _is_over(_actor: Actor, survey: Survey) -> None:
    if survey.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This survey is closed."))
    if clock.now() < survey.closes_at:
        raise Refused(
            "state", "not-over", _("The survey is still open. Nobody can close it early.")
        )


@action(
    "consultations.close_survey",
    by=(Kind.SYSTEM, Kind.OFFICE),
    power="hold-surveys",
    undo=by_action("consultations.annul_survey"),
    title=_("Close it with its results"),
    done=_("Survey closed with its results"),
    place=lambda survey: survey.unit_id,
    allows=_is_over,
)
def close_survey(ctx: Context, survey: Survey) -> SurveyResult:
    """Publish coarsened tables and what follows from them; then delete every single answer."""
    rows = list(keeping.pile(survey))
    tables = counting.tables(survey.questions, survey.margins, rows, survey.sample)
    estimates = counting.estimates(survey.questions, survey.margins, tables, survey.sample)
    result = ctx.save(SurveyResult(survey=survey, tables=tables, estimates=estimates))
    days = (timezone.localdate(one) for one in (survey.opens_at, survey.closes_at))
    reports.publish(ctx, Way.SURVEY, survey, *days)
    survey.answers.all().delete()
    survey.state = State.CLOSED
    survey.closed_at = ctx.occurred_at
    survey.due_on = due_day(ANSWER, ctx.today) if survey.drawn else None
    ctx.save(survey)
    if survey.due_on is not None:
        ledger.make(
            ctx,
            survey,
            "survey-answer",
            body=survey.body_id,
            unit=survey.unit_id,
            day=survey.due_on,
        )
    ctx.note(took_part=len(rows), converged=estimates["converged"])
    ctx.subject = survey.ref
    return result
