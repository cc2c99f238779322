"""What waiting lists are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.services.waiting_lists.models import WaitingList


def _line(waiting_list: WaitingList) -> search.Line:
    return waiting_list.pk, " ".join([*waiting_list.names.values(), *waiting_list.texts.values()])


def index_list(waiting_list: WaitingList) -> None:
    search.index("services.waitinglist", [_line(waiting_list)])


def register() -> None:
    search.searchable(
        "services.waitinglist", lambda: map(_line, WaitingList.objects.order_by("pk"))
    )
