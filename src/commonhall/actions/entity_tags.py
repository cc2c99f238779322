"""The version of a thing as programs see it: an `ETag`, sent back as `If-Match` so that nobody overwrites unseen.

    "cases.case:17@3"      the third version of the case; it changes with every act that changes the case itself

What is only tied to a thing, as the votes on a motion, has versions of its own.
"""

from __future__ import annotations

from typing import Any

from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _

from commonhall.actions.models import Version
from commonhall.core import refs
from commonhall.core.models import Governed
from commonhall.core.refusals import Refused
from commonhall.record.models import Entry

HEADER = "If-Match"
# The rule of a refusal that doors answer with 412.
RULE = "precondition"
CHANGED = _(
    "This has changed since you opened it. Read it again, and send yours with the new version number."
)


def tag(ref: str, version: int) -> str:
    """The entity tag of a version."""
    return f'"{ref}@{version}"'


def tag_of(thing: Governed) -> str:
    return tag(thing.ref, thing.version)


def read(header: str) -> frozenset[str] | None:
    """The versions that a program has seen, one of which must still stand; None: any will do.

    A proxy that compresses marks a tag as weak: it still names the version.
    """
    if not header.strip():
        return None
    found = {one.removeprefix("W/") for one in parse_etags(header)}
    return None if "*" in found else frozenset(found)


def require(seen: frozenset[str] | None, thing: Any) -> None:
    """Raise `Refused` unless the thing, locked by now, still is one of the versions seen."""
    if seen is not None and isinstance(thing, Governed) and tag_of(thing) not in seen:
        raise Refused(RULE, "changed-meanwhile", CHANGED)


def left_by(entry: Entry, ref: str, before: Governed | None) -> str:
    """The tag of a thing as an act left it; before: the thing as it was read for the act, unless it is another."""
    try:
        kind, number = refs.split(ref)
    except ValueError:
        return ""
    entries = [entry.pk, *Entry.objects.filter(parent=entry.pk).values_list("pk", flat=True)]
    rows = Version.objects.filter(type=kind, object_id=number, entry__in=entries)
    version = rows.order_by("-version").values_list("version", flat=True).first()
    if version is None and before is not None and before.ref == ref:
        version = before.version
    return tag(ref, version) if version is not None else ""
