"""Forms of the law: appeals, challenges, petitions, ends and reviews."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock
from commonhall.law import queries
from commonhall.law.models import Appeal, Challenge, Competence, Provision, Rank
from commonhall.look.forms import DateTextField, HouseForm, LongText
from commonhall.people.models import Body, Organisation

MOST_WORDS = 4000


class ReasonsForm(HouseForm):
    """Reasons, which are owed on both sides."""

    text = forms.CharField(
        label=_("Reasons"),
        max_length=MOST_WORDS,
        widget=LongText,
        help_text=_("Public. Write no more about yourself than the matter needs."),
    )


class AppealForm(ReasonsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("How does it affect you, and why is it wrong?")


class VerdictForm(ReasonsForm):
    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[one for one in Appeal.State.choices if one[0] != Appeal.State.WAITING],
        widget=forms.RadioSelect,
    )
    field_order = ("verdict", "text")


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


class AdoptForm(HouseForm):
    """An instrument with its first provision, in each language of the house; one language is enough."""

    code = forms.SlugField(label=_("Short name"), max_length=60)
    rank = forms.TypedChoiceField(
        label=_("Rank"),
        coerce=int,
        choices=[one for one in Rank.choices if one[0] >= Rank.LOCAL_RULE],
    )
    number = forms.CharField(label=_("Number of the provision"), max_length=40)
    starts = DateTextField(label=_("In force from"))
    review_on = DateTextField(label=_("To be reviewed by"), required=False)
    ends = DateTextField(
        label=_("Last day in force"),
        required=False,
        help_text=_("A rule on trial ends by itself, unless it is renewed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in settings.LANGUAGES:
            first, key = code == settings.LANGUAGE_CODE, code.replace("-", "_")
            self.fields[f"title_{key}"] = forms.CharField(
                label=_("Title (%(language)s)") % {"language": label},
                max_length=160,
                required=first,
            )
            self.fields[f"text_{key}"] = forms.CharField(
                label=_("Text of the provision (%(language)s)") % {"language": label},
                max_length=8000,
                required=first,
                widget=LongText,
            )
        keys = [code.replace("-", "_") for code, _label in settings.LANGUAGES]
        titles, texts = [f"title_{key}" for key in keys], [f"text_{key}" for key in keys]
        self.order_fields([*titles, "code", "rank", "number", *texts])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        words: dict[str, dict[str, str]] = {"title": {}, "text": {}}
        for code, _label in settings.LANGUAGES:
            for kind, found in words.items():
                if said := cleaned.pop(f"{kind}_{code.replace('-', '_')}", "").strip():
                    found[code] = said
        cleaned["titles"] = words["title"]
        cleaned["provisions"] = [(cleaned.pop("number", ""), words["text"])]
        return cleaned


class RecallForm(HouseForm):
    on = DateTextField(label=_("From which day it no longer holds"))
