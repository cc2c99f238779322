"""Home, the thread of a matter, what somebody follows."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _

from commonhall.acts import registry, search, threads
from commonhall.acts.models import Follow, Notification
from commonhall.acts.paging import page_for
from commonhall.decide import queries as decisions
from commonhall.hear import queries as cases
from commonhall.look.pages import page
from commonhall.people.actors import person_of
from commonhall.people.models import Account
from commonhall.places.queries import units
from commonhall.record import registry as record_registry
from commonhall.record.models import Entry


@page(_("Home"), asks="hear.counts")
def home(request: HttpRequest) -> HttpResponse:
    recent = list(Entry.objects.exclude(kind="batch").order_by("-id")[:8])
    told = zip(recent, record_registry.describe_all(recent), strict=True)
    context = {
        "counts": cases.counts(),
        "newest": cases.newest(5),
        "recent": list(told),
        "open_votes": list(decisions.elections().filter(state="open").order_by("closes_at")[:3]),
        "decided": decisions.newest_decided(3),
        "counted": list(decisions.elections().filter(state="counted").order_by("-counted_at")[:3]),
    }
    return render(request, "front/home.html", context)


SEARCH_SIZE = 20


@page(_("Search"), asks="acts.search")
def search_page(request: HttpRequest) -> HttpResponse:
    """Everything in the house that holds all the words, in any script, newest first."""
    words, below = request.GET.get("q", "")[:200].strip(), request.GET.get("below", "")
    start = int(below) if below.isdigit() and len(below) < 19 else 2**62
    found = search.everything(words, start, SEARCH_SIZE + 1) if words else []
    shown = registry.resolve(ref for _key, ref in found)
    older = ""
    if len(found) > SEARCH_SIZE:
        older = "?" + urlencode({"q": words, "below": str(found[SEARCH_SIZE - 1][0])})
    context = {
        "words": words,
        "hits": [shown[ref] for _key, ref in found[:SEARCH_SIZE]],
        "older": older,
        "first": f"?{urlencode({'q': words})}" if start < 2**62 else "",
    }
    return render(request, "front/search.html", context)


@page(_("My place"), who="account", asks="places.units")
def my_place(request: HttpRequest) -> HttpResponse:
    """The page of the place where one is confirmed to live, else the choice of one."""
    user = request.user
    person = person_of(user) if isinstance(user, Account) else None
    if person is not None and person.unit_id:
        return redirect("places:unit", person.unit_id)
    return render(request, "front/my_place.html", {"units": units()})


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
