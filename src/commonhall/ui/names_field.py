"""A text in each language of the hall, asked for as one question."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonhall.ui import languages
from commonhall.ui.forms import LongText, WrittenField


def _key(language: str) -> str:
    return language.replace("-", "_")


class NamesWidget(forms.MultiWidget):
    """One box a language, each with the language's own name beside it."""

    template_name = "ui/forms/names.html"
    use_fieldset = True

    def __init__(self, max_length: int, long: bool = False) -> None:
        attrs = {"maxlength": str(max_length), "dir": "auto"}
        widget: type[forms.Widget] = LongText if long else forms.TextInput
        super().__init__({_key(code): widget(attrs) for code in languages.codes()})

    def decompress(self, value: Any) -> list[Any]:
        """{"en": …} → the boxes, in the order of the languages."""
        said = value if isinstance(value, dict) else {}
        return [said.get(code, "") for code in languages.codes()]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Put the languages' names beside the boxes."""
        context = super().get_context(name, value, attrs)
        boxes = zip(context["widget"]["subwidgets"], languages.installed(), strict=True)
        for box, language in boxes:
            box["language"], box["language_code"] = language.name, language.tag
            box["attrs"]["lang"] = language.tag
        return context


class NamesField(forms.MultiValueField):
    """Gives {"en": "Parks", "zh-hans": "公园处"}; one language is enough."""

    def __init__(self, *, max_length: int = 160, long: bool = False, **options: Any) -> None:
        boxes = [
            WrittenField(max_length=max_length, required=False, lines=long)
            for _one in languages.codes()
        ]
        if len(boxes) > 1:
            options.setdefault("help_text", _("One language is enough."))
        super().__init__(
            boxes, require_all_fields=False, widget=NamesWidget(max_length, long), **options
        )

    def compress(self, data_list: list[str]) -> dict[str, str]:
        """Only the languages in which something was said."""
        said = zip(languages.codes(), data_list or [], strict=False)
        return {code: text.strip() for code, text in said if text and text.strip()}

    def clean(self, value: Any) -> dict[str, str]:
        """At least one language where an answer is required."""
        found: dict[str, str] = super().clean(value or []) or {}
        if self.required and not found:
            raise ValidationError(self.error_messages["required"], code="required")
        return found
