"""What a hall may do with learning paths: write its own, put its own words in the place of a lesson that came with the
software, and set the questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Flag, Names, Slug, Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.learning import helping, practice, queries
from commonhall.people.learning.models import LearningPath, Lesson, LessonQuestion
from commonhall.people.learning.search import index_path
from commonhall.people.learning.shipped import all_shipped
from commonhall.people.learning.shown import ICONS, QUESTIONS, QuestionShown

WRITE = "write-lessons"
TEXT_MOST, SHORT_MOST = 3000, 300


# --- paths ----------------------------------------------------------------------------------------
@action(
    "people.write_path",
    by=Kind.OFFICE,
    power=WRITE,
    nobody_concerned=exemptions.WORDING,
    undo=put_back,
    title=_("Write a learning path"),
    done=_("Learning path written"),
)
def write_path(
    ctx: Context,
    code: Annotated[
        str,
        Slug(
            _("Short name"),
            _("It stands in the address of the path. To change a path, enter its short name."),
            empty=_("Enter a short name."),
        ),
    ],
    names: Annotated[dict[str, str], Names(_("Name"), most=80, empty=_("Enter a name."))],
    abouts: Annotated[
        dict[str, str],
        Names(
            _("Who it is for, and what they learn"),
            most=SHORT_MOST,
            long=True,
            empty=_("Enter who it is for, and what they learn."),
        ),
    ],
    hidden: Annotated[bool, Flag(_("Do not show this path"))] = False,
) -> LearningPath:
    """Write a path for people here, or put other words in the place of one. It is shown once it has a lesson."""
    code = code.lower()
    path = LearningPath.objects.filter(code=code).first() or LearningPath(code=code)
    path.names, path.abouts = names, abouts
    path.ended_on = (path.ended_on or ctx.today) if hidden else None
    ctx.note(code=code, languages=sorted(names))
    ctx.save(path)
    index_path(code)
    return path


def _now(name: str) -> Callable[[Any], Any]:
    """What stands in a field of the thing; nothing where a new one is written."""
    return lambda thing: getattr(thing, name, None)


# --- lessons --------------------------------------------------------------------------------------
NAMES = Names(_("Name"), most=80, empty=_("Enter a name."), present=_now("names"))
TEXTS = Names(
    _("Text"),
    _("Two minutes of reading at most: about 250 words."),
    most=TEXT_MOST,
    long=True,
    empty=_("Enter a text."),
    present=_now("texts"),
)
STEPS = Names(
    _("Steps of the picture"),
    _("One per line, up to four. Each gets a drawn sign."),
    most=SHORT_MOST,
    long=True,
    empty=_("Enter at least two steps."),
    present=_now("steps"),
)
TASKS = Names(
    _("What to try"),
    _("One sentence. Leave blank for nothing to try."),
    most=SHORT_MOST,
    present=_now("tasks"),
)
TRY_AT = Words(
    _("Where to try it"),
    _("A page of this site, for example: /cases/. Leave blank for nothing to try."),
    most=200,
    present=_now("try_at"),
)
BESIDE = Choice(
    _("Form that offers it"),
    _("Shown above the form as “Two minutes”."),
    choices_now=helping.choices,
    unsaid=_("None"),
    present=_now("beside"),
)


PRACTICE = Choice(
    _("Task in the practice town"),
    _(
        "What readers do there, and in which role. It is shown where your hall runs a practice town."
    ),
    choices_now=practice.choices,
    unsaid=_("None"),
    present=_now("practice"),
)


def _of_this_site(address: str) -> str:
    """An address that leads to a page of this site, and nowhere else. Raises `BadInput`."""
    if not address:
        return ""
    here = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    if not here:
        raise BadInput(
            "try_at", _("Enter the address of a page of this site, for example: /cases/")
        )
    return address


def _steps(steps: dict[str, str]) -> dict[str, str]:
    for said in steps.values():
        if not 2 <= len([line for line in said.splitlines() if line.strip()]) <= len(ICONS):
            raise BadInput("steps", _("Enter two to four steps, one per line."))
    return steps


def _fill(lesson: Lesson, **words: Any) -> None:
    lesson.names, lesson.texts = words["names"], words["texts"]
    lesson.steps, lesson.tasks = _steps(words["steps"]), words["tasks"] or {}
    lesson.try_at, lesson.beside = _of_this_site(words["try_at"] or ""), words["beside"] or ""
    lesson.practice = words["practice"] or ""


def _all_paths() -> list[tuple[str, Any]]:
    own = LearningPath.objects.order_by("pk")
    found = {one.code: one.name for one in all_shipped()} | {one.code: one.name for one in own}
    return list(found.items())


@action(
    "people.add_lesson",
    by=Kind.OFFICE,
    power=WRITE,
    nobody_concerned=exemptions.WORDING,
    undo=put_back,
    title=_("Add a lesson"),
    done=_("Lesson added"),
)
def add_lesson(
    ctx: Context,
    path: Annotated[
        str, Choice(_("Learning path"), choices_now=_all_paths, empty=_("Choose a learning path."))
    ],
    names: Annotated[dict[str, str], NAMES],
    texts: Annotated[dict[str, str], TEXTS],
    steps: Annotated[dict[str, str], STEPS],
    tasks: Annotated[dict[str, str] | None, TASKS] = None,
    try_at: Annotated[str, TRY_AT] = "",
    beside: Annotated[str, BESIDE] = "",
    practice: Annotated[str, PRACTICE] = "",
) -> Lesson:
    """Write a lesson for a path. It is shown once it has three questions."""
    number = Lesson.objects.filter(path=path).count() + 1
    lesson = Lesson(path=path, code=f"lesson-{number}")
    _fill(
        lesson,
        names=names,
        texts=texts,
        steps=steps,
        tasks=tasks,
        try_at=try_at,
        beside=beside,
        practice=practice,
    )
    ctx.note(path=path, lesson=lesson.code, languages=sorted(names))
    return ctx.save(lesson)


def _with_software() -> list[tuple[str, Any]]:
    """The lessons that came with the software."""
    return [
        (f"{path.code}.{one.code}", f"{path.name} – {one.name}")
        for path in all_shipped()
        for one in path.lessons
    ]


@action(
    "people.adopt_lesson",
    by=Kind.OFFICE,
    power=WRITE,
    nobody_concerned=exemptions.WORDING,
    undo=put_back,
    title=_("Change a lesson that came with the software"),
    done=_("Lesson copied, to be changed"),
)
def adopt_lesson(
    ctx: Context,
    lesson: Annotated[
        str, Choice(_("Lesson"), choices_now=_with_software, empty=_("Choose a lesson."))
    ],
) -> Lesson:
    """Copy a lesson with its questions, so that you can change it. From then on the hall's own words are shown."""
    path, _dot, code = lesson.partition(".")
    found = queries.shipped_lesson(path, code)
    if found is None:
        raise BadInput("lesson", _("Choose a lesson."))
    row = Lesson.objects.filter(path=path, code=code).first()
    if row is not None and row.ended_on is None:
        raise BadInput(
            "lesson", _("This lesson is in the hall’s own words already. Change it there.")
        )
    row = row or Lesson(path=path, code=code)
    row.ended_on = None
    _fill(
        row,
        names=found.names,
        texts=found.texts,
        steps=found.steps,
        tasks=found.tasks,
        try_at=found.try_at,
        beside=found.beside,
        practice=found.practice,
    )
    ctx.note(path=path, lesson=code)
    ctx.save(row)
    for old in LessonQuestion.objects.filter(lesson=row, ended_on=None).order_by("pk"):
        old.ended_on = ctx.today
        ctx.save(old)
    for one in found.questions:
        ctx.save(_worded(LessonQuestion(lesson=row), one))
    index_path(path)
    return row


def _worded(row: LessonQuestion, words: QuestionShown) -> LessonQuestion:
    row.asks, row.right, row.whys = words.asks, words.right, words.whys
    row.wrong, row.other = words.wrong, words.other
    return row


def _is_shown(_actor: Actor, lesson: Lesson) -> None:
    if lesson.ended_on is not None:
        raise Refused("state", "wrong-state", _("This lesson is shown no more."))


@action(
    "people.change_lesson",
    by=Kind.OFFICE,
    power=WRITE,
    undo=put_back,
    title=_("Change the lesson"),
    done=_("Lesson changed"),
    allows=_is_shown,
)
def change_lesson(
    ctx: Context,
    lesson: Lesson,
    names: Annotated[dict[str, str], NAMES],
    texts: Annotated[dict[str, str], TEXTS],
    steps: Annotated[dict[str, str], STEPS],
    tasks: Annotated[dict[str, str] | None, TASKS] = None,
    try_at: Annotated[str, TRY_AT] = "",
    beside: Annotated[str, BESIDE] = "",
    practice: Annotated[str, PRACTICE] = "",
) -> Lesson:
    """Put other words in its place. Who did the lesson before has done it."""
    _fill(
        lesson,
        names=names,
        texts=texts,
        steps=steps,
        tasks=tasks,
        try_at=try_at,
        beside=beside,
        practice=practice,
    )
    ctx.save(lesson)
    index_path(lesson.path)
    return lesson


@action(
    "people.end_lesson",
    by=Kind.OFFICE,
    power=WRITE,
    undo=put_back,
    title=_("End the lesson"),
    done=_("Lesson ended"),
    allows=_is_shown,
)
def end_lesson(ctx: Context, lesson: Lesson) -> Lesson:
    """It is shown no more. If it stands in the place of one that came with the software, that one is shown again."""
    lesson.ended_on = ctx.today
    ctx.save(lesson)
    index_path(lesson.path)
    return lesson


# --- questions ------------------------------------------------------------------------------------
ASKS = Names(_("Question"), most=SHORT_MOST, empty=_("Enter a question."), present=_now("asks"))
RIGHT = Names(
    _("Right answer"),
    most=SHORT_MOST,
    empty=_("Enter the right answer."),
    present=_now("right"),
)
WRONG = Names(
    _("Wrong answer"),
    most=SHORT_MOST,
    empty=_("Enter a wrong answer."),
    present=_now("wrong"),
)
OTHER = Names(
    _("Another wrong answer"),
    most=SHORT_MOST,
    empty=_("Enter another wrong answer."),
    present=_now("other"),
)
WHYS = Names(
    _("Why"),
    _("Shown to everybody who answers, whatever they chose."),
    most=600,
    long=True,
    empty=_("Enter why this answer is right."),
    present=_now("whys"),
)


def _lacks_questions(actor: Actor, lesson: Lesson) -> None:
    _is_shown(actor, lesson)
    if lesson.questions.filter(ended_on=None).count() >= len(QUESTIONS):
        raise Refused("state", "enough", _("This lesson has its three questions. Change one."))


@action(
    "people.add_question",
    by=Kind.OFFICE,
    power=WRITE,
    undo=put_back,
    title=_("Add a question"),
    done=_("Question of a lesson added"),
    allows=_lacks_questions,
)
def add_question(
    ctx: Context,
    lesson: Lesson,
    asks: Annotated[dict[str, str], ASKS],
    right: Annotated[dict[str, str], RIGHT],
    wrong: Annotated[dict[str, str], WRONG],
    other: Annotated[dict[str, str], OTHER],
    whys: Annotated[dict[str, str], WHYS],
) -> LessonQuestion:
    """Ask something that the lesson explains. Answers stand in an order of their own; with three questions it is shown."""
    words = QuestionShown(asks, right, wrong, other, whys, "")
    question = ctx.save(_worded(LessonQuestion(lesson=lesson), words))
    index_path(lesson.path)
    return question


def _is_asked(actor: Actor, question: LessonQuestion) -> None:
    _is_shown(actor, question.lesson)
    if question.ended_on is not None:
        raise Refused("state", "wrong-state", _("This question is asked no more."))


@action(
    "people.change_question",
    by=Kind.OFFICE,
    power=WRITE,
    undo=put_back,
    title=_("Change the question"),
    done=_("Question of a lesson changed"),
    allows=_is_asked,
)
def change_question(
    ctx: Context,
    question: LessonQuestion,
    asks: Annotated[dict[str, str], ASKS],
    right: Annotated[dict[str, str], RIGHT],
    wrong: Annotated[dict[str, str], WRONG],
    other: Annotated[dict[str, str], OTHER],
    whys: Annotated[dict[str, str], WHYS],
) -> LessonQuestion:
    """Ask it in other words, or with other answers."""
    words = QuestionShown(asks, right, wrong, other, whys, "")
    return ctx.save(_worded(question, words))
