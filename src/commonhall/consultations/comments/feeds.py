"""The debate on a thing as a feed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.comments.models import Remark
from commonhall.consultations.comments.refs import title_of
from commonhall.consultations.comments.views import address_of, debated_or_404
from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.ui.pages import page


@page(_("Debate as a feed"), asks="consultations.comments")
def debate(request: HttpRequest, ref: str) -> HttpResponse:
    """The newest comments and replies that are shown."""
    debated_or_404(ref)
    rows = Remark.objects.filter(about=ref, hidden_for="", withdrawn_at=None).exclude(text="")
    newest = rows.select_related("organisation", "office__body").order_by("-id")[:NEWEST]
    items = (
        Item(one.who, one.get_absolute_url(), one.at, one.text, one.edited_at) for one in newest
    )
    title = gettext("Debate: %(title)s") % {"title": title_of(ref).title}
    return atom(request, title, address_of(ref), items)
