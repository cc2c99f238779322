"""Why an office may act on what belongs to another body, or why nobody's interest recuses; listed in docs/actions.md."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# --- any_body -------------------------------------------------------------------------------------
SET_UP = _(
    "Bodies and offices are set up and filled by the bodies the law names, not by themselves."
)
PLANNED = _("One body sets the plan for everybody who carries it out.")
CATEGORIES = _("One body sets the categories and deadlines for everybody who answers.")
GRANTED = _(
    "A power is granted and ended by the body that made the rule, not by the one that holds it."
)
LENT = _("A mandate is given and recalled by another body than the one that holds it.")
HANDED_OVER = _(
    "Functions are handed over by the body the law names, not by the one that has them."
)
FLOORS = _("A minimum standard is set by another body than the one that must keep it.")
WRITTEN = _("What people wrote for another body is answered by the body that asked.")
MODERATED = _("A body may moderate what another body asks.")
WATCHED = _("Rolls, counts and draws are kept by others than the body that runs the vote.")
MEASURED = _("Bodies that are measured do not set the measure.")
SIGNED = _("Signatures are entered and counted by other bodies than the one that must answer.")
REVIEWED = _("Reviewers had no part in what they review.")
BUDGETED = _(
    "One body opens participatory budgets and holds their votes; another checks the proposals."
)
COSTED = _("What a vote costs is stated by another body than the one that holds it.")
SETTLED = _("A third body settles which body answers a case.")
TAKEN_IN = _("Every desk can record what people say about a case.")
BEGUN = _("The council confirms what another office began.")

# --- nobody_concerned -----------------------------------------------------------------------------
ONE_BY_ONE = _("Each line or case is judged on its own, with its own place and interests.")
EVERYBODY = _("It concerns everybody in the same way.")
MEETING = _("Calling a meeting decides nothing.")
ORDERED = _("It only orders what is decided. Interests count when members rank and vote.")
HELD = _("The action in the motion determines whose interests count.")
WORDING = _("It is wording only, and decides nothing.")
WRITTEN_DOWN = _("What somebody says is written down, and nothing is decided.")
