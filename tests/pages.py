"""Every page of the house, with a sample of what it shows: for the tests that walk them all.

A room adds its samples to `SAMPLES`: name of the address → its arguments, from a hall in which
something of everything has happened. A page without one fails `tests/test_every_page.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from commonhall.consult.models import (
    AgendaItem,
    Agreement,
    Amendment,
    Comment,
    Commitment,
    Conversation,
    Draft,
    Paragraph,
    RoundTable,
    Statement,
    Survey,
)
from commonhall.decide.models import Application, Election, Lottery, Motion, Option
from commonhall.deliver.models import Contract, Item, Milestone, Shift, Transfer
from commonhall.evaluate.models import Edition
from commonhall.hear.models import Case, Source
from commonhall.law.models import Appeal, Challenge, Instrument, Mandate, Provision, Recall
from commonhall.look.pages import Page
from commonhall.people.models import Body, Organisation
from commonhall.places.models import Unit
from commonhall.record.models import Entry
from commonhall.services.models import Floor, Service

Arguments = dict[str, Any]
# Machine-readable parts of the record, tested in tests/record.
MACHINES = {
    "record:bundle", "record:tile", "record:consistency", "record:inclusion", "record:checkpoint",
    "record:checkpoints", "record:entry_json", "record:receipt_file", "record:keys", "record:status",
    # Open311, tested in tests/open.
    "open:open311_services", "open:open311_definition", "open:open311_requests",
    "open:open311_request", "open:open311_token", "open:open311_discovery",
    # The dump is made by the timer; see tests/open/test_dump.py.
    "open:dump",
}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """One page: its address's name, an address, what the view declares."""

    name: str
    address: str
    page: Page


def _of(model: Any, argument: str = "number") -> Callable[[], Arguments]:
    return lambda: {argument: model.objects.order_by("pk").values_list("pk", flat=True)[0]}


SAMPLES: dict[str, Callable[[], Arguments]] = {
    "front:thread": lambda: {"ref": Case.objects.order_by("pk")[0].ref},
    "people:body": lambda: {"number": Body.objects.get(code="parks").pk},
    "people:organisation": _of(Organisation),
    "evaluate:rates_of": lambda: {"of": "places", **_of(Unit)()},
    "evaluate:cases": lambda: {"of": "places", **_of(Unit)()},
    "evaluate:series": lambda: {"code": "air"},
    "evaluate:report_value": lambda: {"code": "air"},
    "evaluate:report_file": lambda: {"code": "air"},
    "evaluate:end_series": lambda: {"code": "air"},
    "evaluate:framework": lambda: {"code": "social-governance"},
    "evaluate:pack": lambda: {"code": "social-governance"},
    "evaluate:weigh": lambda: {"code": "social-governance"},
    "evaluate:end_framework": lambda: {"code": "social-governance"},
    "evaluate:mark": lambda: {"code": "twelve-principles"},
    "evaluate:marks": lambda: {"code": "twelve-principles"},
    "evaluate:edition": _of(Edition),
    "evaluate:inputs": _of(Edition),
    "evaluate:reply": _of(Edition),
    "evaluate:report": lambda: {**_of(Edition)(), "unit": Unit.objects.get(code="north").pk},
    "hear:case": _of(Case),
    "hear:do": lambda: {**_of(Case)(), "doing": "confirm"},
    "hear:source": _of(Source),
    "hear:end_source": _of(Source),
    "hear:gather": _of(Source),
    "decide:election": _of(Election),
    "decide:vote": lambda: {"number": Election.objects.filter(state="open")[0].pk},
    "decide:my_vote": _of(Election),
    "decide:recount": _of(Election),
    "decide:pabulib": _of(Election),
    "decide:add_option": lambda: {"number": Election.objects.filter(state="draft")[0].pk},
    "decide:open": lambda: {"number": Election.objects.filter(state="draft")[0].pk},
    "decide:withdraw": lambda: {
        "number": Election.objects.filter(state="draft")[0].pk,
        "option": Option.objects.filter(election__state="draft")[0].pk,
    },
    "decide:motion": _of(Motion),
    "decide:motion_vote": _of(Motion),
    "decide:motion_conclude": _of(Motion),
    "decide:lottery": _of(Lottery),
    "decide:lottery_ticket": _of(Lottery),
    "decide:lottery_again": _of(Lottery),
    "decide:lottery_published": _of(Lottery),
    "decide:lottery_apply": lambda: {"number": Lottery.objects.filter(state="open")[0].pk},
    "decide:lottery_claims": lambda: {"number": Lottery.objects.filter(state="open")[0].pk},
    "decide:lottery_confirm": lambda: {
        "number": Lottery.objects.filter(state="open")[0].pk,
        "application": Application.objects.filter(lottery__state="open")[0].pk,
    },
    "decide:lottery_do": lambda: {**_of(Lottery)(), "doing": "accept"},
    "consult:conversation": _of(Conversation),
    "consult:vote": lambda: {"number": Conversation.objects.filter(state="open")[0].pk},
    "consult:mine": _of(Conversation),
    "consult:results": _of(Conversation),
    "consult:statements": _of(Conversation),
    "consult:csv": _of(Conversation),
    "consult:leaves": _of(Conversation),
    "consult:moderation": lambda: {"number": Conversation.objects.filter(state="open")[0].pk},
    "consult:respond": lambda: {
        **_of(Conversation)(),
        "statement": Statement.objects.order_by("pk")[9].pk,
    },
    "consult:do": lambda: {
        "number": Conversation.objects.filter(state="open")[0].pk,
        "doing": "write",
    },
    "consult:statement": lambda: {"number": Statement.objects.filter(state="hidden")[0].pk},
    "consult:do_statement": lambda: {
        "number": Statement.objects.filter(state="hidden")[0].pk,
        "doing": "appeal",
    },
    "consult:draft": _of(Draft),
    "consult:do_draft": lambda: {**_of(Draft)(), "doing": "finish"},
    "consult:paragraph": _of(Paragraph),
    "consult:do_paragraph": lambda: {**_of(Paragraph)(), "doing": "amend"},
    "consult:amendment": _of(Amendment),
    "consult:do_amendment": lambda: {**_of(Amendment)(), "doing": "answer"},
    "consult:do_comment": lambda: {**_of(Comment)(), "doing": "appeal"},
    "consult:table": _of(RoundTable),
    "consult:do_table": lambda: {**_of(RoundTable)(), "doing": "add-item"},
    "consult:do_item": lambda: {**_of(AgendaItem)(), "doing": "position"},
    "consult:do_agreement": lambda: {**_of(Agreement)(), "doing": "assent"},
    "consult:mark": _of(Commitment),
    "consult:survey": _of(Survey),
    "consult:answer_survey": lambda: {"number": Survey.objects.filter(state="open")[0].pk},
    "consult:close_survey": lambda: {"number": Survey.objects.filter(state="open")[0].pk},
    "open:table": lambda: {"name": "hear.cases", "form": "csv"},
    "deliver:item": lambda: {"number": Item.objects.filter(state="running")[0].pk},
    "deliver:amend": _of(Item),
    "deliver:do": lambda: {"number": Item.objects.filter(state="running")[0].pk, "doing": "pay"},
    "deliver:milestone_done": _of(Milestone),
    "deliver:contract": _of(Contract),
    "deliver:award": _of(Contract),
    "deliver:end_contract": _of(Contract),
    "deliver:transfer": _of(Transfer),
    "deliver:take_back": _of(Transfer),
    "deliver:hand_over": _of(Service),
    "deliver:shift": _of(Shift),
    "deliver:came": _of(Shift),
    "services:service": _of(Service),
    "services:entitled": _of(Service),
    "services:set_standard": _of(Service),
    "services:end": _of(Service),
    "services:floor": _of(Floor),
    "services:report": _of(Floor),
    "services:end_floor": _of(Floor),
    "places:unit": lambda: {"number": Unit.objects.get(code="north").pk},
    "law:instrument": lambda: {"number": Instrument.objects.get(code="market").pk},
    "law:review": lambda: {"number": Instrument.objects.get(code="market").pk},
    "law:body": lambda: {"number": Body.objects.get(code="council").pk},
    "law:why": lambda: {"identity": Entry.objects.get(act="decide.table_motion").pk},
    "law:who": lambda: {"code": "decide.table_motion"},
    "law:set_end": lambda: {"number": Provision.objects.get(instrument__code="market").pk},
    "law:renew": lambda: {"number": Provision.objects.get(instrument__code="market").pk},
    "law:challenge_rule": lambda: {"number": Provision.objects.get(number="Article 12").pk},
    "law:appeal": _of(Appeal),
    "law:decide_appeal": _of(Appeal),
    "law:file_appeal": lambda: {"identity": Entry.objects.get(act="hear.answer_case").pk},
    "law:challenge": _of(Challenge),
    "law:support": _of(Challenge),
    "law:answer_challenge": _of(Challenge),
    "law:mandate": _of(Mandate),
    "law:petition": _of(Mandate),
    "law:recall_mandate": _of(Mandate),
    "law:recall": _of(Recall),
    "law:sign_recall": _of(Recall),
    "law:refuse_recall": _of(Recall),
    "record:entry": _of(Entry, "identity"),
    "record:entry_json": _of(Entry, "identity"),
}
# Pages that show nothing without something special, tested in their rooms.
ELSEWHERE = {"hear:photo", "look:gallery", "gallery:chapter"}


def every_page() -> Iterator[Sample]:
    """All pages that are read (GET), in the order of the addresses."""

    def walk(patterns: list[Any], spaces: list[str]) -> Iterator[tuple[str, Any]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                more = [pattern.namespace] if pattern.namespace else []
                yield from walk(pattern.url_patterns, [*spaces, *more])
            elif isinstance(pattern, URLPattern) and hasattr(pattern.callback, "page"):
                yield ":".join([*spaces, str(pattern.name)]), pattern.callback.page

    seen = set()
    for name, page in walk(get_resolver().url_patterns, []):
        if "GET" not in page.methods or name in ELSEWHERE | MACHINES or name in seen:
            continue
        seen.add(name)
        given = SAMPLES[name]() if name in SAMPLES else {}
        yield Sample(name, reverse(name, kwargs=given), page)
