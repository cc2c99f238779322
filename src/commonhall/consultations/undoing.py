"""What becomes of words when a review undoes their moderation, or the answer to them."""

from __future__ import annotations

from commonhall.actions.context import Context
from commonhall.actions.undoing import set_aside, stays
from commonhall.consultations.conversations.models import Moderation, Response
from commonhall.consultations.meetings.models import Meeting

stays(Moderation, Response)


@set_aside(Meeting)
def called_off(_ctx: Context, meeting: Meeting) -> bool:
    """A meeting that was wrongly announced is not held; what was held stays on the record."""
    if meeting.state != Meeting.State.ANNOUNCED:
        return False
    meeting.state = Meeting.State.CALLED_OFF
    return True
