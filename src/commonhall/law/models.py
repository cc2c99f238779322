"""Tables of law, feature by feature. Django looks for them here; code imports them from their feature."""

from commonhall.law.appeals.models import Appeal, Suspension
from commonhall.law.challenges.models import Challenge
from commonhall.law.founding.models import FoundingDraft, FoundingPeriod
from commonhall.law.hall_settings.models import HallPage, HallSettings
from commonhall.law.instruments.models import (
    Competence,
    Deadline,
    Instrument,
    Prohibition,
    Provision,
    Right,
    Threshold,
)
from commonhall.law.mandates.models import Mandate
from commonhall.law.recalls.models import Recall, Signature
from commonhall.law.reviews.models import Reconsidered

__all__ = [
    "Appeal",
    "Challenge",
    "Competence",
    "Deadline",
    "FoundingDraft",
    "FoundingPeriod",
    "HallPage",
    "HallSettings",
    "Instrument",
    "Mandate",
    "Prohibition",
    "Provision",
    "Recall",
    "Reconsidered",
    "Right",
    "Signature",
    "Suspension",
    "Threshold",
]
