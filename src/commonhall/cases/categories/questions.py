"""Questions of a category: reading answers to them, who may raise a case in it, and how answers are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.cases.categories.models import Asked, Category, Question
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput
from commonhall.people.residents.models import Verification
from commonhall.ui.date_fields import DateTextField
from commonhall.ui.forms import WrittenField
from commonhall.ui.text import colon, local_date

LONGEST = 400
RaisedBy = Category.RaisedBy


def questions_of(category: Category | int) -> QuerySet[Question]:
    """What is asked of whoever raises a case in a category today, in order."""
    return Question.objects.filter(category=category, ended_on=None).order_by("order", "pk")


def field_of(question: Asked) -> forms.Field:
    """The field that asks a question."""
    said: dict[str, Any] = {"label": question.name, "required": question.required}
    if question.kind == Asked.Kind.NUMBER:
        return forms.DecimalField(max_digits=15, decimal_places=4, **said)
    if question.kind == Asked.Kind.DATE:
        return DateTextField(**said)
    if question.kind == Asked.Kind.CHOICE:
        offered = [(code, in_language(names)) for code, names in question.choices]
        return forms.ChoiceField(
            choices=offered if question.required else [("", _("prefer not to say")), *offered],
            widget=forms.RadioSelect,
            **said,
        )
    return WrittenField(max_length=LONGEST, **said)


_ASKED = CompiledQuery(questions_of, category=0)


def read(category: Category, said: Mapping[str, Any]) -> dict[str, str]:
    """Answers, cleaned, by the question's code. Raises `BadInput` at "answers", naming the question."""
    return read_answers(
        _ASKED.rows(category=category.pk), said, gettext("This category does not ask “%(code)s”.")
    )


def read_answers(
    questions: Iterable[Asked], said: Mapping[str, Any], unknown_words: str
) -> dict[str, str]:
    """Answers to some questions, cleaned, by the question's code. Raises `BadInput` at "answers".

    unknown_words: what is said of an answer to something that is not asked, with its %(code)s.
    """
    found: dict[str, str] = {}
    asked = list(questions)
    unknown = set(said) - {one.code for one in asked}
    if unknown:
        raise BadInput("answers", unknown_words % {"code": str(min(unknown))[:40]})
    for one in asked:
        try:
            value = field_of(one).clean(str(said.get(one.code) or ""))
        except ValidationError as error:
            raise BadInput("answers", f"{one.name}{colon()}{_told(one, error)}") from error
        if value not in (None, ""):
            found[one.code] = value.isoformat() if isinstance(value, date) else str(value)
    return found


def _told(question: Asked, error: ValidationError) -> str:
    if error.error_list[0].code != "required":
        return str(error.messages[0])
    return str(
        {
            Asked.Kind.CHOICE: _("Choose one of these."),
            Asked.Kind.NUMBER: _("Enter a number."),
            Asked.Kind.DATE: _("Enter a day."),
        }.get(Asked.Kind(question.kind), _("Enter an answer."))
    )


def keep_answers(category: Category, answers: Mapping[str, Any] | None) -> dict[str, str]:
    """What is kept with a case. Raises `BadInput`."""
    return read(category, answers or {})


def may_raise(ctx: Context, category: Category) -> None:
    """Raise `BadInput` where the category is not for whoever raises the case."""
    by = category.raised_by
    if by == RaisedBy.ANYBODY:
        return
    if ctx.door == "mail":
        raise BadInput("category", _("Sign in to raise a case in this category."))
    if ctx.actor.kind is Kind.ORGANISATION or by == RaisedBy.ACCOUNTS:
        return
    if by == RaisedBy.ORGANISATIONS:
        raise BadInput("category", _("Only organisations raise cases in this category."))
    rows = Verification.objects.filter(starts__lte=ctx.today, ends__gte=ctx.today)
    if not rows.filter(person=ctx.actor.person).exists():
        raise BadInput(
            "category",
            _(
                "Only confirmed residents raise cases in this category. Confirm that you live here first."
            ),
        )


# --- showing --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Said:
    """An answer as it is shown."""

    code: str
    question: str
    answer: str
    public: bool


def shown(category: int, said: Mapping[str, str], everything: bool) -> list[Said]:
    """Answers kept with a case, in order; only the public ones unless `everything`. One query, none without answers."""
    asked = Question.objects.filter(category=category)
    return in_order(asked if everything else asked.filter(public=True), said) if said else []


def in_order(questions: Iterable[Any], said: Mapping[str, str]) -> list[Said]:
    """Answers to these questions, in their order. Only a case's may be public."""
    return [
        Said(one.code, one.name, _words(one, said[one.code]), getattr(one, "public", False))
        for one in sorted(questions, key=lambda one: (one.order, one.pk))
        if one.code in said
    ]


def _words(question: Asked, answer: str) -> str:
    if question.kind == Asked.Kind.CHOICE:
        return next(
            (in_language(names) for code, names in question.choices if code == answer), answer
        )
    if question.kind == Asked.Kind.DATE:
        return local_date(date.fromisoformat(answer))
    return answer


class Public:
    """The public answers of many cases; the questions are read once."""

    def __init__(self) -> None:
        self._by_category: dict[int, list[Question]] = {}
        for one in Question.objects.filter(public=True):
            self._by_category.setdefault(one.category_id, []).append(one)

    def codes(self, category: int, said: Mapping[str, str]) -> dict[str, str]:
        """By the question's code, as kept."""
        asked = {one.code for one in self._by_category.get(category, ())}
        return {code: answer for code, answer in said.items() if code in asked}

    def of(self, category: int, said: Mapping[str, str]) -> list[Said]:
        return in_order(self._by_category.get(category, ()), said) if said else []
