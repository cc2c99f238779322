"""Answers to a category's own questions, as one input of the action that raises a case.

Which questions are asked hangs on the category chosen in the same form. A page without scripts shows them when the
form comes back; one with scripts fetches them when the category is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs.base import Input
from commonhall.cases.categories.models import Asked, Category
from commonhall.cases.categories.queries import categories
from commonhall.cases.categories.questions import field_of, questions_of
from commonhall.ui.forms import HallForm

NAME, SHOWN = "answers", "answers_shown"


def questions_form(asked: Iterable[Asked], data: Any = None, initial: Any = None) -> HallForm:
    """Questions as a form of its own, whose fields are called answers_<code>."""
    fields: dict[str, Any] = {f"{NAME}_{one.code}": field_of(one) for one in asked}
    kind = type("QuestionsForm", (HallForm,), fields)
    begun = {f"{NAME}_{code}": answer for code, answer in (initial or {}).items()}
    made: HallForm = kind(data, initial=begun)
    return made


def category_of(number: Any) -> Category | None:
    """The category whose number a form holds."""
    if isinstance(number, Category):
        return number
    text = str(number or "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    return categories().filter(pk=int(text)).first()


class AskedWidget(forms.Widget):
    """A field for each of some questions. asked_of: the number of what asks them; nothing where nothing is asked."""

    template_name = "cases/parts/extra_fields.html"
    asked: Iterable[Asked] = ()
    asked_of: int | None = None
    sent: Any = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """What was sent for each question, by its code."""
        self.sent = data
        start = f"{name}_"
        return {
            key.removeprefix(start): str(data[key])
            for key in data
            if key.startswith(start) and key != SHOWN
        }

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        bound = self.sent if self.sent is not None and SHOWN in self.sent else None
        begun = value if isinstance(value, Mapping) else {}
        context = super().get_context(name, "", attrs)
        context["fields"] = list(questions_form(self.asked, bound, begun))
        context |= {"shown": SHOWN, "asked_of": self.asked_of}
        return context

    def id_for_label(self, id_: str) -> str:
        return ""


class QuestionsWidget(AskedWidget):
    """Fields of the category that the same form chose."""

    template_name = "cases/parts/extra_questions.html"
    category: Category | None = None


class QuestionsField(forms.Field):
    """Gives the answers by the question's code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=QuestionsWidget(), **{**options, "required": False})
        self.named = self.label

    def get_bound_field(self, form: Any, field_name: str) -> forms.BoundField:
        """Learn which category the form chose; without questions there is nothing to see, not even a label."""
        number = form.data.get("category") if form.is_bound else form.initial.get("category")
        category = category_of(number)
        asked = list(questions_of(category)) if category is not None else []
        self.widget.category, self.widget.asked = category, asked
        self.widget.asked_of = category.pk if category is not None else None
        asks = bool(asked)
        self.label, self.widget.use_fieldset = (self.named if asks else ""), asks
        self.required = asks
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> Any:
        """What was sent; it is judged with the category, by the action. Answers to another category's questions,
        which stood on the page before this one was chosen, are left out."""
        said = dict(value or {})
        widget: Any = self.widget
        if widget.sent is None or SHOWN not in widget.sent or widget.category is None:
            return said
        codes = set(questions_of(widget.category).values_list("code", flat=True))
        return {code: answer for code, answer in said.items() if code in codes}


@dataclass(frozen=True, eq=False)
class ExtraAnswers(Input):
    """Answers to what the chosen category asks: {"pole-number": "17"}."""

    WRITTEN: ClassVar[bool] = True

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return QuestionsField(**self.options(required))

    def schema(self) -> dict[str, Any]:
        said = {"type": "string", "maxLength": 400}
        return {"type": "object", "maxProperties": 50, "additionalProperties": said}

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        """The API's object, or the command's pole-number:17,colour:red."""
        if isinstance(value, str):
            pairs = (one.partition(":") for one in value.split(","))
            value = {code.strip(): answer.strip() for code, _colon, answer in pairs if code.strip()}
        if not isinstance(value, Mapping):
            raise ValidationError(_("Enter an answer for each question."), code="type")
        return {f"{name}_{code}": str(answer) for code, answer in value.items()}

    def check(self, value: Any, required: bool) -> Any:
        return value
