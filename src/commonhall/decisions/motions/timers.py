"""Files of motions are kept as long as somebody may need them, and no longer."""

from __future__ import annotations

from commonhall.core.refusals import Refused
from commonhall.core.timers import every
from commonhall.decisions.motions import files
from commonhall.decisions.motions.file_actions import remove_tabled_files
from commonhall.people.actors import system


@every(3600)
def remove_files() -> int:
    """Remove what nobody needs any more; of how many motions."""
    done = 0
    for motion in files.past_need():
        try:
            remove_tabled_files.perform(system(), motion=motion)
            done += 1
        except Refused as refusal:
            # Another process was quicker; anything else is a fault worth seeing.
            if refusal.code != "wrong-state":
                raise
    return done
