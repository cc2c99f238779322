"""Why an act cannot be undone, and what is owed instead; said on the appeal, and before it is filed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ASKED_AGAIN = _(
    "People have read it and answered since. Those concerned are asked again, and what was wrong is said to them."
)
CORRECTED = _(
    "What was published was counted by it. The right one is dated in its place; the wrong one stays visible."
)
CLAIMED_BACK = _(
    "Money that was paid is with somebody else. It is claimed back from whoever got it, and the claim is published."
)
TOLD = _("What was erased cannot be brought back. The body says in public what it was and why.")
WRITTEN_AGAIN = _("Letters cannot be called back. Everybody who got one is written to again.")
DONE_AGAIN = _(
    "It has happened and cannot be taken back. The body does it again, rightly, and says in public what was wrong."
)
LOOKED_AT = _(
    "Others have gone on from it since. The body looks at it again together with whoever it concerns."
)
PROMISED = _(
    "A promise that was made stays made. The body says in public what was wrong, and what it does instead."
)
DECISION = _(
    "Alone it decides nothing. The decision that was made with it is appealed itself, and annulled."
)
WHOLE_VOTE = _("Alone it decides nothing. The result of the vote is appealed itself, and annulled.")
