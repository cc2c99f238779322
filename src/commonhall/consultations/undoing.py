"""What becomes of words when a review undoes their moderation, or the answer to them."""

from __future__ import annotations

from commonhall.actions.undoing import stays
from commonhall.consultations.conversations.models import Moderation, Response

stays(Moderation, Response)
