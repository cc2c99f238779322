"""The form of an action, made from its declaration: for the page, and for reading what programs send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from commonhall.actions.declaration import Action
from commonhall.actions.inputs import Input
from commonhall.core.refusals import BadInput
from commonhall.record import entries
from commonhall.ui.forms import HallForm


class ActionForm(HallForm):
    """Fields as the action's inputs say; `given` is what they hold, as the action takes it.

    once: a key of the submission, so that sending the page twice does the action once. stood: what stood in the thing
    when the page was opened, so that nobody overwrites what somebody else has changed since, without seeing it.
    """

    # No field of an action is called so: its inputs may be an "action" and a "thing".
    _action: ClassVar[Action[..., Any]]
    _thing: ClassVar[Any]
    once = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)
    stood = forms.CharField(widget=forms.HiddenInput, max_length=2000, required=False)

    @property
    def given(self) -> dict[str, Any]:
        """Arguments of the action; what nothing was said about is left to its default."""
        return dict(self._given)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._given: dict[str, Any] = {}
        for name, asked in self._action.inputs.items():
            if name not in cleaned:
                continue
            try:
                value = asked.input.value(cleaned[name])
            except (BadInput, ValidationError) as error:
                told = (
                    error.messages if isinstance(error, ValidationError) else [str(error.message)]
                )
                self.add_error(name, told[0])
                continue
            if value is not None or asked.required:
                self._given[name] = value
        if stood := cleaned.get("stood"):
            self._tell_changed(stood)
        return cleaned

    def _tell_changed(self, stood: str) -> None:
        """Say at each field what was changed since the page was opened; sent once more, it is meant."""
        now = standing(self._action, self._thing)
        if stood == now:
            return
        before = set(stood.split())
        changed = [one.partition(":")[0] for one in now.split() if one not in before]
        for name in changed:
            if name in self.fields:
                self.add_error(name, CHANGED)
        typed: Any = self.data
        typed = typed.copy()
        typed[self.add_prefix("stood")] = now
        self.data = typed


CHANGED = _(
    "This has changed since you opened it. Look at the new version. If you send yours again, it replaces that one."
)


def standing(action: Action[..., Any], thing: Any) -> str:
    """What stands in a thing where the action would put something else: each input with a short digest."""
    return " ".join(
        f"{name}:{entries.digest(_plain(asked.input.present(thing)).encode())[:16]}"
        for name, asked in action.inputs.items()
        if asked.input.present is not None and _is_asked(asked.input, thing)
    )


def _plain(value: Any) -> str:
    return json.dumps(getattr(value, "pk", value), sort_keys=True, default=str)


def form_for(
    action: Action[..., Any],
    thing: Any = None,
    data: Any = None,
    files: Any = None,
    initial: Mapping[str, Any] | None = None,
) -> ActionForm:
    """A form of an action. Its fields are made anew, so that choices are today's."""
    fields: dict[str, Any] = {
        name: asked.input.field(asked.required or asked.input.needed, thing)
        for name, asked in action.inputs.items()
        if _is_asked(asked.input, thing)
    }
    for name, field in fields.items():
        field.folded = action.inputs[name].input.folded
    # A form for anything of a kind, as programs fill it, begins with nothing.
    for name, field in fields.items() if thing is not None or action.thing is None else ():
        present = action.inputs[name].input.present
        if present is not None:
            field.initial = present(thing)
    kind = type("FormOfAction", (ActionForm,), {**fields, "_action": action, "_thing": thing})
    opened = thing is not None and data is None
    stood = {"stood": standing(action, thing)} if opened else {}
    made: ActionForm = kind(data, files, initial={**stood, **(initial or {})})
    return made


def _is_asked(one: Input, thing: Any) -> bool:
    return thing is None or one.asked_of is None or one.asked_of(thing)


def _is_text(value: Any) -> bool:
    """Can a database keep what a program sent? Half of a surrogate pair is no character."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        return False
    return True


def read(action: Action[..., Any], thing: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a program or a command gave, as the action takes it.

    Raises `BadInput` naming the first field that is wrong and, in `errors`, all of them.
    """
    wrong: dict[str, str] = {}
    data: dict[str, Any] = {}
    files: dict[str, Any] = {}
    for name, value in values.items():
        asked = action.inputs.get(name)
        if asked is None or not _is_asked(asked.input, thing):
            wrong[name] = str(_("There is no such field here. Check its name."))
        elif not _is_text(value):
            wrong[name] = str(_("Enter valid text: it contains half a character."))
        elif value is not None:
            try:
                parts = asked.input.form_data(name, value, thing)
            except ValidationError as error:
                wrong[name] = str(error.messages[0])
            else:
                for key, part in parts.items():
                    (files if isinstance(part, UploadedFile) else data)[key] = part
    form = form_for(action, thing, data, files)
    form.is_valid()
    for name, messages in form.errors.items():
        wrong.setdefault(name, str(messages[0]))
    if wrong:
        name = next((one for one in action.inputs if one in wrong), next(iter(wrong)))
        raise BadInput(name, wrong[name], errors=wrong)
    return form.given
