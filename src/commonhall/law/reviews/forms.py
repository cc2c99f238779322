"""Forms of reviews."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.law.demands.forms import ReasonsForm
from commonhall.ui.forms import DateTextField


class SunsetForm(ReasonsForm):
    ends = DateTextField(label=_("Last day in force"))
    field_order = ("ends", "text")


class RenewForm(ReasonsForm):
    ends = DateTextField(
        label=_("New last day in force"),
        required=False,
        help_text=_("Leave it empty to let it live on until somebody ends it."),
    )
    field_order = ("ends", "text")


class ReviewForm(ReasonsForm):
    review_on = DateTextField(label=_("Next review by"), required=False)
    ends = DateTextField(label=_("Last day in force"), required=False)
