"""A form with every kind of field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse_lazy

from commonhall.ui.date_fields import DateTextField
from commonhall.ui.forms import HallForm, LimitedFileField, LongText, PlaceField
from commonhall.ui.gallery_samples.parts import for_parts
from commonhall.ui.gallery_words import say


class SampleForm(HallForm):
    """A form with every kind of field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [
            ("request", say("Something is broken or missing")),
            ("complaint", say("I was treated wrongly")),
            ("idea", say("I have an idea")),
        ]
        self.fields["title"] = forms.CharField(
            max_length=120, label=say("In one sentence, what is it about?")
        )
        self.fields["kind"] = forms.ChoiceField(
            choices=kinds,
            widget=forms.RadioSelect,
            label=say("What kind of matter is it?"),
            help_text=say("If you are not sure, choose the nearest. We can change it."),
        )
        self.fields["account"] = forms.CharField(
            max_length=2000,
            widget=LongText(),
            label=say("What happened?"),
            help_text=say("Please leave out names of private persons."),
        )
        self.fields["day"] = DateTextField(required=False, label=say("On which day?"))
        self.fields["topics"] = forms.MultipleChoiceField(
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[
                ("r", say("Roads")),
                ("n", say("Noise")),
                ("s", say("Safety")),
            ],
            label=say("Topics"),
        )
        self.fields["unit"] = forms.ChoiceField(
            required=False,
            choices=[
                ("", "–"),
                ("1", say("Riverside")),
                ("2", say("Old Town")),
            ],
            label=say("Neighbourhood"),
        )
        self.fields["place"] = PlaceField(
            required=False,
            boundaries_url=reverse_lazy("gallery:chapter", args=["boundaries"]),
            label=say("Where is it?"),
        )
        self.fields["photo"] = LimitedFileField(
            required=False,
            kinds=["jpg", "png", "webp"],
            max_bytes=12 * 1024 * 1024,
            label=say("Photograph"),
        )
        self.fields["email"] = forms.EmailField(
            label=say("E-mail address"),
            help_text=say("For the answer only. It is never shown."),
        )
        self.fields["agree"] = forms.BooleanField(
            label=say("The text may be published without my name")
        )
        self.order_fields(["title", "kind", "account"])
        from commonhall.ui.forms import fill_autocomplete

        fill_autocomplete(self)


def for_forms(request: HttpRequest) -> dict[str, Any]:
    """A form, empty or with errors (`?errors=1`, or sent)."""
    data = (
        request.POST
        if request.method == "POST"
        else (
            {"email": "nobody", "day": "31.2.2026", "title": ""}
            if request.GET.get("errors")
            else None
        )
    )
    return {
        "form": SampleForm(data),
        "send": say("Go on"),
        "save": say("Save for later"),
        "steps": for_parts(request)["steps"],
        "title": say("Raise a matter"),
    }
