"""Conflicts in the law in force; eight queries at most, however much law there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import registry
from commonhall.law import duties, queries
from commonhall.law.instruments.models import Competence, Deadline, Prohibition, Right
from commonhall.law.mandates.models import Mandate
from commonhall.law.powers import names

# Powers that one body alone should hold in a place: two would undo each other's acts.
EXCLUSIVE = (
    "adopt-local-rules",
    "grant-competences",
    "give-mandates",
    "establish-bodies",
    "decide-matters",
    "review-decisions",
    "set-plans",
    "adopt-budget-books",
    "set-minimum-standards",
    "transfer-functions",
)
KINDS = {
    "shared": _("Two bodies hold one power that only one should have"),
    "duty": _("A duty that no body can carry out"),
    "unheld": _("Nobody may do it"),
    "barred": _("A higher rule forbids what a lower one grants"),
    "ending": _("A competence whose provision ends before it does"),
    "longer": _("A lower rule gives a body more days than a higher one"),
}
# What can be done about each.
MENDS = {
    "shared": _("End one of the two competences, or grant each for a separate place."),
    "duty": _("Grant the power to a body with a mandate, or end the deadline."),
    "unheld": _("Grant it by a rule that names the power, or give the body that has it a mandate."),
    "barred": _("End the lower grant or repeal its rule. The higher rule prevails."),
    "ending": _("Renew the provision, or let the competence end with it."),
    "longer": _("Set fewer days, or change the higher rule in the way that it demands."),
}


@dataclass(frozen=True)
class Conflict:
    """One conflict. kind: one of KINDS. power: what it is about. provisions: those that conflict. page: where it is
    mended."""

    kind: str
    power: str
    called: str
    bodies: tuple[str, ...] = ()
    provisions: tuple[Any, ...] = ()
    place: str = ""
    day: date | None = None
    page: str = ""

    @property
    def title(self) -> Any:
        return KINDS[self.kind]

    @property
    def mend(self) -> Any:
        return MENDS[self.kind]


def conflicts(today: date) -> list[Conflict]:
    """All conflicts in force on a day, kind by kind."""
    titles = names.titles()
    rows = Competence.objects.filter(queries.granted(today), body__ended_on=None)
    grants = list(
        rows.select_related("provision__instrument", "body", "unit").order_by("power", "pk")
    )
    days = Deadline.objects.filter(queries.granted(today))
    deadlines = list(days.select_related("provision__instrument").order_by("pk"))
    found = [
        *_shared(grants, titles),
        *_unheld(grants, titles, deadlines, today),
        *_longer(deadlines),
        *_barred([*grants, *_rights(today)], titles, today),
        *_ending(grants, titles),
    ]
    return sorted(found, key=lambda one: (list(KINDS).index(one.kind), one.called))


def _within(one: Any, other: Any) -> bool:
    return bool(one.path.startswith(other.path) or other.path.startswith(one.path))


def _shared(grants: list[Competence], titles: Any) -> Iterator[Conflict]:
    """A power of an office in the founding period ends by itself and is no conflict."""
    by_power: dict[str, list[Competence]] = defaultdict(list)
    for row in grants:
        if row.power in EXCLUSIVE and row.office_id is None:
            by_power[row.power].append(row)
    for power, rows in by_power.items():
        clashing = {
            one
            for one in rows
            for other in rows
            if one.body_id != other.body_id and _within(one.unit, other.unit)
        }
        if clashing:
            ordered = sorted(clashing, key=lambda row: row.pk)
            yield Conflict(
                "shared",
                power,
                names.called(power, titles),
                tuple(dict.fromkeys(row.body.name for row in ordered)),
                tuple(dict.fromkeys(row.provision for row in ordered)),
                page=ordered[-1].provision.get_absolute_url(),
            )


def _unheld(
    grants: list[Competence], titles: Any, deadlines: list[Deadline], today: date
) -> Iterator[Conflict]:
    """No body in being has both the competence and a mandate; a duty that goes with it is then nobody's."""
    mandated = set(
        Mandate.objects.filter(queries.mandate_runs(today)).values_list("body_id", flat=True)
    )
    held = {row.power for row in grants if row.body_id in mandated}
    found: dict[str, list[Deadline]] = defaultdict(list)
    for day in (one for one in deadlines if not one.matter):
        found[day.duty].append(day)
    for power in sorted(registry.powers() - held):
        mine = [row for row in grants if row.power == power]
        page = reverse("law:results") if mine else _who_may(power)
        bodies = tuple(row.body.name for row in mine)
        yield Conflict(
            "unheld",
            power,
            names.called(power, titles),
            bodies,
            tuple(row.provision for row in mine),
            page=page,
        )
        for duty in sorted(duties.owed_by(power) & found.keys()):
            provisions = tuple(dict.fromkeys(row.provision for row in found[duty]))
            yield Conflict("duty", power, duties.label(duty), bodies, provisions, page=page)


def _longer(deadlines: list[Deadline]) -> Iterator[Conflict]:
    """Days for one matter take the place of those for all: a lower rule may so give more than the charter does."""
    usual: dict[str, Deadline] = {}
    for one in deadlines:
        if not one.matter and one.duty not in duties.TIMES:
            known = usual.setdefault(one.duty, one)
            usual[one.duty] = min(known, one, key=lambda row: row.days)
    matters: dict[str, dict[str, Any]] = {}
    for one in deadlines:
        above = usual.get(one.duty) if one.matter else None
        if above is None or one.days <= above.days:
            continue
        if one.provision.instrument.height > above.provision.instrument.height:
            if one.duty not in matters:
                matters[one.duty] = dict(duties.divided(one.duty))
            yield Conflict(
                "longer",
                "",
                duties.label(one.duty, one.matter, matters[one.duty]),
                provisions=(above.provision, one.provision),
                page=one.provision.get_absolute_url(),
            )


def _who_may(power: str) -> str:
    """The page that tells who may do what takes a power."""
    codes = (one.code for one in registry.actions().values() if one.power == power)
    return reverse("law:who", args=[next(codes)])


def _rights(today: date) -> list[Right]:
    rows = Right.objects.filter(queries.granted(today)).select_related("provision__instrument")
    return list(rows.order_by("pk"))


def _barred(grants: Sequence[Competence | Right], titles: Any, today: date) -> Iterator[Conflict]:
    rows = Prohibition.objects.filter(queries.granted(today))
    for bar in rows.select_related("provision__instrument", "unit").order_by("pk"):
        for row in grants:
            above = bar.provision.instrument.height <= row.provision.instrument.height
            if not above or row.provision_id == bar.provision_id:
                continue
            if isinstance(row, Right):
                bites, who = (
                    row.right == bar.power and bar.bars(row.holder),
                    row.get_holder_display(),
                )
            else:
                here = row.power == bar.power and _within(row.unit, bar.unit)
                bites, who = here and bar.bars("office"), row.body.name
            if bites:
                yield Conflict(
                    "barred",
                    bar.power,
                    names.called(bar.power, titles),
                    (str(who),),
                    (bar.provision, row.provision),
                    bar.unit.name,
                    page=row.provision.get_absolute_url(),
                )


def _ending(grants: list[Competence], titles: Any) -> Iterator[Conflict]:
    for row in grants:
        last = min(
            (day for day in (row.provision.ends, row.provision.instrument.ends) if day),
            default=None,
        )
        if last is not None and (row.ends is None or row.ends > last):
            yield Conflict(
                "ending",
                row.power,
                names.called(row.power, titles),
                (row.body.name,),
                (row.provision,),
                row.unit.name,
                last,
                row.provision.get_absolute_url(),
            )
