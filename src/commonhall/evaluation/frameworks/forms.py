"""Forms of frameworks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import in_language
from commonhall.evaluation.frameworks import packs
from commonhall.places.queries import units
from commonhall.ui.forms import DateTextField, HallForm, LongText


class PackForm(HallForm):
    ready = forms.ChoiceField(
        label=_("A pack that comes with the house"), required=False, choices=[]
    )
    own = forms.CharField(
        label=_("Or a pack of your own"),
        required=False,
        max_length=packs.LONGEST,
        widget=LongText(rows=14),
        help_text=_("TOML. Take one from a framework's page and change it."),
    )
    unit: Any = forms.ModelChoiceField(label=_("Where"), queryset=None)
    starts = DateTextField(label=_("First counted from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(code, in_language(dict(packs.read(text).names)))
                 for code, text in packs.ready().items()]  # fmt: skip
        field: Any = self.fields["ready"]
        field.choices = [("", _("none")), *names]
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ready, own = cleaned.pop("ready", ""), (cleaned.pop("own", "") or "").strip()
        if bool(ready) == bool(own):
            self.add_error("own", _("Choose a pack, or write one."))
        cleaned["pack"] = own or packs.ready().get(ready, "")
        return cleaned
