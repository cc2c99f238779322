"""The thread of a matter, what somebody follows."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from commonhall.actions import notification_letters, threads
from commonhall.actions import notifications as notifications_of
from commonhall.actions import registry as actions_registry
from commonhall.actions.models import Follow, Notification, Pace
from commonhall.core import refs as core_refs
from commonhall.core.models import in_language
from commonhall.core.paging import page_for
from commonhall.law.hall_settings.models import HallPage
from commonhall.pages import news
from commonhall.pages.searching import Search
from commonhall.people.accounts.models import Account
from commonhall.people.actors import person_of
from commonhall.places.queries import units
from commonhall.ui import hall
from commonhall.ui.pages import page


@page(_("Search"), asks="actions.search")
def search_page(request: HttpRequest) -> HttpResponse:
    """Everything in the house that holds all the words, in any script: things known by name, then the newest."""
    asked = Search(request.GET.dict())
    return render(request, "pages/search.html", asked.context())


@page(_("My place"), who="account", asks="places.units")
def my_place(request: HttpRequest) -> HttpResponse:
    """The page of the place where one is confirmed to live, else the choice of one."""
    user = request.user
    person = person_of(user) if isinstance(user, Account) else None
    if person is not None and person.unit_id:
        return redirect("places:unit", person.unit_id)
    return render(request, "pages/my_place.html", {"units": units()})


@page(_("Thread"), asks="actions.threads")
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
    return render(request, "pages/thread.html", context)


@page(_("News about what I follow"), who="account", asks="actions.notifications")
def notifications(request: HttpRequest) -> HttpResponse:
    rows = Notification.objects.filter(account_id=request.user.pk or 0)
    found = page_for(request, rows)
    things = core_refs.resolve(
        ref for notice in found.rows for ref in (notice.ref, notice.via) if ref
    )
    actions = actions_registry.actions()
    notices = [
        {
            "notice": one,
            "thing": things[one.ref],
            "done": actions[one.action].done if one.action in actions else one.action,
            "why": notification_letters.why(one, things.get(one.via) if one.via else None),
        }
        for one in found.rows
    ]
    rows.filter(pk__in=[one.pk for one in found.rows], read_at=None).update(read_at=timezone.now())
    news.was_read(request.user.pk or 0)
    unread = rows.filter(read_at=None).exists()
    context = {"notices": notices, "page": found, "unread": unread}
    return render(request, "pages/notifications.html", context)


@page(_("Mark all as read"), who="account", methods=("POST",))
def read_all(request: HttpRequest) -> HttpResponse:
    """Nothing of what happened to what one follows is new any more."""
    rows = Notification.objects.filter(account_id=request.user.pk or 0, read_at=None)
    rows.update(read_at=timezone.now())
    news.was_read(request.user.pk or 0)
    return redirect("people:me")


@page(_("What I follow"), who="account", asks="actions.follows")
def following(request: HttpRequest) -> HttpResponse:
    """Everything one follows, the newest first, each with a button that ends it."""
    found = page_for(request, Follow.objects.filter(account_id=request.user.pk or 0))
    things = core_refs.resolve(one.ref for one in found.rows)
    rows = [{"follow": one, "thing": things[one.ref]} for one in found.rows]
    context = {"rows": rows, "page": found, "paces": Pace.choices}
    return render(request, "pages/following.html", context)


@page(_("Follow"), who="account", methods=("POST",))
def follow(request: HttpRequest) -> HttpResponse:
    """Follow a thing, or stop following it: as the button said, so that two clicks do not undo each other."""
    ref = request.POST.get("ref", "")[:80]
    account = request.user.pk or 0
    if not core_refs.resolve([ref]).get(ref) or not notifications_of.may_hear(ref, [account]):
        raise Http404
    mine = Follow.objects.filter(account_id=request.user.pk or 0, ref=ref)
    if request.POST.get("stop"):
        mine.delete()
    else:
        pace = request.POST.get("pace", "")
        wide = notifications_of.is_wide(ref)
        known = {"pace": pace} if pace in Pace.values and "pace" in request.POST else {}
        # Much happens in a place or at a body: one letter a day, unless more or fewer are asked for.
        usual = {"pace": Pace.DAILY} if wide else {}
        made, new = Follow.objects.get_or_create(
            account_id=account, ref=ref, defaults={"wide": wide, **usual, **known}
        )
        if not new and known:
            Follow.objects.filter(pk=made.pk).update(**known)
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()})
    return redirect(back if safe else "/")


@page(_("Page about the hall"))
def hall_page(request: HttpRequest, code: str) -> HttpResponse:
    """A page that the hall wrote itself: contact, privacy, accessibility, imprint."""
    texts = hall.stored().pages.get(code)
    if not texts:
        raise Http404
    context = {"title": HallPage.Code(code).label, "text": in_language(dict(texts))}
    return render(request, "pages/hall_page.html", context)
