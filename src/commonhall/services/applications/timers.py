"""Who applied, and what they wrote, is destroyed by the clock."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.core.timers import every
from commonhall.people.actors import system
from commonhall.services.applications import rules
from commonhall.services.applications.actions import destroy_application
from commonhall.services.applications.models import Application

# So many in one turn.
AT_ONCE = 200


@every(86400)
def destroy_old_words() -> int:
    """Destroy what is kept longer than the provision says; of how many applications."""
    since = rules.kept_since(clock.today())
    if since is None:
        return 0
    rows = Application.objects.filter(decided_on__lt=since, destroyed_on=None)
    found = list(rows.order_by("decided_on", "pk")[:AT_ONCE])
    for one in found:
        destroy_application.perform(system(), application=one)
    return len(found)
