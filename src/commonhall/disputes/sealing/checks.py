"""Is the key to the words of disputes here, and does it open them?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from commonhall.core.doctor import Finding, check
from commonhall.disputes.disputes.models import Party
from commonhall.disputes.sealing import keys, seals


@check
def key_of_disputes(_today: date) -> Iterator[Finding]:
    newest = Party.objects.exclude(sealed=b"").order_by("-pk").first()
    if newest is None:
        return
    try:
        seals.unseal(newest.sealed, newest.dispute_id, "party")
    except (keys.KeyMissing, ValueError):
        text = _(
            "Nobody can read the words of disputes: the key keys/disputes.key in the hall's home is missing or is another one. Bring it back from a backup made with keys."
        )
        yield Finding("disputes-key", "fault", text)
