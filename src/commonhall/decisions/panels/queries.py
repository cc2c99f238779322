"""Questions about panels: who sits, what was sent and answered, what is owed. Lists are flat in queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from commonhall.actions.actors import Actor, Kind
from commonhall.core.money import Money
from commonhall.decisions.lotteries.drawing import SMALLEST
from commonhall.decisions.panels.models import Member, Panel, PanelDay, PanelLetter, Wave
from commonhall.decisions.panels.spoken_models import Recommendation

Answer = PanelLetter.Answer


def panels() -> QuerySet[Panel]:
    """All panels, with place, body and both draws."""
    return Panel.objects.select_related("unit", "body", "letters", "draw")


def recommendations() -> QuerySet[Recommendation]:
    return Recommendation.objects.select_related("panel__body", "panel__unit", "member__ticket")


def members(panel: Panel) -> list[Member]:
    """Everybody who sits or sat, by number."""
    rows = panel.members.select_related("ticket").order_by("number")
    return list(rows)


def sitting(panel: Panel | int) -> QuerySet[Member]:
    """Who sits now."""
    number = panel if isinstance(panel, int) else panel.pk
    return Member.objects.filter(panel=number, left_on=None)


def member_of(actor: Actor, panel: Panel | int) -> Member | None:
    """The seat a person holds on a panel; nobody holds one in the name of an office or an organisation."""
    if actor.kind is not Kind.PERSON or not actor.person:
        return None
    rows = sitting(panel).filter(person=actor.person).select_related("ticket")
    return rows.first()


# --- letters --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Responses:
    """How a wave was answered; None where so few did that somebody could be recognised."""

    wave: Wave
    accepted: int | None
    declined: int | None
    silent: int | None


def _told(count: int) -> int | None:
    return None if 0 < count < SMALLEST else count


def responses(panels_of: Sequence[int]) -> dict[int, list[Responses]]:
    """Panel → its waves with their answers; two queries for all of them."""
    found: dict[int, list[Responses]] = {number: [] for number in panels_of}
    rows = Wave.objects.filter(panel__in=panels_of).order_by("panel", "number")
    waves = list(rows.select_related("panel"))
    counted = (
        PanelLetter.objects.filter(panel__in=panels_of)
        .values("wave")
        .annotate(
            yes=Count("pk", filter=Q(answer=Answer.ACCEPTED)),
            no=Count("pk", filter=Q(answer=Answer.DECLINED)),
        )
        .order_by()
    )
    by_wave = {one["wave"]: (one["yes"], one["no"]) for one in counted}
    for wave in waves:
        found[wave.panel_id].append(_of_wave(wave, *by_wave.get(wave.pk, (0, 0))))
    return found


def _of_wave(wave: Wave, yes: int, no: int) -> Responses:
    """A number that is kept back must not follow from the others."""
    told = [_told(one) for one in (yes, no, wave.letters - yes - no)]
    if None in told:
        return Responses(wave, told[0], None, None)
    return Responses(wave, told[0], told[1], told[2])


def accepted(panel: Panel) -> int:
    """How many accepted so far."""
    return int(panel.sent.filter(answer=Answer.ACCEPTED).count())


# --- pay ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Owed:
    """owed, paid: sums; days: meeting days attended in all; waiting: of these, not paid yet."""

    owed: Money
    paid: Money
    days: int
    waiting: int


def owed(panel: Panel) -> Owed:
    """What members are owed together, and what was paid."""
    found = PanelDay.objects.filter(panel=panel).aggregate(
        owed=Sum("amount"),
        paid=Sum("amount", filter=Q(paid_on__isnull=False)),
        days=Count("pk"),
        waiting=Count("pk", filter=Q(paid_on=None)),
    )
    return Owed(
        Money(found["owed"] or 0, panel.currency),
        Money(found["paid"] or 0, panel.currency),
        found["days"],
        found["waiting"],
    )


def owed_to(member: Member) -> list[PanelDay]:
    """Days a member is owed for, the oldest first."""
    return list(member.owed.select_related("meeting").order_by("owed_on", "pk"))


def unpaid(panel: Panel) -> QuerySet[Member]:
    """Members to whom something is owed, by number."""
    waiting = PanelDay.objects.filter(panel=panel, paid_on=None).values("member")
    rows: QuerySet[Member] = Member.objects.filter(panel=panel, pk__in=waiting)
    return rows.select_related("ticket").order_by("number")
