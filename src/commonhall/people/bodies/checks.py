"""Who holds no office that somebody should hold, and whose term ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import second_factor
from commonhall.core.doctor import AHEAD, Finding, check
from commonhall.people.actors import in_term
from commonhall.people.bodies import caretaking
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.bodies.queries import active_bodies
from commonhall.people.invitations.models import Invitation


@check
def bodies_without_anybody(today: date) -> Iterator[Finding]:
    """A body for which nobody can act; an office that is vacant beside others that are held."""
    held = set(OfficeTerm.objects.filter(in_term(today)).values_list("office_id", flat=True))
    open_ones = Invitation.objects.filter(term=None, ended_on=None, ends__gte=today)
    invited = set(open_ones.values_list("office_id", flat=True))
    offices: dict[int, list[Office]] = defaultdict(list)
    for office in Office.objects.filter(ended_on=None).order_by("pk"):
        offices[office.body_id].append(office)
    for body in active_bodies():
        yield from _of_body(body, offices[body.pk], held, invited)


def _of_body(
    body: Body, offices: list[Office], held: set[int], invited: set[int]
) -> Iterator[Finding]:
    page, said = reverse("people:body", args=[body.pk]), {"body": body.name}
    if not offices:
        text = _("%(body)s has no office, so nobody can act for it.") % said
        yield Finding("no-office", "fault", text, page)
    elif not any(one.pk in held or one.pk in invited for one in offices):
        text = _("Nobody holds an office in %(body)s, and nobody is invited to one.") % said
        yield Finding("nobody-acts", "fault", text, page)
    for office in offices:
        if office.pk in held:
            continue
        said = {"body": body.name, "office": office.name}
        if office.pk in invited:
            text = _("%(office)s of %(body)s: invited, not accepted yet.") % said
            yield Finding("invited", "note", text, page)
        elif any(one.pk in held or one.pk in invited for one in offices):
            text = _("%(office)s of %(body)s is vacant.") % said
            yield Finding("vacant", "note", text, page)


@check
def terms_that_end(today: date) -> Iterator[Finding]:
    """Terms that end within half a year, where nobody holds the office afterwards."""
    terms = OfficeTerm.objects.filter(in_term(today), stands_for=None, office__ended_on=None)
    following = set(
        OfficeTerm.objects.filter(
            starts__gt=today, ended_early_on=None, stands_for=None
        ).values_list("office_id", flat=True)
    )
    for term in terms.filter(ends__lte=today + AHEAD).select_related("office__body"):
        if term.office_id in following:
            continue
        body = term.office.body
        text = _("The term of %(office)s of %(body)s is ending and nobody follows yet.") % {
            "office": term.office.name,
            "body": body.name,
        }
        yield Finding(
            "term-ends",
            "soon",
            text,
            reverse("people:body", args=[body.pk]),
            term.ends,
            caretaking.told_after(caretaking.last_day(term)),
            term.ref,
            (body.pk,),
        )


@check
def without_second_factor(today: date) -> Iterator[Finding]:
    """Whoever holds an office without a second factor cannot use its powers."""
    terms = OfficeTerm.objects.filter(in_term(today)).select_related("office__body", "person")
    accounts = {one.person.account_id for one in terms if one.person.account_id}
    safe = second_factor.who_has_one(accounts)
    for term in terms:
        if term.person.account_id not in safe:
            body = term.office.body
            text = _("The holder of %(office)s of %(body)s has not set up a second factor yet.") % {
                "office": term.office.name,
                "body": body.name,
            }
            yield Finding("no-second-factor", "note", text, reverse("people:body", args=[body.pk]))
