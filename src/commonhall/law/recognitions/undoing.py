"""What becomes of a recognition when a review undoes how it was given."""

from __future__ import annotations

from commonhall.actions.context import Context
from commonhall.actions.undoing import set_aside
from commonhall.law.recognitions.models import Recognition


@set_aside(Recognition)
def not_given(_ctx: Context, recognition: Recognition) -> bool:
    """The organisation has no standing by it."""
    if recognition.state == Recognition.State.OVER:
        return False
    recognition.state = Recognition.State.OVER
    return True
