"""How many signed, and what happens when it is enough."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, F, Q, Sum

from commonhall.actions.context import Context
from commonhall.consultations.initiatives.models import (
    Initiative,
    InitiativeSignature,
    PaperSheet,
    SignatureTally,
)
from commonhall.core.compiled_queries import CompiledQuery
from commonhall.law import queries
from commonhall.places.models import Unit

_TALLY: CompiledQuery[SignatureTally] = CompiledQuery(
    lambda initiative: SignatureTally.objects.filter(pk=initiative), initiative=0
)


def needed(matter: str, unit: Unit, ctx: Context) -> tuple[int, int] | None:
    """(signatures needed, confirmed residents); None: no provision in force says how many."""
    found = queries.threshold(matter, ctx.today)
    if found is None:
        return None
    people = queries.residents(unit, ctx.today).values("person").distinct().count()
    return max(found.least, -(-found.per_cent * people // 100)), people


def add(initiative: Initiative, **changes: int) -> None:
    """Change the tally by so many."""
    steps = {name: F(name) + step for name, step in changes.items()}
    SignatureTally.objects.filter(initiative=initiative).update(**steps)


def tally_of(initiative: Initiative) -> SignatureTally:
    return _TALLY.rows(initiative=initiative.pk)[0]


def recount(initiative: Initiative) -> SignatureTally:
    """The tally anew from the signatures and sheets themselves."""
    found = counted([initiative.pk])[initiative.pk]
    tally, _made = SignatureTally.objects.update_or_create(initiative=initiative, defaults=found)
    return tally


def counted(initiatives: Sequence[int]) -> dict[int, dict[str, int]]:
    """What the tallies of initiatives must be, from the signatures and sheets themselves, in two queries."""
    ours = Q(organisation=None)
    rows = InitiativeSignature.objects.filter(initiative__in=initiatives, taken_back_on=None)
    signatures = (
        rows.order_by()
        .values("initiative_id")
        .annotate(
            online=Count("pk", filter=Q(counts=True)),
            waiting=Count("pk", filter=Q(counts=False) & ours & ~Q(person=None)),
            organisations=Count("pk", filter=~ours),
        )
    )
    sheets = (
        PaperSheet.objects.filter(initiative__in=initiatives, state=PaperSheet.State.CONFIRMED)
        .order_by()
        .values("initiative_id")
        .annotate(paper=Sum("number"))
    )
    nothing = {"online": 0, "waiting": 0, "organisations": 0, "paper": 0}
    found = {pk: dict(nothing) for pk in initiatives}
    for row in (*signatures, *sheets):
        found[row.pop("initiative_id")].update(row)
    return found
