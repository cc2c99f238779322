"""The translations of one original, as its page shows them."""

from __future__ import annotations

from typing import Any

from commonhall.actions.actors import Actor, Kind
from commonhall.consultations.translations import queries
from commonhall.consultations.translations.queries import Original
from commonhall.core import clock
from commonhall.law.queries import competences
from commonhall.ui import languages


def _moderates(actor: Actor) -> bool:
    """Does somebody act in an office whose body moderates?"""
    power = {"moderate-conversations"}
    return actor.kind is Kind.OFFICE and bool(competences(actor.body_id, power, clock.today()))


def offers(actor: Actor) -> bool:
    """Is there somebody to offer a translation, and a language to translate into?"""
    return bool(actor.ref) and len(languages.codes()) > 1


def beside(actor: Actor, original: Original) -> dict[str, Any] | None:
    """Translations in every language, each with its state; None where the original is not shown. One query."""
    if not queries.is_shown(original):
        return None
    rows, standing = [], set()
    for one in queries.all_of(original):
        state = "offered"
        if one.confirmed_at is not None:
            newest = one.fits(original) and one.language not in standing
            state = "stands" if newest else "earlier"
            standing.add(one.language)
        elif not one.fits(original):
            continue
        rows.append(
            {
                "one": one,
                "state": state,
                "own": queries.is_own(actor, one),
                "confirmable": queries.confirmable(actor, original, one),
            }
        )
    moderates = bool(rows) and _moderates(actor)
    return {"rows": rows, "moderates": moderates, "offers": offers(actor)}
