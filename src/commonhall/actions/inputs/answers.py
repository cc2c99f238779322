"""Several questions that hang on a thing, each with its choices, asked for as one input."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs.base import Input

# A question: its name, its words, and its choices as (value, label) pairs.
Question = tuple[str, Any, Sequence[tuple[str, Any]]]


@dataclass(frozen=True, eq=False)
class Answers(Input):
    """One choice for each question of a thing: {"age": "young", "home": "rents"}.

    questions_of: the questions of what the action is done to. unanswered: what is said where one is open.
    """

    questions_of: Callable[[Any], Sequence[Question]] | None = None
    unanswered: Any = ""

    def _questions(self, thing: Any) -> Sequence[Question]:
        return self.questions_of(thing) if self.questions_of and thing is not None else ()

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        options = self.options(required)
        return AnswersField(self._questions(thing), unanswered=self.unanswered, **options)

    def schema(self) -> dict[str, Any]:
        said = {"type": "string", "maxLength": 80}
        return {"type": "object", "maxProperties": 100, "additionalProperties": said}

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        """The API's object, or the command's age:young,home:rents, as the form's boxes."""
        if isinstance(value, str):
            pairs = (one.partition(":") for one in value.replace(",", " ").split())
            value = {question: answer for question, _colon, answer in pairs}
        known = {question for question, _label, _choices in self._questions(thing)}
        if not isinstance(value, Mapping) or not set(value) <= known:
            raise ValidationError(_("Enter an answer for each question."), code="type")
        return {f"{name}_{question}": str(answer) for question, answer in value.items()}

    def check(self, value: Any, required: bool) -> Any:
        return value


class AnswersWidget(forms.MultiWidget):
    """One group of choices a question, with the question above it."""

    template_name = "ui/forms/questions.html"
    use_fieldset = True

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = questions
        super().__init__(
            {name: forms.RadioSelect(choices=made) for name, _label, made in questions}
        )

    def decompress(self, value: Any) -> list[Any]:
        """{"age": …} → the groups, in the order of the questions."""
        said = value if isinstance(value, Mapping) else {}
        return [said.get(name, "") for name, _label, _choices in self.questions]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Put the questions above their choices."""
        context = super().get_context(name, value, attrs)
        boxes = context["widget"]["subwidgets"]
        for box, (_name, label, _choices) in zip(boxes, self.questions, strict=True):
            box["question"] = label
        return context


class AnswersField(forms.MultiValueField):
    """Gives the answers by question; names the first question that is open."""

    def __init__(self, questions: Sequence[Question], *, unanswered: Any, **options: Any) -> None:
        self.questions, self.unanswered = questions, unanswered
        boxes = [
            forms.ChoiceField(choices=made, required=False) for _name, _label, made in questions
        ]
        super().__init__(
            boxes, require_all_fields=False, widget=AnswersWidget(questions), **options
        )

    def clean(self, value: Any) -> dict[str, str]:
        """Every question answered by one of its choices."""
        said = list(value or [])
        said += [""] * (len(self.questions) - len(said))
        for (_name, label, _choices), one in zip(self.questions, said, strict=True):
            if not one:
                words = {"question": label, "unanswered": self.unanswered}
                raise ValidationError("%(question)s: %(unanswered)s", code="required", params=words)
        found: dict[str, str] = super().clean(said)
        return found

    def compress(self, data_list: list[str]) -> dict[str, str]:
        """Answers by the question's name."""
        names = (name for name, _label, _choices in self.questions)
        return dict(zip(names, data_list, strict=True))
