"""Forms of the record's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonhall.record import receipts, wording
from commonhall.record.models import Kind
from commonhall.ui.forms import HallForm


class FilterForm(HallForm):
    """What part of the record to show; an unknown code simply finds nothing."""

    action = forms.ChoiceField(label=_("Which kind of act"), required=False)
    kind = forms.ChoiceField(label=_("Kind of entry"), required=False)
    subject = forms.CharField(label=_("About (reference)"), required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actions = sorted(wording.action_names().items(), key=lambda item: str(item[1]))
        self.fields["action"].choices = [("", _("Everything")), *actions]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("All kinds")), *Kind.choices]  # type: ignore[attr-defined]


class ReceiptForm(HallForm):
    """A receipt as somebody kept it: the signed text, or its JSON."""

    receipt = forms.CharField(
        label=_("Your receipt"),
        help_text=_("Paste the whole receipt, from the first line to the last."),
        max_length=4000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "false", "dir": "ltr"}),
    )

    def clean_receipt(self) -> receipts.Receipt:
        try:
            return receipts.from_any(self.cleaned_data["receipt"])
        except receipts.ReceiptError as error:
            raise ValidationError(
                _("This is not a whole receipt. Copy it again, with every line.")
            ) from error
