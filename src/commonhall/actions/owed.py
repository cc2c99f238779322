"""What is owed where an act cannot be undone; said on the appeal, and before it is filed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LINE_BY_LINE = _("Each line is an act of its own: appeal that one, and it is undone.")
ASKED_AGAIN = _("Those concerned are asked again, and what was wrong is said to them.")
CORRECTED = _("The right value is reported in its place. The wrong one stays visible.")
CLAIMED_BACK = _("What was paid is claimed back from whoever got it, and the claim is published.")
TOLD = _("What was erased cannot be brought back. The body says in public what it was and why.")
WRITTEN_AGAIN = _("Letters cannot be called back. Everybody who got one is written to again.")
DONE_AGAIN = _("The body does it again, rightly, and says in public what was wrong.")
LOOKED_AT = _("The body looks at it again together with whoever it concerns.")
DECISION = _("The decision that was made with it is appealed itself, and annulled.")
WHOLE_VOTE = _("The result of the vote is appealed itself, and annulled.")
