"""A page nobody can reach is no door: whoever may do an action finds it by clicking.

As each kind of subject: what the gate lets through on a thing is linked from the page on which the thing is
shown; what makes something new is reached from the home page; and nothing refused is offered as open.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from commonhall.actions.action_pages import offered, on, url_of
from commonhall.actions.actors import ANYONE, Actor
from commonhall.actions.declaration import Action
from commonhall.consultations.conversations.actions import take_part
from commonhall.core import refs
from commonhall.core.models import Governed
from commonhall.people import actors
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.organisations.models import Membership
from commonhall.people.residents.models import Person
from tests.browser_kit import OpenPage
from tests.kit import Hall, signed_in
from tests.living import living_hall

# Things looked at of each kind and state.
MOST = 2
# Pages opened on the way from the home page to what makes something new.
STEPS = 160


# Of pages of one kind, such as those of cases, so many are opened.
ALIKE = 5


def _kind_of(link: str) -> str:
    """The page's name, whichever thing it is about."""
    try:
        return resolve(link).view_name
    except Resolver404:
        return link


class Links(HTMLParser):
    """Where the links and forms of a page lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = {"a": "href", "form": "action"}.get(tag)
        target = dict(attrs).get(name or "")
        if target and target.startswith("/"):
            self.found.append(urlsplit(target).path)


class Walker:
    """A subject at a browser; each page is opened once."""

    def __init__(self, name: str, actor: Actor) -> None:
        self.name, self.actor = name, actor
        self.client = signed_in(actor) if actor.account else Client()
        self._pages: dict[str, list[str]] = {}

    def links(self, path: str) -> list[str]:
        """Where the page at `path` leads; nowhere if it is no page."""
        if path not in self._pages:
            answer = self.client.get(path, follow=True)
            html = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
            self._pages[path] = Links(answer.content.decode()).found if html else []
        return self._pages[path]

    def is_told(self, action: Action[..., Any], thing: Governed) -> bool:
        """A right may be shown to everybody, such as challenging a rule, if its page says what is missing."""
        if not action.right:
            return False
        answer = self.client.get(url_of(action, thing), follow=True)
        page = answer.content.decode()
        return answer.status_code == 200 and ("why-not" in page or 'name="login"' in page)

    def missed(self, wanted: set[str]) -> set[str]:
        """What of `wanted` is not linked within a bounded walk from the home page, nearest pages first."""
        seen, waiting, left = {"/"}, deque(["/"]), set(wanted)
        kinds: Counter[str] = Counter()
        for _ in range(STEPS):
            if not (waiting and left):
                break
            for link in self.links(waiting.popleft()):
                left.discard(link)
                # Entries of the record look alike, and settings of an account lead to no action.
                if link not in seen and not link.startswith(("/record/", "/account/", "/static/")):
                    seen.add(link)
                    kind = _kind_of(link)
                    kinds[kind] += 1
                    # The twentieth case says no more than the first few: the walk goes on to other pages.
                    if kinds[kind] <= ALIKE:
                        waiting.append(link)
        return left


# Reached by ticking cases at the desk: tests/cases/test_desk.py.
TICKED = {"cases.answer_cases", "cases.assign_cases"}


def _stands_there(action: Action[..., Any], thing: Governed, links: set[str]) -> bool:
    """Who takes part already is led to the statements, not to taking part once more."""
    return action is take_part and reverse("consultations:vote", args=[thing.pk]) in links


def walkers(hall: Hall) -> list[Walker]:
    """A stranger, residents confirmed or not, an organisation's speaker, and every holder of an office."""
    member = Membership.objects.select_related("person", "organisation").first()
    assert member is not None
    speaker = actors.as_organisation(member.person, member.organisation)
    found = [
        Walker("stranger", ANYONE),
        Walker("resident", hall.resident),
        Walker("organisation", speaker),
    ]
    fresh = Person.objects.filter(account__isnull=False, verifications=None).first()
    if fresh is not None:
        found.append(Walker("not confirmed", actors.as_person(fresh)))
    for term in OfficeTerm.objects.select_related("office", "person").order_by("office"):
        if term.person.account_id:
            found.append(Walker(term.office.code, actors.as_office(term.person, term.office)))
    return found


def things(model: type[Governed]) -> list[Governed]:
    """The newest of each state."""
    found: dict[str, list[Governed]] = defaultdict(list)
    for one in model._base_manager.order_by("-pk")[:200]:
        alike = found[str(getattr(one, "state", ""))]
        if len(alike) < MOST:
            alike.append(one)
    return [one for alike in found.values() for one in alike]


@pytest.fixture
def hall(home: Path) -> Hall:
    return living_hall()


@pytest.mark.slow
@pytest.mark.django_db
def test_what_is_allowed_on_a_thing_is_linked_where_it_is_shown(hall: Hall) -> None:
    missed, models = [], list(dict.fromkeys(one.thing for one in offered() if one.thing))
    shown = {model: things(model) for model in models}
    urls = {
        ref: about.url
        for ref, about in refs.resolve(
            [thing.ref for found in shown.values() for thing in found]
        ).items()
    }
    for walker in walkers(hall):
        memo: dict[object, object] = {}
        for model, found in shown.items():
            for thing in found:
                allowed = {one for one in on(model) if one.check(walker.actor, thing, memo)}
                if not allowed and not walker.actor.account:
                    continue
                links = set(walker.links(urls[thing.ref].partition("#")[0]))
                for one in on(model):
                    at = f"{walker.name}: {one.code} at {urls[thing.ref]}"
                    offers = url_of(one, thing) in links or _stands_there(one, thing, links)
                    if one in allowed and not offers:
                        missed.append(f"{at}: not linked")
                    elif one not in allowed and offers and not walker.is_told(one, thing):
                        missed.append(f"{at}: offered though refused")
    assert not missed, "\n".join(sorted(set(missed)))


@pytest.mark.slow
@pytest.mark.django_db
def test_what_makes_something_new_is_reached_from_the_home_page(hall: Hall) -> None:
    missed = []
    for walker in walkers(hall):
        wanted = [
            one
            for one in offered()
            if one.thing is None and one.code not in TICKED and one.check(walker.actor)
        ]
        missed += [f"{walker.name}: {url}" for url in walker.missed(set(map(url_of, wanted)))]
        for one in wanted:
            if walker.client.get(url_of(one)).status_code != 200:
                missed.append(f"{walker.name}: {one.code} does not open")
    assert not missed, "\n".join(sorted(missed))


# --- in a real browser ----------------------------------------------------------------------------
def _one_of_each_app(walker: Walker) -> Iterator[tuple[Action[..., Any], Governed]]:
    """Of each app, an action open to the subject, with a thing it is open on."""
    seen = set()
    for action in offered():
        if action.thing is None or action.app in seen:
            continue
        for thing in things(action.thing):
            if action.check(walker.actor, thing) and not _stands_there(action, thing, set()):
                seen.add(action.app)
                yield action, thing
                break


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, pytest.param(390, marks=pytest.mark.full)])
def test_a_subject_of_each_kind_clicks_from_the_thing_to_the_form(
    hall: Hall, open_page: OpenPage, width: int
) -> None:
    apps, missed = set(), []
    for walker in walkers(hall):
        if walker.name not in {"resident", "organisation", "council-chair", "parks-desk"}:
            continue
        page = open_page("/", client=walker.client, width=width)
        for action, thing in _one_of_each_app(walker):
            shown, form = refs.resolve([thing.ref])[thing.ref].url, url_of(action, thing)
            page.goto(shown)
            link = page.locator(f'main a[href="{form}"], main form[action="{form}"] button').first
            # What one can do may stand in a list that opens by a click.
            for summary in link.locator("xpath=ancestor::details[not(@open)]/summary").all():
                summary.click()
            if not link.is_visible():
                missed.append(f"{walker.name}: {action.code} is not to be seen at {shown}")
                continue
            link.click()
            page.wait_for_load_state()
            if urlsplit(page.url).path != form or not page.locator("main h1, h1").count():
                missed.append(f"{walker.name}: {action.code} leads to {page.url}")
            apps.add(action.app)
    assert not missed, "\n".join(missed)
    assert apps >= {"cases", "consultations", "decisions", "delivery", "law", "people", "services"}
