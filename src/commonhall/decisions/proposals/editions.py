"""Earlier versions of a proposal's words, read from the record's own versions; what was erased is not among them.

While moderation hides its words there are none: the words that are hidden stand in them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonhall.actions.models import Sealed, Version
from commonhall.consultations.moderation import originals
from commonhall.core.money import Money
from commonhall.decisions.proposals.models import Proposal
from commonhall.record.models import Entry

MOST = 50


@dataclass(frozen=True)
class Edition:
    """How a proposal read from a moment on."""

    at: datetime
    title: str
    text: str
    estimate: Money


def editions(proposal: Proposal) -> list[Edition]:
    """Each wording with the moment from which it stood, the newest first; three queries. A change of anything else makes none."""
    if any(one.hides_text and one.shown_at is None for one in originals.hidden_in(proposal)):
        return []
    rows = list(
        Version.objects.filter(type=Proposal._meta.label_lower, object_id=proposal.pk).order_by(
            "-pk"
        )[:MOST]
    )
    rows.reverse()
    seals = {
        one.pk: json.loads(one.contents)
        for one in Sealed.objects.filter(pk__in=[row.pk for row in rows])
    }
    moments = dict(
        Entry.objects.filter(pk__in=[row.entry for row in rows]).values_list("pk", "occurred_at")
    )
    found: list[Edition] = []
    for row in rows:
        sealed, public = seals.get(row.pk, {}), json.loads(row.state)["state"]
        title, text = _open(sealed, "title"), _open(sealed, "text")
        if title is None or text is None or row.entry not in moments:
            continue
        estimate = Money(int(public["estimate"]), proposal.budget.currency)
        last = found[-1] if found else None
        if last is None or (last.title, last.text, last.estimate) != (title, text, estimate):
            found.append(Edition(moments[row.entry], title, text, estimate))
    return found[::-1]


def _open(sealed: dict[str, Any], name: str) -> str | None:
    """What a seal holds; None once it was erased."""
    kept = sealed.get(name)
    return str(kept[1]) if isinstance(kept, list) and len(kept) == 2 else None
