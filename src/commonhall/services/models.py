"""Tables of services, feature by feature. Django looks for them here; code imports them from their feature."""

from commonhall.services.minimum_standards.models import Alarm, Measurement, MinimumStandard
from commonhall.services.services.models import Service, Standard

__all__ = [
    "Alarm",
    "Measurement",
    "MinimumStandard",
    "Service",
    "Standard",
]
