"""Forms of round tables."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.round_tables.models import Assent, Commitment
from commonhall.core.ref_picker import RefField
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.queries import units
from commonhall.ui.forms import DateTextField, HallForm, LongText


class ConveneForm(HallForm):
    about = RefField(label=_("About which matter"), required=False)
    title = forms.CharField(label=_("Title"), max_length=160)
    text = forms.CharField(
        label=_("What it is about"), max_length=4000, required=False, widget=LongText
    )
    unit: Any = forms.ModelChoiceField(label=_("Place"), queryset=None)
    bodies: Any = forms.ModelMultipleChoiceField(
        label=_("Public bodies"),
        queryset=Body.objects.filter(ended_on=None).exclude(kind="system"),
        required=False,
        help_text=_("Yours has a seat in any case."),
    )
    organisations: Any = forms.ModelMultipleChoiceField(
        label=_("Organisations with standing"),
        queryset=Organisation.objects.filter(state=Organisation.State.RECOGNISED),
        required=False,
    )
    residents = forms.CharField(
        label=_("Residents"),
        max_length=4000,
        required=False,
        widget=LongText(rows=3),
        help_text=_(
            "One a line: the e-mail address of somebody with an account, a comma, for whom they speak. "
            "Only the latter is shown."
        ),
    )
    agenda = forms.CharField(
        label=_("Agenda"), max_length=8000, widget=LongText, help_text=_("One thing a line.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]

    def clean_residents(self) -> list[tuple[Person, str]]:
        found = []
        for line in self.cleaned_data["residents"].splitlines():
            address, _comma, label = line.replace("，", ",").partition(",")  # noqa: RUF001
            if not line.strip():
                continue
            person = Person.objects.filter(account__email__iexact=address.strip()).first()
            if person is None or not label.strip():
                message = _("“%(line)s”: write an address with an account, a comma, for whom.")
                raise forms.ValidationError(message % {"line": line.strip()[:80]})
            found.append((person, label.strip()))
        return found

    def clean_agenda(self) -> list[str]:
        return [one.strip() for one in self.cleaned_data["agenda"].splitlines() if one.strip()]


class ItemForm(HallForm):
    title = forms.CharField(label=_("What to talk about"), max_length=200)


class WordsForm(HallForm):
    text = forms.CharField(label=_("In your words"), max_length=2000, widget=LongText)


class AssentForm(HallForm):
    verdict = forms.ChoiceField(label=_("Our word"), choices=Assent.Verdict.choices)
    text = forms.CharField(label=_("Why"), max_length=1000, required=False, widget=LongText(rows=3))


class CommitForm(HallForm):
    text = forms.CharField(label=_("What we will do"), max_length=500, widget=LongText(rows=3))
    due_on = DateTextField(label=_("By when"))


class NothingForm(HallForm):
    """An action that needs no words."""


class MarkForm(HallForm):
    verdict = forms.ChoiceField(
        label=_("Was it kept?"),
        choices=[
            (one.value, one.label) for one in (Commitment.State.KEPT, Commitment.State.BROKEN)
        ],
    )
    text = forms.CharField(label=_("How we know"), max_length=1000, widget=LongText(rows=3))
