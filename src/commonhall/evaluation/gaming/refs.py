"""How signals of the gaming watch are called wherever a ref names one: by a number that says nothing, until they are public."""

from __future__ import annotations

from collections.abc import Iterable

from commonhall.actions import notifications
from commonhall.core.refs import Described, describes
from commonhall.evaluation.gaming import presentation, queries
from commonhall.evaluation.gaming.models import GamingSignal


def _signals(numbers: list[int]) -> dict[int, Described]:
    rows = GamingSignal.objects.filter(pk__in=numbers).select_related("shown_body")
    return {
        row.pk: Described(
            row.ref,
            presentation.title(row) if row.public else str(row),
            row.get_absolute_url(),
            row.standing,
        )
        for row in rows
    }


def readers(ref: str, accounts: Iterable[int]) -> set[int]:
    """Who may hear what happens to a signal: until it is public, reviewers, and the body once it is heard."""
    row = GamingSignal.objects.filter(pk=int(ref.rpartition(":")[2])).first()
    some = set(accounts)
    if row is None:
        return set()
    if row.public:
        return some
    about = row.about_id or 0
    may = queries.holders(queries.reviewing(row.raised_on, about), besides=about)
    if row.state == GamingSignal.State.HEARD:
        may |= queries.holders([about])
    return some & may


def register() -> None:
    describes("evaluation.gamingsignal", _signals)
    notifications.heard_by(GamingSignal._meta.label_lower, readers)
