"""What the gate asks of whoever goes on after their term, or their body's mandate, has ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.stages import ActionRequest, Reliance
from commonhall.core.refusals import Refused
from commonhall.law.caretakers import queries
from commonhall.law.mandates.models import Mandate
from commonhall.people.bodies.models import OfficeTerm
from commonhall.ui.text import local_date


def after_term(request: ActionRequest) -> list[Reliance]:
    """Somebody whose term ran out does the routine alone. Nothing is asked of whoever is in term."""
    day = timezone.localdate(request.at)
    term: OfficeTerm | None = request.memo.get(("caretaker", request.actor, day))
    if term is None:
        return []
    # Who was sent away keeps nothing but the people's way to a new mandate.
    ended = date.min if term.ended_early_on else term.ends
    found = queries.routine(request.action.power or request.action.right, day, ended)
    if found is None:
        last = None if term.ended_early_on else queries.last_day(term.ends)
        raise Refused("competence", "caretaker", _told(last, day))
    return [Reliance(provision=found.provision_ref, caretaker=found.ref)]


def _told(last: date | None, day: date) -> Any:
    if last is not None and last >= day:
        return _(
            "This term of office has ended. Until a successor takes over, and until %(day)s at the latest, only routine work continues: no new rules, grants or spending."
        ) % {"day": local_date(last)}
    return _(
        "This term of office has ended and so has the caretaker period. Residents elect a successor. The result can be entered on any day."
    )


def without_mandate(request: ActionRequest, body: int, day: date) -> tuple[Mandate, str] | None:
    """The last mandate of a body, and the rule by which a power still rests on it; None: it does not."""
    last = queries.last_mandate(body, day)
    if last is not None and last.ends is not None:
        found = queries.routine(request.action.power, day, last.ends)
        return (last, found.ref) if found else None
    last = queries.any_mandate(body, day)
    found = queries.routine(request.action.power, day, date.min) if last else None
    return (last, found.ref) if last and found else None
