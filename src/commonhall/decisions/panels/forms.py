"""Forms on the page for letters, once one is open: the answer, and the answer for a drawn seat."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs import Answers
from commonhall.decisions.lotteries.actions import questions
from commonhall.decisions.lotteries.letter_forms import OpenedForm
from commonhall.decisions.panels.models import Care, PanelLetter
from commonhall.ui.forms import LongText, WrittenField

YES, NO = "yes", "no"


class AnswerForm(OpenedForm):
    """Accept or decline, with what the draw must know and what the person needs."""

    answer = forms.ChoiceField(
        label=_("Do you want to be in the draw for the panel?"),
        choices=[(YES, _("Yes, I accept")), (NO, _("No, I decline"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you accept.")},
    )

    def __init__(self, *args: Any, found: PanelLetter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        panel, lottery = found.panel, found.panel.draw
        asked = Answers(
            _("About you"),
            _("If you accept. Used for the draw; published without your name."),
            questions_of=questions,
            unanswered=_("Choose what applies to you."),
        )
        self.fields["features"] = asked.field(False, lottery)
        if lottery.household:
            self.fields["home"] = WrittenField(
                label=_("Your address"),
                help_text=_("Stored as a key that nobody can read, to see who shares a household."),
                max_length=200,
                required=False,
            )
        if panel.care:
            self.fields["care"] = forms.MultipleChoiceField(
                label=_("What you would need to come"),
                choices=[(one, Care(one).label) for one in panel.care],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        self.fields["needs"] = WrittenField(
            label=_("Anything else you need"),
            help_text=_("Only the office of the panel reads it, if you are drawn."),
            max_length=1000,
            required=False,
            widget=LongText(),
        )
        self.fields["email"] = forms.EmailField(
            label=_("Your e-mail address"),
            help_text=_("To tell you if you are drawn. Destroyed after the panel."),
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == NO:
            # Nothing else is asked of a person who declines.
            for name in [one for one in self.errors if one != "answer"]:
                del self._errors[name]  # type: ignore[attr-defined]
        return cleaned


class SeatForm(OpenedForm):
    """Take the seat that was drawn, or leave it."""

    answer = forms.ChoiceField(
        label=_("Do you take your seat on the panel?"),
        choices=[(YES, _("Yes, I take it")), (NO, _("No, give it to the next"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you take your seat.")},
    )
    name = WrittenField(
        label=_("Name to be shown in public"),
        help_text=_("Leave blank to be shown as a number."),
        max_length=120,
        required=False,
    )
