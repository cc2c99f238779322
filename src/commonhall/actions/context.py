"""What an action's function works with: who, when, and the only ways to change anything."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from commonhall.actions import erasure, subscriptions, versions
from commonhall.actions.actors import Actor, Kind, stood_in
from commonhall.actions.models import ActorSeal, Follow, Link
from commonhall.actions.stages import Reliance
from commonhall.core import clock, search
from commonhall.core.models import Governed, _writing
from commonhall.core.refusals import BadInput, Refused
from commonhall.record import entries, merkle
from commonhall.record.models import Entry

if TYPE_CHECKING:
    from commonhall.actions.declaration import Action

P = ParamSpec("P")
T = TypeVar("T")
G = TypeVar("G", bound=Governed)
# An entry has at most 65,535 bytes: beyond so many changes it names their Merkle root instead.
MOST_NAMED = 300
MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


class Context:
    """One action under way. Child actions share the transaction and the list of entries to write."""

    def __init__(
        self,
        action: Action[..., Any],
        actor: Actor,
        occurred_at: datetime,
        parent: Context | None,
        door: str = "",
    ) -> None:
        self.action, self.actor, self.occurred_at, self.parent = action, actor, occurred_at, parent
        # "page", "api", "command", "letter", "mail", or "" where code performs it.
        self.door = door
        self.today = timezone.localdate(occurred_at)
        self.entry_id: UUID = entries.uuid7()
        # Of all actions of this transaction; each is written at its end.
        self.entry_ids: set[UUID] = parent.entry_ids if parent else set()
        self.entry_ids.add(self.entry_id)
        self.memo: dict[Any, Any] = parent.memo if parent else {}
        self.basis: list[Reliance] = []
        self.subject = ""
        self.place: int | None = None
        # What the action's `precompute` brought; set by the gate alone.
        self.precomputed: Any = None
        # Entity tags of the thing, one of which must still stand; None: any will do. Set by the gate alone.
        self.seen: frozenset[str] | None = None
        self.data: dict[str, Any] = {}
        self.batch: dict[str, Any] = {}
        self.erased: list[str] = []
        # Set where no seal must tie the entry to the person: they erase themselves, or hand in a secret ballot.
        self.forget_actor = False
        self._changed: dict[tuple[str, int], Governed] = {}
        self._written = False
        self._bodies: list[dict[str, Any]] = parent._bodies if parent else []

    @classmethod
    def root(
        cls, action: Action[..., Any], actor: Actor, occurred_at: datetime | None, door: str = ""
    ) -> Context:
        return cls(action, actor, occurred_at or clock.now(), None, door)

    # --- what a function may do ----------------------------------------------------------------
    def save(self, thing: G) -> G:
        """Save a thing whose fields were set; the end of the action appends one version of it, however
        often this is called. A name that is no field of the model is refused, not lost."""
        if unknown := [name for name in vars(thing) if name not in _kept_names(type(thing))]:
            raise AttributeError(f"{type(thing).__name__} has no field {unknown[0]!r}")
        self._refuse_late()
        key = (thing._meta.label_lower, thing.pk or 0)
        new = thing.pk is None
        if self.action.at_once and not new and thing.ref == self.subject:
            raise RuntimeError("what many do at once does not change the thing that it is done to")
        if new or key not in self._changed:
            thing.version += 1
        token = _writing.set(True)
        try:
            thing.save()
        finally:
            _writing.reset(token)
        self._changed[(key[0], thing.pk)] = thing
        search.saved([thing])
        return thing

    def _refuse_late(self) -> None:
        """What is saved once the versions are written would stand in no version: a listener performs an action instead."""
        if self._written:
            raise RuntimeError(
                "a listener changes nothing by itself: ctx.perform an action, or part_of"
            )

    def save_all(self, things: Sequence[G]) -> Sequence[G]:
        """Insert many new things at once."""
        self._refuse_late()
        for thing in things:
            thing.version = 1
        token = _writing.set(True)
        try:
            made = (
                type(things[0])._base_manager.bulk_create(things, batch_size=500) if things else []
            )
        finally:
            _writing.reset(token)
        for thing in made:
            self._changed[(thing._meta.label_lower, thing.pk)] = thing
        search.saved(made)
        return made

    def perform(self, action: Action[P, T], /, *args: P.args, **given: P.kwargs) -> T:
        """Do another action as part of this one: same transaction, a child entry."""
        return self._child(self.actor, action, action.bound(args, given))

    def perform_as(
        self, actor: Actor, action: Action[P, T], /, *args: P.args, **given: P.kwargs
    ) -> T:
        """As `perform`, by another subject: the System, when a rule follows from what was done."""
        return self._child(actor, action, action.bound(args, given))

    def attempt_as(
        self, actor: Actor, action: Action[..., T], arguments: dict[str, Any]
    ) -> tuple[T | None, Refused | BadInput | None]:
        """As `perform_as`, but what is refused leaves no trace in this action, and is returned."""
        written = list(self._bodies)
        try:
            with transaction.atomic():
                return self._child(actor, action, arguments), None
        except (Refused, BadInput) as refusal:
            self._bodies[:] = written
            return None, refusal

    def _child(self, actor: Actor, action: Action[..., T], arguments: dict[str, Any]) -> T:
        child = Context(action, actor, self.occurred_at, self, self.door)
        place = len(self._bodies)
        result = action.within(child, action.cleaned(arguments))
        # A child that itself had children stands before them, as its parent stands before it.
        self._bodies.insert(place, self._bodies.pop())
        return result

    def link(self, from_ref: str | Governed, to_ref: str | Governed, kind: str) -> None:
        """Tie two things in the thread."""
        origin = from_ref.ref if isinstance(from_ref, Governed) else from_ref
        target = to_ref.ref if isinstance(to_ref, Governed) else to_ref
        step = [origin, kind, target]
        if step in self.data.get("links", []):
            return
        link = Link(from_ref=origin, to_ref=target, kind=kind, entry=self.entry_id)
        if self._is_new(origin) or self._is_new(target):
            link.save(force_insert=True)
        else:
            # Tied before, it stays the step of the entry that tied it.
            Link.objects.bulk_create([link], ignore_conflicts=True)
            if not Link.objects.filter(
                from_ref=origin, to_ref=target, kind=kind, entry=self.entry_id
            ).exists():
                return
        self.data.setdefault("links", []).append(step)

    def _is_new(self, ref: str) -> bool:
        """Was a thing made by this very action, so that nothing can be tied to it yet?"""
        kind, _, number = ref.partition(":")
        made = self._changed.get((kind, int(number))) if number.isdecimal() else None
        return made is not None and made.version == 1

    def wrote(self, thing: Governed) -> bool:
        """Did this action, or one that it is a part of, make or change the thing?"""
        key = (thing._meta.label_lower, thing.pk)
        return key in self._changed or (self.parent is not None and self.parent.wrote(thing))

    def follow(self, ref: str | Governed, account: int | None) -> None:
        """Let an account hear of a thing from now on."""
        if account is not None:
            shown = ref.ref if isinstance(ref, Governed) else ref
            Follow.objects.bulk_create(
                [Follow(account_id=account, ref=shown, why=self.action.code)], ignore_conflicts=True
            )

    def note(self, **codes: Any) -> None:
        """Put codes (never free text or personal data) into the entry."""
        self.data.update({key: value for key, value in codes.items() if value is not None})

    def as_batch(self, digests: Iterable[str], count: int, source_sha256: str = "") -> None:
        """Make the entry name many rows by the Merkle root over their digests, in order of id."""
        root = merkle.root([merkle.leaf_hash(bytes.fromhex(digest)) for digest in digests])
        self.batch = {"root": root.hex(), "count": count}
        if source_sha256:
            self.batch["source_sha256"] = source_sha256

    # --- the end ---------------------------------------------------------------------------------
    def conclude(self, result: Any, arguments: dict[str, Any]) -> None:
        """Its parts, versions, subscriptions, then this action's entry (written at the transaction's end)."""
        subscriptions.complete(self, result, arguments)
        if self.erased:
            self.note(erased=erasure.digest_of(self.erased), erased_fields=len(set(self.erased)))
        rows = versions.write(self._changed.values(), self.entry_id)
        self._written = True
        changes = [versions.change_of(row) for row in rows]
        if (self.action.batch or len(rows) > MOST_NAMED) and not self.batch:
            ordered = sorted(rows, key=lambda row: (row.type, row.object_id, row.version))
            self.as_batch([row.digest for row in ordered], len(ordered))
        subscriptions.tell(self, result, arguments)
        self._bodies.append(self._body([] if self.batch else changes))

    def _body(self, changes: list[dict[str, Any]]) -> dict[str, Any]:
        kind = "founding" if self.action.founding else "batch" if self.batch else "action"
        body: dict[str, Any] = {
            "v": 1,
            "id": str(self.entry_id),
            "action": self.action.code,
            "kind": kind,
            "occurred_at": self.occurred_at.astimezone(UTC).strftime(MOMENT),
            "by": self._by(),
            "subject": self.subject,
            "changes": changes,
            "basis": _merged(self.basis),
            "batch": self.batch,
            "data": {**self.data, **self._instead()},
        }
        if self.parent:
            body["parent"] = str(self.parent.entry_id)
        return {key: value for key, value in body.items() if value not in ({}, [])}

    def _instead(self) -> dict[str, Any]:
        """That somebody acted for another: a deputy for a resident, a stand-in (by which term) for an office holder."""
        found: dict[str, Any] = {"by_deputy": True} if self.actor.deputyship else {}
        return {**found, **stood_in(self.actor)}

    def _by(self) -> dict[str, str]:
        if self.actor.kind is not Kind.PERSON and not self.action.veiled:
            return {"kind": self.actor.kind.value, "ref": self.actor.ref}
        salt = secrets.token_hex(16)
        if self.actor.person is not None and not self.forget_actor:
            ActorSeal.objects.create(entry=self.entry_id, person=self.actor.person, salt=salt)
        commitment = sha256(bytes.fromhex(salt) + self.actor.ref.encode()).hexdigest()
        return {"kind": self.actor.kind.value, "commitment": commitment}

    def finish(self) -> list[Entry]:
        """Enqueue jobs, then write all entries, parent first: the transaction's last insert."""
        from commonhall.actions import notifications

        bodies = list(self._bodies)
        bodies.insert(0, bodies.pop())
        notifications.enqueue(self.action, self.actor, bodies)
        return entries.append_many(bodies)


@cache
def _kept_names(model: type[Governed]) -> frozenset[str]:
    """What may stand on a thing of a model: its fields, and what Django and annotations put there."""
    fields = {
        name
        for field in model._meta.get_fields()
        for name in (field.name, getattr(field, "attname", ""))
    }
    return frozenset(fields | {"_state", "_prefetched_objects_cache"})


def _merged(basis: list[Reliance]) -> list[dict[str, str]]:
    """One basis per provision relied on; parts about the same provision belong together."""
    together: dict[str, dict[str, str]] = {}
    for reliance in basis:
        body = reliance.as_body()
        if body:
            together.setdefault(reliance.provision, {}).update(body)
    return list(together.values())
