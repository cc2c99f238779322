"""What motions are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes.search import words_of


def index_motion(motion: Motion) -> None:
    search.index("decisions.motion", [(motion.pk, words_of(motion))])
