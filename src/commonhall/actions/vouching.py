"""Does the record vouch for what an action rests on?

The stages of the gate read live rows: a term of office, a competence, a mandate, a right. Somebody who can write
to the database could make one up, or change one. So an action is done only if each of these rows is, field by
field, the latest version of itself, and if an entry names that version which this hall wrote (see
`record.attestation`). Rows of an import that is not closed have no entry yet: nothing can rest on them.

It costs an action a query for each row and none where a page only asks what one may do. What an entry of this
hall says is remembered: an entry never changes, so nobody gains by changing it afterwards.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from commonhall.actions.models import Sealed, Version
from commonhall.actions.versions import commit, values_of
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.core.models import Governed
from commonhall.core.refusals import Refused
from commonhall.record import attestation, keys, merkle
from commonhall.record.models import Entry

if TYPE_CHECKING:
    from commonhall.actions.context import Context

logger = logging.getLogger(__name__)

_NEWEST = CompiledQuery(
    lambda kind, number: Version.objects.filter(type=kind, object_id=number).order_by("-version")[
        :1
    ],
    kind="",
    number=0,
)
_SEALED = CompiledQuery(lambda version: Sealed.objects.filter(pk=version), version=0)
_ENTRY = CompiledQuery(lambda entry: Entry.objects.filter(pk=entry), entry=UUID(int=0))
# What an entry of this hall says, by entry and the key it is marked with: the digests of the versions it
# names, or the root and number of those of a batch.
_named: OrderedDict[tuple[UUID, bytes], frozenset[str] | tuple[str, int]] = OrderedDict()
# Digests that stand under an entry's Merkle root, by entry and root: once found, they stay so.
_batches: OrderedDict[tuple[UUID, str], frozenset[str]] = OrderedDict()
_MOST_NAMED, _MOST = 2000, 50


def require(rows: Iterable[Governed], ctx: Context) -> None:
    """Raise `Refused` unless the record vouches for every row, as it was read.

    What this very transaction made or changed has no entry yet: its actions passed the gate themselves.
    """
    done: set[tuple[str, int]] = ctx.memo.setdefault("vouched", set())
    wanted = {
        key: row
        for row in rows
        if (key := (row._meta.label_lower, int(row.pk))) not in done and not ctx.wrote(row)
    }
    if not wanted:
        return
    for key, row in wanted.items():
        version = next(iter(_NEWEST.rows(kind=key[0], number=key[1])), None)
        if version is not None and version.entry in ctx.entry_ids:
            continue
        if version is None or not _holds(row, version):
            logger.critical("%s is not what the record says, or is not on it", row.ref)
            raise Refused(
                "competence",
                "unvouched",
                _("This is based on something that the record does not confirm. It has no effect."),
            )
    done.update(wanted)


def _holds(row: Governed, version: Version) -> bool:
    if version.version != row.version:
        return False
    if hashlib.sha256(version.state.encode()).hexdigest() != version.digest:
        return False
    said = json.loads(version.state)
    if (said["type"], said["id"]) != (version.type, str(version.object_id)):
        return False
    public, hidden = values_of(row)
    if said["version"] != row.version or said["state"] != public:
        return False
    if not _seals_hold(version, said["sealed"], hidden):
        return False
    return version.digest in _names(version)


def _seals_hold(version: Version, said: dict[str, str], hidden: dict[str, Any]) -> bool:
    """Are the sealed values those that the version committed to? An erased field must be empty."""
    contents: dict[str, Any] = {}
    if hidden:
        for seal in _SEALED.rows(version=version.pk):
            contents = json.loads(seal.contents)
    for name, value in hidden.items():
        kept: list[Any] = contents.get(name) or []
        if name in said and len(kept) == 2:
            if commit(kept[0], value) != said[name]:
                return False
        elif value not in (None, ""):
            return False
    return True


def _names(version: Version) -> frozenset[str]:
    """Digests that the version's entry speaks of, by itself or under the root of a batch; none if it is forged."""
    key = (version.entry, keys.entry_key())
    if key not in _named:
        entry = next(iter(_ENTRY.rows(entry=version.entry)), None)
        if entry is None or not attestation.speaks_for(entry):
            return frozenset()
        body = json.loads(entry.body)
        if "batch" in body:
            _named[key] = (body["batch"]["root"], body["batch"]["count"])
        else:
            _named[key] = frozenset(one["digest"] for one in body.get("changes", ()))
        if len(_named) > _MOST_NAMED:
            _named.popitem(last=False)
    said = _named[key]
    return _batch(version.entry, *said) if isinstance(said, tuple) else said


def _batch(entry: UUID, root: str, count: int) -> frozenset[str]:
    key = (entry, root)
    if key not in _batches:
        rows = Version.objects.filter(entry=entry).order_by("type", "object_id", "version")
        digests = list(rows.values_list("digest", flat=True))
        found = merkle.root([merkle.leaf_hash(bytes.fromhex(one)) for one in digests]).hex()
        if found != root or len(digests) != count:
            return frozenset()
        _batches[key] = frozenset(digests)
        if len(_batches) > _MOST:
            _batches.popitem(last=False)
    return _batches[key]
