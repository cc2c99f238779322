"""The action a motion holds: read again from what was sent, and shown to people as lines, then beside now."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils import formats, timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from commonhall.actions import registry, resolutions
from commonhall.actions.declaration import Action
from commonhall.actions.forms import form_for
from commonhall.actions.inputs import Amount, Input, MailAddress, PersonByMail
from commonhall.actions.signatures import Asked
from commonhall.core import refs
from commonhall.core.models import Governed, in_language
from commonhall.core.money import hall_currency, money_of
from commonhall.core.refusals import BadInput
from commonhall.decisions.motions import files
from commonhall.decisions.motions.models import Motion
from commonhall.places.models import Unit

_REF = re.compile(r"[a-z_]+\.[a-z]+:[0-9]{1,18}")
# Whose value is an address of somebody: never shown in a motion.
PRIVATE = (MailAddress, PersonByMail)
Data = dict[str, list[str]]


@dataclass(frozen=True)
class Line:
    """One input of the action held: what it says, and what stands there today where that differs."""

    label: str
    text: str
    was: str = ""


def action_of(motion: Motion) -> Action[..., Any] | None:
    """The action that is done once the motion passes."""
    return registry.actions().get(motion.action) if motion.action else None


def arguments_of(motion: Motion, action: Action[..., Any]) -> dict[str, Any]:
    """What the action is done with. Raises `BadInput` where that cannot be read any more."""
    thing = refs.thing(motion.thing) if motion.thing else None
    if action.thing is not None and thing is None:
        raise BadInput("thing", _("What this is about no longer exists."))
    return read(action, thing, motion.given, files.given_by(motion))


def read(
    action: Action[..., Any], thing: Any, data: Data, sent: files.Files | None = None
) -> dict[str, Any]:
    """A sent form, with its files, as arguments of its action. Raises `BadInput` naming the first wrong field."""
    form = form_for(action, thing, resolutions.as_post(data), sent)
    if not form.is_valid():
        wrong = {name: str(messages[0]) for name, messages in form.errors.items()}
        name = next((one for one in action.inputs if one in wrong), next(iter(wrong)))
        raise BadInput(name, wrong[name], errors=wrong)
    return {**form.given, **({action.subject_name: thing} if thing is not None else {})}


def data_of(action: Action[..., Any], thing: Any, values: Mapping[str, Any]) -> Data:
    """What a program says of an action's inputs, as its form would have been sent.

    Raises `BadInput` naming the action's own field.
    """
    found: Data = {}
    for name, value in values.items():
        asked = action.inputs.get(name)
        if asked is None:
            raise BadInput(name, _("There is no such field here. Check its name."))
        if value is None:
            continue
        try:
            parts = asked.input.form_data(name, _told(asked.input, value), thing)
        except ValidationError as error:
            raise BadInput(name, error.messages[0]) from error
        for key, part in parts.items():
            found[key] = [str(one) for one in part] if isinstance(part, list) else [str(part)]
    return found


def _told(one: Input, value: Any) -> Any:
    """A value of Python as a program would give it."""
    if isinstance(one, PersonByMail):
        return getattr(getattr(value, "account", None), "email", value)
    if isinstance(value, Model):
        return getattr(value, getattr(one, "key", "pk"))
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], Model):
        return [_told(one, each) for each in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


# --- what stood there ---------------------------------------------------------------------------
def standing(action: Action[..., Any], thing: Governed | None) -> dict[str, Any]:
    """What stands now where the action would put something else, as plain JSON."""
    if thing is None:
        return {}
    asked = {name: one.input for name, one in action.inputs.items()}
    return {
        name: _plain(one.present(thing))
        for name, one in asked.items()
        if one.present is not None and (one.asked_of is None or one.asked_of(thing))
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        value = value.pk
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder, default=str))


def changed_meanwhile(motion: Motion, action: Action[..., Any], thing: Any = None) -> bool:
    """Has what the motion would change been changed since it was put before the body?"""
    if not motion.stood:
        return False
    return bool(standing(action, thing or refs.thing(motion.thing)) != motion.stood)


class Reader:
    """Reads what a motion's action is given, as words by label.

    Made once for a motion and all its amendments: the form is made once, and what says the same is read once.
    """

    def __init__(self, motion: Motion) -> None:
        self.motion = motion
        self.action = action_of(motion)
        self.thing = refs.thing(motion.thing) if motion.thing else None
        self.form = form_for(self.action, self.thing) if self.action is not None else None
        self.known: dict[tuple[str, str], str] = {}
        holds = self.action is not None and files.inputs_of(self.action)
        self.files = {one.input: one for one in files.of(motion)} if holds else {}

    def lines(self, motion: Motion) -> list[Line]:
        """What the motion would do, input by input; what stood there before beside it."""
        if self.action is None or self.form is None:
            return []
        found = []
        for name, asked in self.action.inputs.items():
            if name not in self.form.fields:
                continue
            field = self.form.fields[name]
            text, was = self._text(name, asked, motion.given), ""
            if name in motion.stood:
                was = _shown(asked.input, field, motion.stood[name])
            if text or was:
                same = was == text
                found.append(Line(self._label(name, asked), text, "" if same else was))
        return found

    def _label(self, name: str, asked: Asked) -> str:
        assert self.form is not None
        return str(self.form.fields[name].label or asked.input.label)

    def texts(self, data: Data) -> dict[str, str]:
        """Label → what it says."""
        if self.action is None or self.form is None:
            return {}
        return {
            self._label(name, asked): self._text(name, asked, data)
            for name, asked in self.action.inputs.items()
            if name in self.form.fields
        }

    def _text(self, name: str, asked: Asked, data: Data) -> str:
        if name in self.files:
            return files.words(self.files[name])
        said = {
            key: parts for key, parts in data.items() if key == name or key.startswith(f"{name}_")
        }
        key = (name, json.dumps(said, sort_keys=True))
        if key not in self.known:
            assert self.form is not None
            field = self.form.fields[name]
            self.known[key] = _shown(asked.input, field, self._cleaned(name, field, said))
        return self.known[key]

    def _cleaned(self, name: str, field: Any, said: Data) -> Any:
        rows = getattr(field, "queryset", None)
        if rows is not None and rows.model is Unit and said == {name: [str(self.motion.unit_id)]}:
            # The motion's own place was read with it.
            return self.motion.unit
        sent = field.widget.value_from_datadict(resolutions.as_post(said), MultiValueDict(), name)
        try:
            return field.clean(sent)
        except ValidationError:
            return None


# --- for people to read -------------------------------------------------------------------------
def lines(motion: Motion) -> list[Line]:
    """What the motion would do, input by input; what stood there before beside it."""
    return Reader(motion).lines(motion)


def _shown(one: Input, field: Any, value: Any) -> str:
    if value in (None, "", [], {}, ()):
        return ""
    if isinstance(one, PRIVATE):
        return _("an address, which is not shown here")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(one, Amount):
        return str(money_of(int(value), hall_currency()))
    if isinstance(value, dict):
        return in_language(value) if all(isinstance(v, str) for v in value.values()) else ""
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, (list, tuple)) or hasattr(value, "iterator"):
        return ", ".join(_shown(one, field, each) for each in value)
    return _chosen(field, value)


def _chosen(field: Any, value: Any) -> str:
    """A choice by the words that people choose it by."""
    if isinstance(value, str) and _REF.fullmatch(value):
        return refs.resolve([value])[value].title or value
    queryset = getattr(field, "queryset", None)
    if queryset is not None and not isinstance(value, Model):
        found = queryset.filter(pk=value).first()
        return str(found) if found is not None else str(value)
    choices = getattr(field, "choices", None) if queryset is None else None
    for key, label in choices or ():
        if str(key) == str(value):
            return str(label)
    return str(value)
