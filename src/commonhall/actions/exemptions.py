"""Why an office may act on what belongs to another body, or why nobody's interest recuses; listed in docs/actions.md."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# --- any_body -------------------------------------------------------------------------------------
SET_UP = _("Bodies and offices are set up and filled by whom the law names, not by themselves.")
PLANNED = _("One body sets the plan for all that carry it out.")
CATEGORIES = _("One body sets the categories and days for all that answer.")
GRANTED = _("A power is granted and ended by whoever made the rule, not by the body that holds it.")
LENT = _("A mandate is lent and taken back by another body than the one that holds it.")
HANDED_OVER = _("Whom the law names hands functions over, not the body that has them.")
FLOORS = _("A floor is set by another body than the one that must keep it.")
WRITTEN = _("What somebody wrote for another body is answered by the body that asked.")
MODERATED = _("A body may moderate what another body asks.")
WATCHED = _("Rolls, counts and draws are kept by others than whoever holds the vote.")
MEASURED = _("Whoever is measured does not set the measure.")
SIGNED = _("Signatures are entered and counted by others than whoever owes the answer.")
REVIEWED = _("Whoever reviews had no part in it.")
SETTLED = _("Which body answers a case is settled by a third.")
TAKEN_IN = _("Every desk takes in what people say about a case.")
BEGUN = _("The Council confirms what another office began.")

# --- nobody_concerned -----------------------------------------------------------------------------
ONE_BY_ONE = _("Each line or case is judged for itself, with its own place and interests.")
EVERYBODY = _("It concerns everybody alike.")
MEETING = _("Calling a meeting decides nothing.")
HELD = _("The action that a motion holds says whose interests recuse.")
WORDING = _("It is wording, and decides nothing.")
