"""Why an act cannot be undone, and what is owed instead; said on the appeal, and before it is filed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ASKED_AGAIN = _(
    "People have read it and acted on it. Those concerned are asked again, and are told what was wrong."
)
CORRECTED = _(
    "Published figures are based on it. The correct version is added with its date, and the wrong one stays visible."
)
CLAIMED_BACK = _(
    "Money has been paid to somebody else. It is claimed back from them, and the claim is published."
)
TOLD = _(
    "What was erased cannot be brought back. The body says in public what it was and why it was erased."
)
WRITTEN_AGAIN = _("Letters cannot be called back. Everybody who got one gets another.")
DONE_AGAIN = _(
    "It has happened and cannot be undone. The body does it again correctly, and says in public what was wrong."
)
LOOKED_AT = _(
    "Others have relied on it since. The body reviews it together with the people concerned."
)
PROMISED = _(
    "A promise cannot be unmade. The body says in public what was wrong, and what it will do instead."
)
DECISION = _("It decides nothing on its own. Appeal the decision it led to, which can be annulled.")
WHOLE_VOTE = _(
    "It decides nothing on its own. Appeal the result of the vote, which can be annulled."
)
