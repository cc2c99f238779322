"""How a kind of thing joins moderation: one declaration beside the action that hides its parts.

    hides(hide_proposal.code, Hideable(Proposal, text=("title", "text"), photos=("image",), changed=…))

Its page then says what is hidden and takes reports, the public log and the table have it, its writers are told and may appeal
once, and reports are closed when it is hidden.
"""

from __future__ import annotations

from commonhall.actions.notification_letters import says
from commonhall.consultations.moderation import letters, page_sections, queries
from commonhall.consultations.moderation.closing import closed_by
from commonhall.consultations.moderation.kinds import KINDS, Hideable
from commonhall.core.page_sections import section


def hides(code: str, kind: Hideable) -> None:
    """Things of a kind are hidden by the action of this code."""
    label = kind.model._meta.label_lower
    KINDS[kind.model] = kind
    queries.HIDES[code] = label
    closed_by(code)
    says(code)(letters.hidden)
    section(label, order=4)(page_sections.hidden)
    section(label, order=95)(page_sections.report)
