"""Forms of instruments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonhall.law.instruments.models import Rank
from commonhall.ui.forms import DateTextField, HallForm, LongText


class AdoptForm(HallForm):
    """An instrument with its first provision, in each language of the house; one language is enough."""

    code = forms.SlugField(label=_("Short name"), max_length=60)
    rank = forms.TypedChoiceField(
        label=_("Rank"),
        coerce=int,
        choices=[one for one in Rank.choices if one[0] >= Rank.LOCAL_RULE],
    )
    number = forms.CharField(label=_("Number of the provision"), max_length=40)
    starts = DateTextField(label=_("In force from"))
    review_on = DateTextField(label=_("To be reviewed by"), required=False)
    ends = DateTextField(
        label=_("Last day in force"),
        required=False,
        help_text=_("A rule on trial ends by itself, unless it is renewed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in settings.LANGUAGES:
            first, key = code == settings.LANGUAGE_CODE, code.replace("-", "_")
            self.fields[f"title_{key}"] = forms.CharField(
                label=_("Title (%(language)s)") % {"language": label},
                max_length=160,
                required=first,
            )
            self.fields[f"text_{key}"] = forms.CharField(
                label=_("Text of the provision (%(language)s)") % {"language": label},
                max_length=8000,
                required=first,
                widget=LongText,
            )
        keys = [code.replace("-", "_") for code, _label in settings.LANGUAGES]
        titles, texts = [f"title_{key}" for key in keys], [f"text_{key}" for key in keys]
        self.order_fields([*titles, "code", "rank", "number", *texts])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        words: dict[str, dict[str, str]] = {"title": {}, "text": {}}
        for code, _label in settings.LANGUAGES:
            for kind, found in words.items():
                if said := cleaned.pop(f"{kind}_{code.replace('-', '_')}", "").strip():
                    found[code] = said
        cleaned["titles"] = words["title"]
        cleaned["provisions"] = [(cleaned.pop("number", ""), words["text"])]
        return cleaned
