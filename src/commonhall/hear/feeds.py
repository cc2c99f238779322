"""Cases as an Atom feed (RFC 4287), by the same filters as the list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from commonhall.hear import queries
from commonhall.hear.views import wanted
from commonhall.look.pages import page

NEWEST = 50


@page(_("Cases as a feed"), asks="hear.cases")
def cases(request: HttpRequest) -> HttpResponse:
    feed = Atom1Feed(
        title=gettext("Cases"),
        link=request.build_absolute_uri("/cases/"),
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    for case in queries.cases(wanted(request)).order_by("-id")[:NEWEST]:
        feed.add_item(
            title=case.heading,
            link=request.build_absolute_uri(case.get_absolute_url()),
            description=case.text,
            unique_id=request.build_absolute_uri(case.get_absolute_url()),
            pubdate=case.raised_at,
            updateddate=case.closed_at or case.raised_at,
            categories=[case.category.name],
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response
