"""How bodies keep the duty to say why a promise was broken."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from commonhall.law import duties
from commonhall.law.agenda.actions import ANSWER
from commonhall.law.promises import owing
from commonhall.law.promises.ledger import WORD
from commonhall.law.promises.models import Promise
from commonhall.people.bodies.models import Body


def kept(body: Body, today: date) -> duties.Kept:
    """Words owed: said by the day that stands now, afterwards, or not yet."""
    said, silent = Q(said_on__isnull=False), Q(said_on=None)
    in_time = Q(word_due_on=None) | Q(said_on__lte=F("word_due_on"))
    rows = Promise.objects.filter(body=body, broken_on__isnull=False)
    found = rows.aggregate(
        in_time=Count("pk", filter=said & in_time),
        late=Count("pk", filter=said & ~in_time),
        waiting=Count("pk", filter=silent),
        overdue=Count("pk", filter=silent & Q(word_due_on__lt=today)),
    )
    return duties.Kept(**found)


def register() -> None:
    duties.measure(WORD, _("Explain why a promise was broken"), ANSWER, kept)
    owing.register()
