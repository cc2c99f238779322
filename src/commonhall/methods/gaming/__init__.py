"""Gaming: whether a count is more than chance explains, with the false alarms of a whole year stated and kept."""

from commonhall.methods.gaming.errors import GamingError
from commonhall.methods.gaming.judging import Judged, Tried, judged
from commonhall.methods.gaming.tails import Tail, more_than_elsewhere, more_than_share

__all__ = [
    "GamingError",
    "Judged",
    "Tail",
    "Tried",
    "judged",
    "more_than_elsewhere",
    "more_than_share",
]
