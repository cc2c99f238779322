"""Opinion maps: from sparse votes to groups, what stands for them, and what unites them."""

from commonhall.methods.opinion.axes import Axes, find_axes, place_people, place_statements
from commonhall.methods.opinion.common_ground import CommonGround, Part, common_ground
from commonhall.methods.opinion.grouping import Grouping, find_groups
from commonhall.methods.opinion.mapping import OpinionMap, adjusted_rand, map_opinions
from commonhall.methods.opinion.picture import draw_map
from commonhall.methods.opinion.polis import PolisConversation, Statement, read_polis
from commonhall.methods.opinion.stability import ChanceTest, Stability, bootstrap, chance_test
from commonhall.methods.opinion.statements import Consensus, Divisive, Representative
from commonhall.methods.opinion.stream import OpinionStream
from commonhall.methods.opinion.tables import TableError
from commonhall.methods.opinion.votes import (
    OpinionError,
    Votes,
    votes_from_arrays,
    votes_from_triples,
)

__all__ = [
    "Axes",
    "ChanceTest",
    "CommonGround",
    "Consensus",
    "Divisive",
    "Grouping",
    "OpinionError",
    "OpinionMap",
    "OpinionStream",
    "Part",
    "PolisConversation",
    "Representative",
    "Stability",
    "Statement",
    "TableError",
    "Votes",
    "adjusted_rand",
    "bootstrap",
    "chance_test",
    "common_ground",
    "draw_map",
    "find_axes",
    "find_groups",
    "map_opinions",
    "place_people",
    "place_statements",
    "read_polis",
    "votes_from_arrays",
    "votes_from_triples",
]
