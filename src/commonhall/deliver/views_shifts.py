"""Pages of shifts, and the calendar of what was promised."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts import clock, threads, web
from commonhall.acts.paging import page_for
from commonhall.deliver import forms, queries, shifts
from commonhall.deliver.models import Milestone
from commonhall.deliver.views import perform
from commonhall.look.pages import page
from commonhall.people.actors import of_request

DATES = 300


@page(_("Hands wanted"), asks="deliver.shifts")
def shift_list(request: HttpRequest) -> HttpResponse:
    rows = queries.shifts().filter(cancelled=False)
    offer = web.Offer("offer", shifts.offer_shift, reverse("deliver:offer"), {})
    context = {
        "coming": list(rows.filter(starts_at__gte=clock.now()).order_by("starts_at")[:50]),
        "page": page_for(request, rows.filter(starts_at__lt=clock.now())),
        "offer": web.doings(of_request(request), [offer])[0],
    }
    return render(request, "deliver/shifts.html", context)


@page(_("Shift"), asks="deliver.shifts", performs=("deliver.join_shift", "deliver.leave_shift"))
def shift_page(request: HttpRequest, number: int) -> HttpResponse:
    shift = get_object_or_404(queries.shifts(), pk=number)
    actor = of_request(request)
    mine = queries.hand_of(actor.person_id, shift)
    act = shifts.leave_shift if mine else shifts.join_shift
    if request.method == "POST":
        web.tell(request, act, act.perform(actor, shift=shift))
        return redirect(shift)
    given = {"shift": shift}
    offers = [
        web.Offer("mine", act, "", given),
        web.Offer("came", shifts.count_hands, reverse("deliver:came", args=[number]), given),
    ]
    doings = web.doings(actor, offers)
    context = {
        "shift": shift,
        "mine": mine,
        "doing": doings[0],
        "count": doings[1],
        "came": shift.hands.filter(came=True).count(),
        "over": shift.starts_at <= clock.now(),
        "stations": threads.of(shift.ref).stations,
    }
    return render(request, "deliver/shift.html", context)


@page(_("Ask for hands"), who="account", performs="deliver.offer_shift")
def offer(request: HttpRequest) -> HttpResponse:
    form = forms.ShiftForm(request.POST or None)
    return perform(request, shifts.offer_shift, form, reverse("deliver:shifts"))


@page(_("Say who came"), who="account", performs="deliver.count_hands")
def came(request: HttpRequest, number: int) -> HttpResponse:
    shift = get_object_or_404(queries.shifts(), pk=number)
    permitted = shifts.count_hands.permitted(of_request(request), shift=shift)
    # Names are for whoever asked for hands; nobody else even sees the form.
    form = forms.CameForm(
        (request.POST if request.method == "POST" else None) if permitted else None, shift=shift
    )
    if not permitted:
        form.fields["came"].choices = []  # type: ignore[attr-defined]
    return perform(request, shifts.count_hands, form, shift.get_absolute_url(), {"shift": shift})


# --- dates as iCalendar (RFC 5545) ----------------------------------------------------------------
def _escaped(text: object) -> str:
    plain = str(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, continued after a space, never inside a character."""
    pieces, current = [], ""
    for sign in line:
        if len((current + sign).encode()) > 73:
            pieces.append(current)
            current = ""
        current += sign
    return "\r\n ".join([*pieces, current])


def _event(uid: str, title: object, url: str, start: date, end: date) -> list[str]:
    if isinstance(start, datetime):
        form = "%Y%m%dT%H%M%SZ"
        days = [f"DTSTART:{start.astimezone(UTC).strftime(form)}",
                f"DTEND:{end.astimezone(UTC).strftime(form)}"]  # type: ignore[attr-defined]  # fmt: skip
    else:
        days = [f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"]
    return [
        "BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{datetime.now(UTC):%Y%m%dT%H%M%SZ}", *days,
        f"SUMMARY:{_escaped(title)}", f"URL:{url}", "END:VEVENT",
    ]  # fmt: skip


@page(_("Dates as a calendar"), asks="deliver.shifts")
def calendar(request: HttpRequest) -> HttpResponse:
    """Promised days of the plan, and shifts to come."""
    host, lines = request.get_host(), ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Commonhall//EN"]
    since = clock.today() - timedelta(days=30)
    milestones = Milestone.objects.filter(due_on__gte=since).select_related("item")
    for row in milestones.order_by("due_on")[:DATES]:
        url = request.build_absolute_uri(row.item.get_absolute_url())
        title = f"{row.item.name}: {row.name}"
        uid = f"milestone-{row.pk}@{host}"
        lines += _event(uid, title, url, row.due_on, row.due_on + timedelta(days=1))
    coming = queries.shifts().filter(starts_at__gte=clock.now(), cancelled=False)
    for shift in coming.order_by("starts_at")[:DATES]:
        url = request.build_absolute_uri(shift.get_absolute_url())
        lines += _event(f"shift-{shift.pk}@{host}", shift.name, url, shift.starts_at, shift.ends_at)
    lines.append("END:VCALENDAR")
    text = "\r\n".join(_folded(line) for line in lines) + "\r\n"
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
