"""Budget books as a feed: what is open for comments, what was adopted, what was closed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.feeds import NEWEST, Item, atom
from commonhall.delivery.budget_book import queries
from commonhall.delivery.budget_book.models import BudgetBook, BudgetEdition
from commonhall.ui.pages import page


@page(_("Budget books as a feed"), asks="delivery.budget")
def budget_books(request: HttpRequest) -> HttpResponse:
    """Drafts by the day they were opened, editions by the day they were adopted."""
    opened = queries.books(BudgetBook.State.CONSULTED).order_by("-consult_from", "-pk")
    adopted = BudgetEdition.objects.filter(set_aside_on=None).select_related("book")
    items = [
        Item(
            f"{book.name}: {_('open for comments')}",
            f"{book.get_absolute_url()}?round={book.edition + 1}",
            book.consult_from,
            book.text,
        )
        for book in opened[:NEWEST]
        if book.consult_from is not None
    ]
    items += [
        Item(str(one), one.get_absolute_url(), one.adopted_on)
        for one in adopted.defer("content").order_by("-adopted_on", "-pk")[:NEWEST]
    ]
    return atom(request, _("Budget books"), reverse("delivery:budget_books"), items)
