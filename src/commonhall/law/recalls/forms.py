"""Forms of recalls."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.ui.forms import DateTextField, HallForm


class RecallForm(HallForm):
    on = DateTextField(label=_("From which day it no longer holds"))
