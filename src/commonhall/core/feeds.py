"""Atom feeds (RFC 4287), the same in every app: say what is new, with its moment and its address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from commonhall.ui import text

NEWEST = 50


@dataclass(frozen=True)
class Item:
    """One entry: url within this house; at, updated: moments, or days of the place's own."""

    title: Any
    url: str
    at: datetime | date
    text: str = ""
    updated: datetime | date | None = None
    categories: tuple[str, ...] = ()


def atom(request: HttpRequest, title: Any, link: str, items: Iterable[Item]) -> HttpResponse:
    """The feed of a page; `link`: the page's address."""
    feed = Atom1Feed(
        title=text.for_xml(str(title)),
        link=request.build_absolute_uri(link),
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    for item in items:
        address = request.build_absolute_uri(item.url)
        feed.add_item(
            title=text.for_xml(str(item.title)),
            link=address,
            description=text.for_xml(item.text),
            unique_id=address,
            pubdate=_moment(item.at),
            updateddate=_moment(item.updated or item.at),
            categories=[text.for_xml(one) for one in item.categories],
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def _moment(when: datetime | date) -> datetime:
    return (
        when if isinstance(when, datetime) else timezone.make_aware(datetime.combine(when, time()))
    )
