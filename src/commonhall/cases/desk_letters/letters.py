"""Who is told what of a desk, and the letter that says it.

A letter names number, category, place and day of a case, never its words or who raised it: they are read at the
desk. Whoever holds an office of the body that answers is told; once a case is assigned, who holds that office.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonhall.actions import stopping
from commonhall.actions.context import Context
from commonhall.actions.subscriptions import on
from commonhall.cases.cases.actions import SETTLES
from commonhall.cases.cases.models import NO_DAY, Answer, Case
from commonhall.cases.desk_letters.models import DeskLetters, DeskNotice
from commonhall.core import clock, letter_samples, rate_limits
from commonhall.core.jobs import job
from commonhall.law.queries import holder_of
from commonhall.people.accounts.models import Account
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import OfficeTerm
from commonhall.ui import hall, languages

What, How = DeskNotice.What, DeskLetters.How
TOLD = {
    "cases.raise_case": What.NEW,
    "cases.open_alarm_case": What.NEW,
    "cases.pass_on_case": What.PASSED_ON,
    "cases.settle_case": What.PASSED_ON,
    "cases.refuse_result": What.BACK,
    "cases.reopen_case": What.BACK,
    "cases.reply_to_question": What.REPLIED,
    "cases.contest_question": What.REPLIED,
    "cases.mark_late": What.LATE,
    "cases.add_evidence": What.EVIDENCE,
}
# What happened longer ago than that was brought in afterwards, and is no news.
NEWS = timedelta(days=2)
# So many cases stand in one letter; the desk shows them all.
MOST = 60
STOP = "desk"


# --- who ------------------------------------------------------------------------------------------
def holders(case: Case) -> QuerySet[Account]:
    """Accounts of those who hold an office that works on a case today."""
    found = _holding(Q(office__body=case.body_id))
    if case.assigned_id is not None:
        assigned = found.filter(person__terms__office=case.assigned_id)
        return assigned if assigned.exists() else found
    return found


def _holding(which: Q) -> QuerySet[Account]:
    terms = OfficeTerm.objects.filter(in_term(clock.today()), which, office__ended_on=None)
    return Account.objects.filter(person__terms__in=terms, is_active=True).distinct()


def wanted_by(accounts: Iterable[int]) -> dict[int, str]:
    """How each of these accounts wants its letters."""
    said = dict(DeskLetters.objects.filter(account__in=accounts).values_list("account", "how"))
    return {one: said.get(one, How.DAILY) for one in accounts}


# --- what -----------------------------------------------------------------------------------------
def _tell(ctx: Context, result: Any, arguments: dict[str, Any]) -> None:
    """Queue the telling inside the action's transaction."""
    if ctx.occurred_at < timezone.now() - NEWS:
        return
    case = result if isinstance(result, Case) else arguments["case"]
    what = TOLD[ctx.action.code]
    if isinstance(result, Answer) and result.kind == Answer.Kind.DISPUTED:
        what = What.DISPUTED
    tell_desk.enqueue(case.pk, what, str(ctx.entry_id), ctx.actor.account)


for _code in TOLD:
    on(_code)(_tell)


@job()
def tell_desk(number: int, what: str, entry: str, actor: int | None) -> int:
    """Note what the holders are to be told, and write to those who want it at once. Harmless to repeat."""
    case = Case.objects.get(pk=number)
    told = list(_told_of(case, what).exclude(pk=actor or 0).values_list("pk", flat=True))
    wanted = wanted_by(told)
    keep([(account, case.pk, what, entry) for account in told if wanted[account] != How.NONE])
    at_once = [account for account in told if wanted[account] == How.AT_ONCE]
    return sum(
        write(account) for account in at_once if rate_limits.allowed("desk_letters", str(account))
    )


def _told_of(case: Case, what: str) -> QuerySet[Account]:
    settles = holder_of(SETTLES, clock.today()) if what == What.DISPUTED else None
    return _holding(Q(office__body=settles.pk)) if settles is not None else holders(case)


def keep(notices: Iterable[tuple[int, int, str, str]]) -> None:
    """Keep notices: (account, case, what, key)."""
    DeskNotice.objects.bulk_create(
        [
            DeskNotice(account_id=account, case_id=case, what=what, key=key)
            for account, case, what, key in notices
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


# --- the letter -----------------------------------------------------------------------------------
def write(account: int) -> int:
    """One letter with all that somebody was not told yet; 1 if there was anything to tell."""
    with transaction.atomic():
        waiting = DeskNotice.objects.filter(account=account, mailed_at=None).order_by("pk")
        rows = list(waiting.select_related("account", "case__category", "case__unit"))
        if not rows:
            return 0
        waiting.filter(pk__in=[one.pk for one in rows]).update(mailed_at=timezone.now())
        reader = Account.objects.get(pk=account)
        still = _still(reader, rows)
        if not still or not reader.is_active:
            return 0
        with translation.override(languages.of(reader.language).code):
            _message(reader, still).send()
    return 1


def _still(reader: Account, rows: list[DeskNotice]) -> list[DeskNotice]:
    """What still concerns the reader: cases of bodies in which they hold an office now."""
    terms = OfficeTerm.objects.filter(in_term(clock.today()), person__account=reader)
    bodies = set(terms.values_list("office__body", flat=True))
    today = clock.today()
    found = []
    for one in rows:
        if one.what == What.DISPUTED:
            stands = one.case.disputed_to_id is not None
        else:
            stands = one.case.body_id in bodies
        if one.what == What.LATE:
            stands = stands and one.case.days_late(today) > 0
        if stands and one.case.state != Case.State.WITHDRAWN:
            found.append(one)
    return found


def _message(reader: Account, rows: list[DeskNotice]) -> EmailMessage:
    order = list(What.values)
    rows = sorted(rows, key=lambda one: (order.index(one.what), one.case_id))
    shown, left = rows[:MOST], len(rows) - MOST
    groups = [
        (What(what).label, [_line(one) for one in some])
        for what, some in groupby(shown, lambda one: one.what)
    ]
    stop = stopping.address(reader.pk, STOP)
    return EmailMessage(
        subject=_subject(rows),
        body=_body(groups, max(left, 0), stop),
        to=[reader.email],
        headers=stopping.headers(stop),
    )


def _body(groups: list[tuple[Any, list[dict[str, str]]]], left: int, stop: str) -> str:
    return render_to_string(
        "cases/mail/desk.txt",
        {
            "groups": groups,
            "left": left,
            "site": hall.name(),
            "desk_address": settings.SITE_URL + reverse("desk:desk"),
            "settings_address": settings.SITE_URL + reverse("desk:letters"),
            "stop_address": stop,
        },
    )


def _subject(rows: list[DeskNotice]) -> str:
    if len(rows) == 1:
        return _("%(what)s: case %(number)d, %(category)s") % {
            "what": What(rows[0].what).label,
            "number": rows[0].case_id,
            "category": rows[0].case.category.name,
        }
    return ngettext("%(count)d item at your desk", "%(count)d items at your desk", len(rows)) % {
        "count": len(rows)
    }


def _line(notice: DeskNotice) -> dict[str, str]:
    case = notice.case
    day = "" if case.next_on in (None, NO_DAY) else formats.date_format(case.next_on, "DATE_FORMAT")
    return {
        "words": _("Case %(number)d: %(category)s, %(place)s")
        % {"number": case.pk, "category": case.category.name, "place": case.unit.name},
        "due": _("Due by %(day)s.") % {"day": day} if day else "",
        "address": settings.SITE_URL + reverse("desk:case", args=[case.pk]),
    }


@letter_samples.sample("cases.desk", gettext_lazy("Waiting at a desk"))
def example() -> EmailMessage:
    """With a case that is late and one that is new."""
    day = formats.date_format(clock.today(), "DATE_FORMAT")

    def line(number: int) -> dict[str, str]:
        said = {"number": number, "category": _("Street lights"), "place": hall.name()}
        return {
            "words": _("Case %(number)d: %(category)s, %(place)s") % said,
            "due": _("Due by %(day)s.") % {"day": day},
            "address": settings.SITE_URL + reverse("desk:case", args=[number]),
        }

    groups = [(What.LATE.label, [line(1)]), (What.NEW.label, [line(2)])]
    subject = ngettext("%(count)d item at your desk", "%(count)d items at your desk", 2)
    return EmailMessage(
        subject=subject % {"count": 2},
        body=_body(groups, 0, settings.SITE_URL + "/letters/stop/…/"),
        to=[letter_samples.NOBODY],
    )


def stop(account: int) -> None:
    """No more of these letters."""
    DeskLetters.objects.update_or_create(account_id=account, defaults={"how": How.NONE})
    DeskNotice.objects.filter(account=account, mailed_at=None).delete()


def register() -> None:
    stopping.kind(STOP, stop)
