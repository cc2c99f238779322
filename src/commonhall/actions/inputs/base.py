"""What every input of an action is: a question, and how an answer is read in every door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, eq=False)
class Input:
    """One value an action takes.

    label: the question a person reads. help: what stands below it. empty: what is said when a required
    value is missing. place, amount: the unit or the money given is what the law is asked about. concerned:
    the thing given is a party whose interests recuse. sealed: it stays on the person's device, so there is
    neither operation nor command. internal: set by code that calls the action; no door asks for it.
    subject: until the action has made something, the ref given is what it is about. asked_of: is it asked of
    this thing at all? A form of another thing does not have it. needed: where it is asked, it must be
    answered, though code may leave it out. present: what stands there now, of what the
    action is done to (None where it is done to nothing); the page's form begins with it. folded: the name of the
    part of the page in which it stands, closed until somebody opens it.
    """

    label: Any = ""
    help: Any = ""
    empty: Any = ""
    place: bool = False
    amount: bool = False
    concerned: bool = False
    sealed: bool = False
    internal: bool = False
    subject: bool = False
    asked_of: Callable[[Any], bool] | None = None
    needed: bool = False
    present: Callable[[Any], Any] | None = None
    folded: Any = ""

    # Is it an answer worth keeping in a draft, though it is not words alone?
    WRITTEN: ClassVar[bool] = False
    # Values that mean that nothing was said.
    EMPTY: ClassVar[tuple[Any, ...]] = (None, "", [], {}, ())

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        """A new form field that asks for the value; thing: what the action is done to."""
        raise NotImplementedError

    def options(self, required: bool) -> dict[str, Any]:
        """What every field is made with."""
        said = {"label": self.label, "help_text": self.help, "required": required}
        if not self.help:
            del said["help_text"]
        if self.empty:
            said["error_messages"] = {"required": self.empty}
        return said

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the value in the API."""
        return {"type": "string"}

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        """A value of the API or the command as the form's field expects it. Raises ValidationError."""
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise ValidationError(_("Enter text."), code="type")
        return {name: str(value)}

    def value(self, cleaned: Any) -> Any:
        """What the form's field gave, as the action takes it; None where nothing was said."""
        return None if cleaned in self.EMPTY else cleaned

    def check(self, value: Any, required: bool) -> Any:
        """A value given by code, cleaned. Raises ValidationError with the words people would read."""
        return self.value(self.known_field(required).clean(value))

    def answered(self, value: Any, required: bool) -> Any:
        """The value as it is, where something is said or nothing need be. Raises ValidationError."""
        if required and not value:
            raise ValidationError(self.empty or _("Enter an answer."), code="required")
        return value

    def settled(self, value: Any) -> Any:
        """The value once the gate has let the action through: what only then may be told. Raises
        ValidationError."""
        return value

    def known_field(self, required: bool) -> forms.Field:
        """A form field that is kept: for values given by code, where no thing narrows the choices."""
        return _field_of(self, required)


@dataclass(frozen=True, eq=False)
class Internal(Input):
    """A value that only code gives, never a door."""

    internal: bool = True

    def check(self, value: Any, required: bool) -> Any:
        return value


TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def truth(value: Any) -> bool:
    """Yes or no as programs and commands write it. Raises ValidationError."""
    said = TRUTHS.get(str(value).lower())
    if said is None:
        raise ValidationError(_("Enter yes or no."), code="type")
    return said


@lru_cache(maxsize=4096)
def _field_of(one: Input, required: bool) -> forms.Field:
    return one.field(required)
