"""What letters about hidden parts of things say: why, and how to appeal. Never the words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from commonhall.consultations.moderation.queries import withheld


def hidden(ref: str, at: datetime) -> Iterator[str]:
    """What was hidden at that moment, and the reason."""
    row = withheld().filter(about=ref, at__lte=at).order_by("-at", "-pk").first()
    if row is not None:
        yield _("%(body)s hid %(what)s. Reason: %(reason)s.") % {
            "body": row.body.name,
            "what": row.get_what_display(),
            "reason": row.hidden_reason,
        }
        yield _("You can appeal once, to another body, if this is yours: the page shows how.")
