"""Forms about people."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import SignupForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.actions import second_factor
from commonhall.people.accounts.models import Account
from commonhall.ui import languages
from commonhall.ui.forms import HallForm, WrittenField


class SignUpForm(SignupForm):  # type: ignore[misc]  # allauth has no types
    """An account begins with an e-mail address and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # The label says it already.
            field.widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = _(
            "At least 8 characters. Three or four words that do not belong together are easy to remember."
        )


class OneUse:
    """A form with a code that serves once."""

    user: Account

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # of allauth's form
        if not second_factor.first_use(self.user.pk, code):
            raise forms.ValidationError(second_factor.WRONG)
        return code


class CodeForm(OneUse, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = second_factor.help_text()


class CodeAgainForm(OneUse, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A second factor, confirmed afresh."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = second_factor.help_text()


class ProfileForm(HallForm):
    """How the hall addresses its owner. The name is shown to nobody but offices that need it."""

    name = WrittenField(label=_("Name"), max_length=120, required=False)
    phone = WrittenField(label=_("Telephone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language of letters"), required=False)
    mail_notifications = forms.BooleanField(
        label=_("Send me an e-mail when something happens to what I follow"), required=False
    )
    mail_daily = forms.BooleanField(
        label=_("One letter a day with everything"),
        help_text=_("Otherwise at once, one letter each time."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", _("same as the site")),
            *((one.code, one.name) for one in languages.installed()),
        ]


class EraseForm(HallForm):
    words = forms.ChoiceField(
        label=_("What should happen to the texts you wrote?"),
        widget=forms.RadioSelect,
        choices=[
            ("keep", _("Keep the matters I raised, with nothing that points to me")),
            ("erase", _("Also erase my text, photos and places. Dates and answers stay")),
        ],
        initial="keep",
    )
    email = forms.EmailField(label=_("Type your e-mail address to confirm"))


class TokenForm(HallForm):
    """A key for a program. `choices`: the ways its owner may act, as (key, label)."""

    name = WrittenField(label=_("What is it for?"), max_length=80)
    acts_as = forms.ChoiceField(label=_("It acts as"), required=False)
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(30, _("a month")), (180, _("half a year")), (365, _("a year"))],
    )
    may = forms.ChoiceField(
        label=_("What may it do?"),
        widget=forms.RadioSelect,
        choices=[
            ("read", _("Reading only")),
            ("some", _("Reading, and the actions selected below")),
            ("all", _("Everything I may do")),
        ],
        initial="read",
    )
    actions = forms.MultipleChoiceField(
        label=_("These actions"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        choices: list[tuple[str, str]],
        actions: list[tuple[Any, list[tuple[str, Any]]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acts_as"].choices = choices  # type: ignore[attr-defined]
        self.fields["actions"].choices = actions  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("may") == "some" and not given.get("actions"):
            self.add_error(
                "actions", _("Choose at least one action, or give the key reading only.")
            )
        if given.get("may") == "read" and given.get("actions"):
            self.add_error(
                "may",
                _("You selected actions below. Choose the option that lets the key use them."),
            )
        return given

    @property
    def scope(self) -> list[str] | None:
        """What the key is for, as `ApiKey.scope` has it."""
        if self.cleaned_data["may"] == "all":
            return None
        return list(self.cleaned_data["actions"]) if self.cleaned_data["may"] == "some" else []
