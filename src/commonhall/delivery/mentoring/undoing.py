"""What becomes of a suggested pair when a review undoes that it was suggested."""

from __future__ import annotations

from commonhall.actions.context import Context
from commonhall.actions.undoing import set_aside
from commonhall.delivery.mentoring.models import MentorSuggestion


@set_aside(MentorSuggestion)
def not_suggested(_ctx: Context, suggestion: MentorSuggestion) -> bool:
    """It is shown no more; a pair that the two agreed to since is their own."""
    if suggestion.state != MentorSuggestion.State.OPEN:
        return False
    suggestion.state = MentorSuggestion.State.WITHDRAWN
    return True
