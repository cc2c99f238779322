"""Apportionment: seats shared among lists in proportion to their votes, by highest quotients, exactly."""

from commonhall.methods.apportionment.lists import LISTS, counted, list_of
from commonhall.methods.apportionment.quotients import (
    Apportionment,
    ApportionmentError,
    Seat,
    dhondt,
    highest_quotients,
    sainte_lague,
)

__all__ = [
    "LISTS",
    "Apportionment",
    "ApportionmentError",
    "Seat",
    "counted",
    "dhondt",
    "highest_quotients",
    "list_of",
    "sainte_lague",
]
