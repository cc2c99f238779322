"""What was done in the founding period and is not confirmed: it lapses, by what undoes each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.apps import apps

from commonhall.actions import registry
from commonhall.actions.context import Context
from commonhall.actions.declaration import Action
from commonhall.core import refs as core_refs
from commonhall.core.models import Governed
from commonhall.law.founding import queries
from commonhall.law.founding.models import FoundingPeriod
from commonhall.people.bodies.actions import end_term
from commonhall.people.invitations.models import Invitation
from commonhall.record import entry_format
from commonhall.record.models import Entry
from commonhall.record.wording import Description, describe_all
from commonhall.ui.text import colon, local_date


def undone_by(entry: Entry) -> tuple[Action[..., Any], Governed] | None:
    """What undoes an entry's action, and the thing it is done to; None where nothing does."""
    action = registry.actions().get(entry.action)
    if action is None or action.lapses is None or ":" not in entry.subject:
        return None
    kind, number = core_refs.split(entry.subject)
    thing = apps.get_model(kind)._base_manager.filter(pk=number).first()
    if isinstance(thing, Invitation) and thing.term is not None:
        return end_term, thing.term
    if not isinstance(thing, Governed) or not _was_made(entry, kind, number):
        return None
    return action.lapses, thing


def _was_made(entry: Entry, kind: str, number: int) -> bool:
    """Did this entry make the thing? What only changed it is not undone by ending it."""
    changes = entry_format.decode(entry.body).get("changes", [])
    return any(
        (one["type"], one["id"], one["version"]) == (kind, str(number), 1) for one in changes
    )


def can_lapse(period: FoundingPeriod) -> list[tuple[str, str]]:
    """(entry's id, what it was) of everything that can be undone."""
    entries = [one for one in queries.done(period) if undone_by(one) is not None]
    told = describe_all(entries)
    return [(str(entry.pk), _named(entry, one)) for entry, one in zip(entries, told, strict=True)]


def _named(entry: Entry, told: Description) -> str:
    about = f"{colon()}{told.subject.title}" if told.subject else ""
    return f"{told.text}{about} · {local_date(entry.occurred_at)}"


def lapse(ctx: Context, entry: UUID) -> bool:
    """Undo one; False where that is done already or can no longer be."""
    found = undone_by(Entry.objects.get(pk=entry))
    if found is None:
        return False
    action, thing = found
    if not action.check(ctx.actor, thing):
        return False
    ctx.perform(action, thing)
    return True
