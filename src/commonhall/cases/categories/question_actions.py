"""What may be done with a category's own questions: ask one, change it, ask it no longer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Flag, Lines, Names, Number, Pick, Slug
from commonhall.actions.undoing import put_back
from commonhall.cases.categories.models import Asked, Category, Question
from commonhall.cases.categories.queries import categories
from commonhall.cases.categories.questions import questions_of
from commonhall.core.refusals import BadInput, Refused
from commonhall.ui import languages

MOST_QUESTIONS, MOST_CHOICES, MOST_LABEL = 12, 30, 80
Choices = list[list[Any]]


def read_choices(text: str, name: str = "choices") -> Choices:
    """A code, "=" and its name; after each "|" a language's code, "=" and the name in it. One a line, or after a semicolon.

    Raises `BadInput` at `name`.
    """
    found: Choices = []
    for line in filter(None, (one.strip() for one in text.replace(";", "\n").splitlines())):
        first, *others = (part.strip() for part in line.split("|"))
        code, equals, label = (part.strip() for part in first.partition("="))
        known = {one[0] for one in found}
        if not equals or not label or not code.replace("-", "").isalnum() or code in known:
            raise BadInput(
                name,
                _("Write each choice as a short code and its words, for example: red = Red."),
            )
        names = {languages.own().code: label[:MOST_LABEL]}
        for other in others:
            language, _equals, words = (part.strip() for part in other.partition("="))
            if language in languages.codes() and words:
                names[language] = words[:MOST_LABEL]
        found.append([code[:40], names])
    return found


def choice_lines(choices: Sequence[Sequence[Any]]) -> list[str]:
    """The same written out again."""
    lines = []
    for code, names in choices:
        own = names.get(languages.own().code) or next(iter(names.values()), code)
        others = [
            f"{language} = {words}"
            for language, words in names.items()
            if language != languages.own().code and words != own
        ]
        lines.append(" | ".join([f"{code} = {own}", *others]))
    return lines


# What every question of an office's own is described by.
NAMES = Names(_("Question"), empty=_("Enter the question."))
KIND = Choice(
    _("What is the answer?"),
    choices=Asked.Kind.choices,
    radio=True,
    empty=_("Choose text, choice, number or date."),
)
CHOICES = Lines(
    _("Choices"),
    _(
        "For a choice only. One per line: a code, then its name, for example: red = Red. Names in other languages follow after |, each with the language’s code."
    ),
    read=read_choices,
)
ORDER = Number(
    _("Where it stands"), _("Questions with a lower number come first."), least=0, most=999
)


def check_choices(kind: str, choices: Choices | None) -> None:
    """Raise `BadInput` where choices are missing, too many, or of another kind of question."""
    if kind == Asked.Kind.CHOICE and len(choices or ()) < 2:
        raise BadInput("choices", _("Enter at least two choices."))
    if kind != Asked.Kind.CHOICE and choices:
        raise BadInput(
            "choices", _("Only a choice has choices. Delete them, or choose another kind.")
        )
    if len(choices or ()) > MOST_CHOICES:
        raise BadInput("choices", _("Enter up to 30 choices."))


@action(
    "cases.ask_in_category",
    by=Kind.OFFICE,
    power="set-categories",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Ask a question of its own"),
    done=_("Question of a category set"),
)
def ask_in_category(
    ctx: Context,
    category: Annotated[Category, Pick(_("Category"), rows=categories, key="code")],
    code: Annotated[
        str,
        Slug(
            _("Short code"),
            _("Used in open data, for example: pole-number. The same code changes the question."),
            empty=_("Enter a short code for the question."),
        ),
    ],
    names: Annotated[dict[str, str], NAMES],
    kind: Annotated[str, KIND],
    choices: Annotated[Choices | None, CHOICES] = None,
    required: Annotated[bool, Flag(_("A case cannot be raised without the answer"))] = False,
    public: Annotated[bool, Flag(_("Show the answer with the case"))] = False,
    order: Annotated[int, ORDER] = 0,
) -> Question:
    """Ask people who raise a case in this category one thing more, or change what is asked."""
    check_choices(kind, choices)
    found = Question.objects.filter(category=category, code=code).first()
    if found is None and questions_of(category).count() >= MOST_QUESTIONS:
        raise BadInput(
            "category", _("This category already asks twelve questions. End one of them first.")
        )
    question = found or Question(category=category, code=code)
    question.names, question.kind, question.choices = names, kind, choices or []
    question.required, question.public, question.order = required, public, order
    question.ended_on = None
    ctx.note(category=category.code, question=code)
    return ctx.save(question)


def still_asked(_actor: Actor, question: Any) -> None:
    if question.ended_on is not None:
        raise Refused("state", "wrong-state", _("This question is no longer asked."))


@action(
    "cases.end_question",
    by=Kind.OFFICE,
    power="set-categories",
    any_body=exemptions.CATEGORIES,
    undo=put_back,
    title=_("Stop asking it"),
    done=_("Question of a category ended"),
    allows=still_asked,
)
def end_question(ctx: Context, question: Question) -> Question:
    """Nobody is asked this from now on. Answers that were given stay with their cases."""
    question.ended_on = ctx.today
    return ctx.save(question)
