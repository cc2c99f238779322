"""Plan books as a feed: what is open for amendments, and what was adopted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.delivery.plan_books import queries
from commonhall.delivery.plan_books.models import BookEdition
from commonhall.ui.pages import page


@page(_("Plan books as a feed"), asks="delivery.plan_books")
def plan_books(request: HttpRequest) -> HttpResponse:
    """Consultations by the day they opened, editions by the day they were adopted."""
    opened = queries.books().filter(consult_from__isnull=False).order_by("-consult_from", "-pk")
    adopted = BookEdition.objects.filter(set_aside_on=None).select_related("book")
    items = [
        Item(
            f"{book.name}: {_('open for amendments')}",
            f"{book.get_absolute_url()}?round={book.edition + 1}",
            book.consult_from,
            book.text,
        )
        for book in opened[:NEWEST]
        if book.consult_from is not None and book.state == book.State.CONSULTED
    ]
    items += [
        Item(str(one), one.get_absolute_url(), one.adopted_on)
        for one in adopted.order_by("-adopted_on", "-pk")[:NEWEST]
    ]
    return atom(request, _("Plan books"), reverse("delivery:plan_books"), items)
