"""Each morning: what is due tomorrow, and one letter for each holder of an office who wants no more than one."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time, timedelta

from django.utils import timezone

from commonhall.cases.cases.models import Case
from commonhall.cases.cases.queries import complete
from commonhall.cases.desk_letters import letters
from commonhall.cases.desk_letters.models import DeskNotice
from commonhall.core import beats, clock
from commonhall.core.models import Beat
from commonhall.core.timers import every
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import OfficeTerm

# Local time of the place: read with breakfast.
FROM = time(6, 30)
DONE = "desk-letters"
KEPT = timedelta(days=30)


@every(300)
def send_desk_letters() -> None:
    """Write them when it is time and today's are not written yet; who was left out by a kill is sent theirs."""
    now = timezone.localtime()
    last = Beat.objects.filter(name=DONE).values_list("at", flat=True).first()
    if now.time() < FROM or (last and timezone.localdate(last) == clock.today()):
        return
    remind(clock.today() + timedelta(days=1))
    waiting = DeskNotice.objects.filter(mailed_at=None).order_by("account")
    for account in list(waiting.values_list("account", flat=True).distinct()):
        letters.write(account)
    DeskNotice.objects.filter(mailed_at__lt=timezone.now() - KEPT).delete()
    beats.note(DONE)


def remind(day: date) -> None:
    """Note for the holders which cases must be kept on this day."""
    cases = list(complete().filter(next_on=day, reported=False).only("pk", "body", "assigned"))
    if not cases:
        return
    offices = _offices({case.body_id for case in cases})
    told = [(account, case.pk) for case in cases for account in _holders(case, offices)]
    wanted = letters.wanted_by({account for account, _case in told})
    letters.keep(
        (account, case, letters.What.TOMORROW, f"{case} {day}")
        for account, case in told
        if wanted[account] != letters.How.NONE
    )


def _holders(case: Case, offices: dict[int, list[tuple[int, int]]]) -> set[int]:
    """Accounts of the office a case is assigned to, else of every office of its body."""
    found = offices.get(case.body_id, [])
    own = {account for office, account in found if office == case.assigned_id}
    return own or {account for _office, account in found}


def _offices(bodies: set[int]) -> dict[int, list[tuple[int, int]]]:
    """Body → (office, account) of who holds an office of it today."""
    terms = OfficeTerm.objects.filter(
        in_term(clock.today()), office__body__in=bodies, office__ended_on=None
    ).exclude(person__account=None)
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for body, office, account in terms.filter(person__account__is_active=True).values_list(
        "office__body", "office", "person__account"
    ):
        found[body].append((office, account))
    return found
