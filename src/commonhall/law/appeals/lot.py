"""Who reviews, where several may: the lot decides among those without ties, and anybody can repeat the draw.

The offices that are free are put in order of their code. The number of the one that is drawn is the SHA-256 hash of
the appealed entry, read as a number, modulo how many there are. The hash stood on the record before anybody appealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from commonhall.law import queries
from commonhall.law.appeals.models import Appeal
from commonhall.law.instruments.models import Competence
from commonhall.people.actors import in_force, in_term
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.interests.models import Interest
from commonhall.places.queries import unit_by_id
from commonhall.record.models import Entry


def free(
    power: str, unit: int, day: date, bodies: set[int], concerned: Sequence[str], person: int | None
) -> list[OfficeTerm]:
    """Who may review on a day and has no tie: not in a body that had a part, no declared interest, not who appeals.

    In order of the offices' codes; one look-up each for competences, terms and interests.
    """
    rows = Competence.objects.filter(queries.granted(day), power=power, body__ended_on=None)
    path = unit_by_id(unit).path
    grants = [one for one in rows.select_related("unit") if path.startswith(one.unit.path)]
    seats = OfficeTerm.objects.filter(
        in_term(day), office__body__in={one.body_id for one in grants} - bodies
    )
    # A person is sealed, so that what forbids them is asked of rows and not joined.
    sits = set(
        OfficeTerm.objects.filter(in_term(day), office__body__in=bodies).values_list(
            "person_id", flat=True
        )
    )
    tied = set(
        Interest.objects.filter(
            in_force(day), target__in=[one for one in concerned if one]
        ).values_list("person_id", flat=True)
    )
    barred = sits | tied | {person}
    found = []
    for seat in seats.select_related("office").order_by("office__code"):
        may = any(
            one.body_id == seat.office.body_id and one.office_id in (None, seat.office_id)
            for one in grants
        )
        if may and seat.person_id not in barred:
            found.append(seat)
    return found


def draw(entry: Entry, seats: Sequence[OfficeTerm]) -> Office | None:
    """The office on which the lot falls; None where there is nothing to draw."""
    if len(seats) < 2:
        return None
    return seats[number(entry, len(seats))].office


def number(entry: Entry, among: int) -> int:
    """Which of so many is drawn, counted from nought."""
    return int.from_bytes(bytes(entry.leaf_hash), "big") % among


def still_free(appeal: Appeal, seats: Sequence[OfficeTerm]) -> bool:
    """May the office that was drawn still decide? If not, any other that is free does."""
    return any(seat.office_id == appeal.drawn_id for seat in seats)
