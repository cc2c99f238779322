"""Tables of disputes, feature by feature. Django looks for them here; code imports them from their feature."""

from commonhall.disputes.between_bodies.models import BodyDispute, Duty
from commonhall.disputes.disputes.models import Dispute, Party, Words
from commonhall.disputes.mediators.models import Candidate, Mediator
from commonhall.disputes.ways_on.models import WayOn

__all__ = [
    "BodyDispute",
    "Candidate",
    "Dispute",
    "Duty",
    "Mediator",
    "Party",
    "WayOn",
    "Words",
]
