"""Questions about motions."""

from __future__ import annotations

from collections import Counter

from django.db.models import QuerySet
from django.utils import timezone

from commonhall.decisions.motions.models import Motion
from commonhall.people.actors import in_force, in_term
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.interests.models import Interest
from commonhall.places.models import Unit


# --- motions --------------------------------------------------------------------------------------
def motions() -> QuerySet[Motion]:
    return Motion.objects.select_related("body", "unit")


def roll_call(motion: Motion) -> tuple[int, int, int, int]:
    """(yes, no, abstained, how many offices may vote: filled ones of the body, less the recused)."""
    said = Counter(motion.votes.values_list("choice", flat=True))
    return said["yes"], said["no"], said["abstain"], len(voters(motion))


def voters(motion: Motion) -> list[Office]:
    """Offices of the body that are filled today by somebody without an interest in the matter."""
    day = timezone.localdate()
    terms_now = OfficeTerm.objects.filter(in_term(day), office__body_id=motion.body_id)
    seats = list(terms_now.select_related("office").order_by("office_id"))
    concerned = [motion.about, motion.ref, Unit.ref_of(motion.unit_id)]
    interested = set(
        Interest.objects.filter(
            in_force(day),
            person_id__in=[seat.person_id for seat in seats],
            target__in=concerned,
        ).values_list("person_id", flat=True)
    )
    return [seat.office for seat in seats if seat.person_id not in interested]


def recused(motion: Motion) -> list[Office]:
    """Offices of the body whose holder has a declared interest in the matter."""
    day = timezone.localdate()
    sitting = OfficeTerm.objects.filter(in_term(day), office__body_id=motion.body_id)
    fit = {office.pk for office in voters(motion)}
    return [seat.office for seat in sitting.select_related("office") if seat.office_id not in fit]
