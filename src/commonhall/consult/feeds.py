"""Conversations as an Atom feed (RFC 4287), by the same filters as the list."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from commonhall.consult import queries
from commonhall.consult.views import wanted
from commonhall.look.pages import page

NEWEST = 50


@page(_("Conversations as a feed"), asks="consult.conversations")
def conversations(request: HttpRequest) -> HttpResponse:
    feed = Atom1Feed(
        title=gettext("Conversations"),
        link=request.build_absolute_uri("/conversations/"),
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    for one in queries.conversations(wanted(request)).order_by("-id")[:NEWEST]:
        address = request.build_absolute_uri(one.get_absolute_url())
        opened = datetime.combine(one.opens_on, time(), UTC)
        feed.add_item(
            title=one.title,
            link=address,
            description=one.question,
            unique_id=address,
            pubdate=opened,
            updateddate=one.closed_at or opened,
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response
