"""Who reviews, where several may: the lot decides among those without ties, and anybody can repeat the draw.

The offices that are free when an appeal is filed are put in order of their codes, on the record. The round of a public
beacon that comes later decides: the SHA-256 hash of its number and of the appealed entry's, modulo how many there
are. Neither who acted, nor who appeals, nor who runs the server can foresee or choose that number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from commonhall.law import queries
from commonhall.law.instruments.models import Competence
from commonhall.methods import beacons
from commonhall.methods.beacons import rounds
from commonhall.people.actors import in_force, in_term
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.interests.models import Interest
from commonhall.places.queries import unit_by_id

CHAIN = beacons.QUICKNET
# Between the filing and the round that decides.
AHEAD = timedelta(hours=1)
# So long everybody can enter the round's number; afterwards any reviewer who is free decides.
PATIENCE = timedelta(days=14)


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
        in_term(day),
        stands_for=None,
        office__body__in={one.body_id for one in grants} - bodies,
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


def named_round(filed: datetime, chain: beacons.Chain | None = None) -> dict[str, Any]:
    """The round that decides: of the next noon (UTC) that is an hour away at least.

    Nobody knows it when the appeal is filed. Of each day one round counts, so that whoever keeps the clock, or holds an
    appeal back for a moment, has no choice among rounds.
    """
    first = filed.astimezone(UTC) + AHEAD
    noon = first.replace(hour=12, minute=0, second=0, microsecond=0)
    return rounds.named(chain or CHAIN, noon if noon >= first else noon + timedelta(days=1))


def number(signature: str, entry: str, among: int) -> int:
    """Which of so many is drawn, counted from nought, by a round's signature and the entry that is appealed."""
    said = f"{beacons.randomness(signature)}\n{entry}".encode()
    return int.from_bytes(hashlib.sha256(said).digest(), "big") % among


def still_free(codes: Iterable[str], seats: Sequence[OfficeTerm]) -> list[str]:
    """Those of some offices that are free now; where the one that was drawn is not, any other decides."""
    known = {seat.office.code for seat in seats}
    return [one for one in codes if one in known]
