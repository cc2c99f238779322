"""Deliberation: how evenly people spoke, who came, whether they saw each other's views, and how they rated it."""

from commonhall.methods.deliberation.errors import DeliberationError
from commonhall.methods.deliberation.evenness import Evenness, evenness
from commonhall.methods.deliberation.ratings import Rating, pooled, rating, together
from commonhall.methods.deliberation.representation import Representation, representation, told
from commonhall.methods.deliberation.views import saw_every_side

__all__ = [
    "DeliberationError",
    "Evenness",
    "Rating",
    "Representation",
    "evenness",
    "pooled",
    "rating",
    "representation",
    "saw_every_side",
    "together",
    "told",
]
