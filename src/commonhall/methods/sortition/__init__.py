"""Sortition: stratified panels with quotas, the fairest chances, and a lottery to recompute."""

from commonhall.methods.sortition.chances import RULES, Draw, find_draw
from commonhall.methods.sortition.errors import InfeasibleError, SortitionError
from commonhall.methods.sortition.feasibility import Relaxation, least_relaxation, relaxed
from commonhall.methods.sortition.files import PeopleFile, read_people, read_quotas
from commonhall.methods.sortition.lottery import (
    PROCEDURE,
    TICKETS,
    Drawn,
    Portfolio,
    draw_people,
    held,
    make_portfolio,
    person_hash,
    read_portfolio,
)
from commonhall.methods.sortition.pool import Person, Pool, Quota, Type, make_pool, possible_sizes
from commonhall.methods.sortition.replacement import replacement_pool

__all__ = [
    "PROCEDURE",
    "RULES",
    "TICKETS",
    "Draw",
    "Drawn",
    "InfeasibleError",
    "PeopleFile",
    "Person",
    "Pool",
    "Portfolio",
    "Quota",
    "Relaxation",
    "SortitionError",
    "Type",
    "draw_people",
    "find_draw",
    "held",
    "least_relaxation",
    "make_pool",
    "make_portfolio",
    "person_hash",
    "possible_sizes",
    "read_people",
    "read_portfolio",
    "read_quotas",
    "relaxed",
    "replacement_pool",
]
