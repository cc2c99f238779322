"""The form by which one tries on oneself who is entitled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import in_language
from commonhall.services.services.models import Service
from commonhall.ui.forms import HallForm


class EntitledForm(HallForm):
    """The questions of a service's rules. What is answered is judged and forgotten."""

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
