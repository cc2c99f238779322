"""Home, the thread of a matter, what somebody follows."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from commonhall.acts import registry, threads
from commonhall.acts.models import Follow, Notification
from commonhall.acts.paging import page_for
from commonhall.hear import queries as cases
from commonhall.look.pages import page
from commonhall.record import registry as record_registry
from commonhall.record.models import Entry


@page(_("Home"), asks="hear.counts")
def home(request: HttpRequest) -> HttpResponse:
    recent = list(Entry.objects.exclude(kind="batch").order_by("-id")[:8])
    told = zip(recent, record_registry.describe_all(recent), strict=True)
    context = {"counts": cases.counts(), "newest": cases.newest(6), "recent": list(told)}
    return render(request, "front/home.html", context)


@page(_("Thread"), asks="acts.threads")
def thread(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything tied to a thing, read from the links alone."""
    found = threads.of(ref)
    start = found.found.get(ref)
    if start is None or not start.url:
        raise Http404
    context = {
        "start": start,
        "stations": found.stations,
        "cut": found.cut,
        "things": sorted(found.found.values(), key=lambda one: (one.ref != ref, one.ref)),
    }
    return render(request, "front/thread.html", context)


@page(_("What happened to what I follow"), who="account", asks="acts.notifications")
def notifications(request: HttpRequest) -> HttpResponse:
    rows = Notification.objects.filter(account_id=request.user.pk or 0)
    found = page_for(request, rows)
    shown = registry.resolve(notice.ref for notice in found.rows)
    acts = registry.acts()
    notices = [
        {
            "notice": one,
            "thing": shown[one.ref],
            "done": acts[one.act].done if one.act in acts else one.act,
        }
        for one in found.rows
    ]
    rows.filter(pk__in=[one.pk for one in found.rows], read_at=None).update(read_at=timezone.now())
    return render(request, "front/notifications.html", {"notices": notices, "page": found})


@page(_("Follow"), who="account", methods=("POST",))
def follow(request: HttpRequest) -> HttpResponse:
    """Follow a thing, or stop following it."""
    ref = request.POST.get("ref", "")[:80]
    if not registry.resolve([ref]).get(ref):
        raise Http404
    mine = Follow.objects.filter(account_id=request.user.pk or 0, ref=ref)
    if not mine.delete()[0]:
        Follow.objects.create(account_id=request.user.pk or 0, ref=ref)
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()})
    return redirect(back if safe else "/")


@page(_("Help"))
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "front/help.html")
