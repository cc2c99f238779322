"""Forms about services and floors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonhall.cases.categories.queries import categories
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.models import Body
from commonhall.places.queries import units
from commonhall.services.minimum_standards.measures import MEASURES
from commonhall.services.services.models import Service
from commonhall.ui.forms import HallForm, LongText, NamedForm


def living_bodies() -> Any:
    return Body.objects.filter(ended_on=None).exclude(kind="system").order_by("code")


class ServiceForm(NamedForm):
    code = forms.SlugField(label=_("Short code"), max_length=60)
    body: Any = forms.ModelChoiceField(label=_("Provided by"), queryset=None)
    unit: Any = forms.ModelChoiceField(label=_("Where"), queryset=None)
    category: Any = forms.ModelChoiceField(
        label=_("Category of cases about it"), queryset=None, required=False
    )
    basis: Any = forms.ModelChoiceField(
        label=_("By which provision"), queryset=None, required=False
    )
    how = forms.CharField(
        label=_("How one gets it"), max_length=1000, required=False, widget=LongText
    )
    price = forms.CharField(label=_("What it costs"), max_length=300, required=False)
    rules = forms.CharField(
        label=_("Who is entitled"),
        max_length=4000,
        required=False,
        widget=LongText,
        help_text=_("One rule a line, all must hold: age >= 65 | How old are you? | 您多大年纪?"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = living_bodies()  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]
        self.fields["category"].queryset = categories()  # type: ignore[attr-defined]
        provisions = Provision.objects.select_related("instrument").order_by("pk")
        self.fields["basis"].queryset = provisions  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, field in (("channels", "how"), ("cost", "price")):
            words = (cleaned.pop(field, "") or "").strip()
            cleaned[name] = {settings.LANGUAGE_CODE: words} if words else {}
        return cleaned


def _measures() -> list[tuple[str, Any]]:
    return [(one.code, one.label) for one in MEASURES.values()]


class StandardForm(NamedForm):
    measure = forms.ChoiceField(label=_("What is measured"), choices=_measures)
    threshold = forms.DecimalField(label=_("How much"), max_digits=12, decimal_places=2)
    at_least = forms.TypedChoiceField(
        label=_("Which side is right"),
        coerce=lambda value: value == "least",
        choices=[("least", _("at least that much")), ("most", _("at most that much"))],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned.pop("texts", None)
        return cleaned


class EntitledForm(HallForm):
    """The questions of a service's rules. What is answered is judged and forgotten."""

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from commonhall.core.models import in_language

        for rule in service.rules:
            question = in_language(rule["question"])
            if rule["op"] in ("yes", "no"):
                self.fields[rule["key"]] = forms.ChoiceField(
                    label=question,
                    choices=[("yes", _("yes")), ("no", _("no"))],
                    widget=forms.RadioSelect,
                    required=False,
                )
            else:
                self.fields[rule["key"]] = forms.DecimalField(label=question, required=False)
