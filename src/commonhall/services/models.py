"""Tables of services, feature by feature. Django looks for them here; code imports them from their feature."""

from commonhall.services.applications.models import (
    Application,
    ApplicationDocument,
    ApplicationStep,
    ServiceQuestion,
)
from commonhall.services.minimum_standards.models import Alarm, Measurement, MinimumStandard
from commonhall.services.ratings.models import Rating
from commonhall.services.services.models import Service, Standard, StandardChange
from commonhall.services.waiting_lists.models import (
    EntryProof,
    PlaceOffer,
    PlacesChange,
    WaitingEntry,
    WaitingList,
    WaitingRule,
)

__all__ = [
    "Alarm",
    "Application",
    "ApplicationDocument",
    "ApplicationStep",
    "EntryProof",
    "Measurement",
    "MinimumStandard",
    "PlaceOffer",
    "PlacesChange",
    "Rating",
    "Service",
    "ServiceQuestion",
    "Standard",
    "StandardChange",
    "WaitingEntry",
    "WaitingList",
    "WaitingRule",
]
