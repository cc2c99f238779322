"""News about what somebody follows, on their page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.actions import drafts
from commonhall.actions import registry as actions_registry
from commonhall.actions.models import Follow, Notification
from commonhall.cases.categories.models import Category
from commonhall.core import refs as core_refs
from commonhall.core.page_sections import section
from commonhall.delivery.calls.models import Call
from commonhall.delivery.functions.models import FunctionRequest, Transfer
from commonhall.delivery.plan.models import Item
from commonhall.pages import drafts as draft_pages
from commonhall.pages.news import how_much
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.ui import navigation

NEWEST, DRAFTS = 5, 3


def _button(request: HttpRequest, ref: str) -> str:
    """Follow a thing for all that belongs to it, or stop."""
    if not request.user.is_authenticated:
        return ""
    mine = Follow.objects.filter(account_id=request.user.pk or 0, ref=ref)
    context = {"ref": ref, "follows": mine.exists()}
    return render_to_string("pages/parts/follow.html", context, request)


def _plain_button(request: HttpRequest, ref: str) -> str:
    """Without asking whether one follows it already: pressed again, it changes nothing. Ended on “What I follow”."""
    if not request.user.is_authenticated:
        return ""
    return render_to_string("pages/parts/follow.html", {"ref": ref}, request)


@section("people.body", order=90)
def follow_body(request: HttpRequest, body: Body) -> str:
    return _plain_button(request, body.ref)


@section("cases.category", order=90)
def follow_category(request: HttpRequest, category: Category) -> str:
    return _button(request, category.ref)


@section("delivery.item", order=90)
def follow_item(request: HttpRequest, item: Item) -> str:
    return _plain_button(request, item.ref)


@section("delivery.call", order=90)
def follow_call(request: HttpRequest, call: Call) -> str:
    return _plain_button(request, call.ref)


@section("delivery.functionrequest", order=90)
def follow_function_request(request: HttpRequest, asked: FunctionRequest) -> str:
    return _plain_button(request, asked.ref)


@section("delivery.transfer", order=90)
def follow_transfer(request: HttpRequest, transfer: Transfer) -> str:
    return _plain_button(request, transfer.ref)


@section("people.organisation", order=90)
def follow_organisation(request: HttpRequest, organisation: Organisation) -> str:
    return _button(request, organisation.ref)


@section("people.me", order=0)
def news(request: HttpRequest, person: Person) -> str:
    """How much is new, the newest of it, and what is followed; the same few queries however much there is."""
    rows = Notification.objects.filter(account_id=person.account_id or 0)
    found = list(rows.order_by("-id")[:NEWEST])
    things = core_refs.resolve(one.ref for one in found)
    actions = actions_registry.actions()
    context = {
        "unread": rows.filter(read_at=None).count(),
        "followed": Follow.objects.filter(account_id=person.account_id or 0).count(),
        "notices": [
            {
                "notice": one,
                "thing": things[one.ref],
                "done": actions[one.action].done if one.action in actions else one.action,
            }
            for one in found
        ],
    }
    return render_to_string("pages/parts/my_news.html", context, request)


@section("people.me", order=5)
def my_drafts(request: HttpRequest, person: Person) -> str:
    """The newest of what they wrote and did not send yet."""
    found = draft_pages.lines(drafts.of_account(person.account_id or 0)[:DRAFTS])
    return (
        render_to_string("pages/parts/my_drafts.html", {"lines": found}, request) if found else ""
    )


def register() -> None:
    navigation.provide("news", how_much)
