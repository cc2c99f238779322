"""Each minute the mailbox is looked at, where there is one; each hour what nobody confirmed is forgotten."""

from __future__ import annotations

import logging
import time

from django.conf import settings

from commonhall.cases.mail_in import drafts, imap
from commonhall.core import beats
from commonhall.core.timers import every

log = logging.getLogger(__name__)
BEAT = "mail-in"
# A mailbox that cannot be read is let alone for a while: the timer has other work.
LET_ALONE = 300.0
_alone_until = 0.0


@every(60)
def fetch_mail() -> int:
    """Fetch what is unread; how many messages."""
    global _alone_until
    if not settings.MAIL_IN["host"] or time.monotonic() < _alone_until:
        return 0
    try:
        found = imap.fetch()
    except imap.Away as error:
        _alone_until = time.monotonic() + LET_ALONE
        log.warning("The mailbox cannot be read: %s", error)
        return 0
    beats.note(BEAT)
    return found


@every(3600)
def forget_old_drafts() -> int:
    """Delete what nobody confirmed within fourteen days; how many."""
    return drafts.forget_old()
