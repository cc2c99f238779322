"""Forms of challenges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.core import clock
from commonhall.law import queries
from commonhall.law.challenges.models import Challenge
from commonhall.law.demands.forms import ReasonsForm
from commonhall.law.instruments.models import Competence, Provision
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.ui.forms import DateTextField


class ChallengeForm(ReasonsForm):
    competence: Any = forms.ModelChoiceField(
        label=_("Only this competence"),
        queryset=None,
        required=False,
        help_text=_("Leave it empty to challenge the provision as a whole."),
    )

    def __init__(self, *args: Any, provision: Provision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Competence.objects.filter(queries.granted(clock.today()), provision=provision)
        field: Any = self.fields["competence"]
        field.queryset = rows.select_related("body").order_by("pk")
        field.label_from_instance = lambda row: f"{row.body.name}: {row.power}"
        if not rows.exists():
            del self.fields["competence"]


class AnswerForm(ReasonsForm):
    verdict = forms.ChoiceField(
        label=_("What happens to the rule"),
        choices=[one for one in Challenge.State.choices if one[0] != Challenge.State.OPEN],
        widget=forms.RadioSelect,
    )
    instead: Any = forms.ModelChoiceField(
        label=_("If simplified: the new provision"), queryset=None, required=False
    )
    to_body: Any = forms.ModelChoiceField(
        label=_("If handed over to a body: which"), queryset=None, required=False
    )
    to_organisation: Any = forms.ModelChoiceField(
        label=_("If handed over to an organisation: which"), queryset=None, required=False
    )
    ends_on = DateTextField(label=_("If to be repealed: the last day in force"), required=False)
    field_order = ("verdict", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows: dict[str, Any] = {
            "instead": Provision.objects.filter(queries.in_force(clock.today()))
            .select_related("instrument")
            .order_by("-pk"),
            "to_body": Body.objects.filter(ended_on=None).exclude(kind="system").order_by("code"),
            "to_organisation": Organisation.objects.filter(
                state=Organisation.State.RECOGNISED
            ).order_by("pk"),
        }
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
