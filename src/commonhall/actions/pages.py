"""What pages of every app share: how a refusal and what was done are told, and a form's faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from commonhall.actions.actors import Actor
from commonhall.actions.declaration import Action
from commonhall.actions.gate import Outcome
from commonhall.core import refs as core_refs
from commonhall.core.refusals import BadInput, Refused
from commonhall.ui.parts import Refusal

# Refusals nobody needs explained beside a thing: it is simply not theirs to do.
OBVIOUS = {"wrong-kind", "not-yours", "other-body", "wrong-state"}


@dataclass(frozen=True)
class AvailableAction:
    """An action with the gate's answer; `refusal` is None when it may be done."""

    word: str
    action: Action[..., Any]
    url: str
    refusal: Refusal | None
    rule: str = ""
    code: str = ""
    conditions: tuple[Any, ...] = ()

    @property
    def allowed(self) -> bool:
        return self.refusal is None

    @property
    def obvious(self) -> bool:
        """Refused for a reason that needs no words: another's matter, another's office."""
        return self.code in OBVIOUS

    @property
    def standing(self) -> str:
        """'open', 'refused' for a reason worth telling at once, or 'obvious'."""
        return "open" if self.allowed else "obvious" if self.obvious else "refused"


_remedies: dict[str, tuple[Any, str]] = {}
_explained_at: list[str] = []


def remedy(code: str, label: Any, url_name: str) -> None:
    """Say how somebody gets on who was refused with `code`: a link of that label."""
    _remedies[code] = (label, url_name)


def explain(url_name: str) -> None:
    """Say which page tells who may do an action and why; it takes the action's code."""
    _explained_at[:] = [url_name]


def show(refused: Refused, shown: dict[str, core_refs.Described] | None = None) -> Refusal:
    """A refusal as the look shows it: the rule's words, the provision, the way on."""
    if shown is None:
        shown = core_refs.resolve([refused.provision] if refused.provision else [])
    provision = shown.get(refused.provision)
    label, url_name = _remedies.get(refused.code, ("", ""))
    return Refusal(
        text=refused.message,
        provision=provision.title if provision else "",
        provision_url=provision.url if provision else "",
        remedy=label,
        remedy_url=reverse(url_name) if url_name else "",
        why_url=reverse(_explained_at[0], args=[refused.action])
        if _explained_at and refused.action
        else "",
    )


def tell(
    request: HttpRequest, action: Action[..., Any], outcome: Outcome[Any], word: Any = ""
) -> None:
    """After an action: what was done, with the receipt to keep."""
    messages.success(
        request,
        format_html(
            '{} <a href="{}">{}</a> · <a href="{}">{}</a>',
            word or _("%(done)s.") % {"done": action.done},
            reverse("record:entry", args=[outcome.entry.pk]),
            _("On the record"),
            reverse("record:receipt_file", args=[outcome.entry.pk]),
            _("Your receipt"),
        ),
    )


def attempt(
    request: HttpRequest,
    actor: Actor,
    action: Action[..., Any],
    form: Form,
    given: Mapping[str, Any] | None = None,
    *,
    renamed: Mapping[str, str] | None = None,
    beside_form: tuple[type[BadInput | Refused], ...] = (BadInput,),
) -> Outcome[Any] | None:
    """Perform an action with `given` and what a sent form holds, and say so; None if it was not done.

    What was wrong stands at its field. renamed: the action's argument → the form's field. beside_form:
    what is told within the form; a refusal that is not has a page of its own.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        coming = action.coming(door="page")
        outcome = coming.perform(actor, **(given or {}), **form.cleaned_data)
    except beside_form as error:
        complain(form, error, renamed)
        return None
    tell(request, action, outcome)
    return outcome


def complain(
    form: Form, error: BadInput | Refused, renamed: Mapping[str, str] | None = None
) -> None:
    """Put what was wrong at its field, or over the form if it has none."""
    name = getattr(error, "field", None)
    name = (renamed or {}).get(name or "", name)
    form.add_error(name if name in form.fields else None, str(error.message))
