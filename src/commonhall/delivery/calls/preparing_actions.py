"""Before a call opens: what is wanted, its documents, who opens the offers, who scores them; then it is published."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Amount,
    Choice,
    Flag,
    Lines,
    Moment,
    Names,
    Number,
    Pick,
    Upload,
    Words,
)
from commonhall.actions.undoing import put_back
from commonhall.core.money import hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes import envelopes
from commonhall.delivery import search
from commonhall.delivery.budget_book import control
from commonhall.delivery.calls import queries, rules
from commonhall.delivery.calls.models import NEED, Call, CallDocument, Opener, Scorer
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.plan.models import Item
from commonhall.delivery.plan.queries import not_stopped
from commonhall.people.actors import in_term, office_of
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.places.models import Unit
from commonhall.places.queries import units

State = Call.State
MOST_CRITERIA, MOST_DOCUMENTS, MOST_OPENERS, MOST_SCORERS = 8, 12, 9, 3
KINDS = ("pdf", "odt", "ods", "docx", "xlsx", "csv", "txt")


def read_criteria(text: str) -> list[dict[str, Any]]:
    """ "30 Quality of the lamps", one a line → code, name and weight. Raises ValidationError."""
    found: list[dict[str, Any]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        number, _space, name = line.partition(" ")
        weight = int(number) if number.isascii() and number.isdecimal() else 0
        if not 1 <= weight <= 100 or not name.strip():
            raise ValidationError(
                _("Begin each line with the points, for example: 30 Quality. Check “%(line)s”."),
                params={"line": line[:60]},
            )
        found.append({"code": f"c{len(found) + 1}", "name": name.strip()[:120], "weight": weight})
    if len(found) > MOST_CRITERIA:
        raise ValidationError(_("Enter up to %(most)d criteria."), params={"most": MOST_CRITERIA})
    return found


@action(
    "delivery.prepare_call",
    by=Kind.OFFICE,
    power="hold-calls",
    undo=put_back,
    title=_("Prepare a call for sealed offers"),
    done=_("Call for sealed offers prepared"),
)
def prepare_call(
    ctx: Context,
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Enter a name."))],
    texts: Annotated[
        dict[str, str],
        Names(_("What is wanted"), most=8000, long=True, empty=_("Enter what is wanted.")),
    ],
    unit: Annotated[Unit, Pick(_("Place"), rows=units, key="code", place=True)],
    price_weight: Annotated[
        int,
        Number(
            _("Points for the price, of 100"),
            _("Each offer gets these points × the lowest price ÷ its own price."),
            least=1,
            most=100,
        ),
    ],
    shown: Annotated[
        str,
        Choice(
            _("What is public of the offers once they are opened"),
            choices=Call.Shown.choices,
            radio=True,
            empty=_("Choose what is public."),
        ),
    ],
    questions_until: Annotated[datetime, Moment(_("Questions until"))],
    closes_at: Annotated[
        datetime,
        Moment(_("Offers until"), _("Day and hour. Nobody can open an offer before it.")),
    ],
    criteria: Annotated[
        list[dict[str, Any]] | None,
        Lines(
            _("Other criteria"),
            _("One per line, points first: 30 Quality. With the price they must add up to 100."),
            read=read_criteria,
            most=1200,
        ),
    ] = None,
    estimate: Annotated[
        int | None, Amount(_("Estimated cost"), _("Leave blank if you do not want to say."))
    ] = None,
    item: Annotated[Item | None, Pick(_("Part of the plan"), rows=not_stopped)] = None,
    grant: Annotated[bool, Flag(_("It is a grant, not a contract"))] = False,
    apart: Annotated[
        int,
        Number(
            _("Somebody looks again if two scorers differ by more than this many points of 100"),
            _("Leave blank for 20."),
            least=1,
            most=100,
        ),
    ] = 20,
    again: Annotated[
        Call | None, Pick(_("It repeats a call that ended without an award"), rows=queries.ended)
    ] = None,
) -> Call:
    """Say what is wanted, how offers are judged and until when. Offers can come once two officials of other bodies hold
    the keys and you open the call."""
    criteria = criteria or []
    if price_weight + sum(one["weight"] for one in criteria) != 100:
        raise BadInput(
            "criteria", _("Price and criteria must add up to exactly 100 points. Change a number.")
        )
    rules.check_hour("questions_until", questions_until)
    rules.check_hour("closes_at", closes_at)
    if closes_at <= ctx.occurred_at:
        raise BadInput("closes_at", _("Enter an hour that has not passed."))
    if not ctx.occurred_at < questions_until <= closes_at:
        raise BadInput(
            "questions_until", _("Enter an hour from now on, not after the hour for offers.")
        )
    call = ctx.save(
        Call(
            names=names,
            texts=texts,
            unit=unit,
            item=item,
            grant=grant,
            body_id=ctx.actor.body_id,
            by_office_id=office_of(ctx.actor),
            price_weight=price_weight,
            criteria=criteria,
            shown=shown,
            questions_until=questions_until,
            closes_at=closes_at,
            estimate=estimate,
            currency=hall_currency(),
            apart=apart,
            again=again,
            at=ctx.occurred_at,
        )
    )
    if item is not None:
        ctx.link(item, call, "called")
    if again is not None:
        ctx.link(again, call, "called-again")
    search.index(call)
    ctx.note(closes_at=closes_at.isoformat(), price_weight=price_weight)
    return call


# --- documents ------------------------------------------------------------------------------------
def _takes_documents(actor: Actor, call: Call) -> None:
    rules.own_while(State.DRAFT)(actor, call)
    if call.documents.filter(ended_on=None).count() >= MOST_DOCUMENTS:
        raise Refused("state", "enough-documents", _("This call has twelve documents already."))


@action(
    "delivery.attach_document",
    by=Kind.OFFICE,
    power="hold-calls",
    undo=put_back,
    title=_("Attach a document"),
    done=_("Document attached to a call"),
    allows=_takes_documents,
)
def attach_document(
    ctx: Context,
    call: Call,
    file: Annotated[
        Any,
        Upload(
            _("File"),
            _("Public. No personal data."),
            kinds=KINDS,
            empty=_("Choose a file."),
        ),
    ],
    name: Annotated[
        str, Words(_("What it is called"), _("Leave blank to use the name of the file."), most=160)
    ] = "",
) -> CallDocument:
    """Everybody can download it. Documents cannot be changed once the call is open."""
    content = file.read()
    file.seek(0)
    return ctx.save(
        CallDocument(
            call=call,
            name=name or str(file.name)[:200],
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            file=file,
        )
    )


# --- who opens ------------------------------------------------------------------------------------
def _may_join(actor: Actor, call: Call) -> None:
    rules.check_of_another_body(actor, call)
    if call.state != State.DRAFT:
        raise Refused("state", "wrong-state", _("Openers join before the call is open."))
    if queries.opener_of(actor, call) is not None:
        raise Refused("state", "joined", _("You have already joined. Keep your key file."))
    if queries.openers(call).count() >= MOST_OPENERS:
        raise Refused("state", "enough-openers", _("Enough officials have joined."))


OTHERS_OPEN = _("Offers are opened by officials of other bodies than the one that awards.")


@action(
    "delivery.join_as_opener",
    by=Kind.OFFICE,
    power="open-offers",
    any_body=OTHERS_OPEN,
    undo=put_back,
    title=_("Join to open the offers"),
    done=_("An official of another body joined to open the offers"),
    place=rules.unit_of,
    concerns=lambda call: [call.ref],
    allows=_may_join,
    second_factor=True,
)
def join_as_opener(
    ctx: Context,
    call: Call,
    public_key: Annotated[
        str,
        Words(
            _("Public half of your key"),
            _("Your browser fills this in when it makes your key."),
            most=130,
            empty=_("Make your key first."),
        ),
    ],
) -> Opener:
    """Give the public half of a key made on your device. Offers are sealed with it, and two openers together open them."""
    public_key = public_key.strip().lower()
    try:
        envelopes.public_key(public_key)
    except ValueError as error:
        raise BadInput(
            "public_key", _("Enter a public key of 130 characters that begins with 04.")
        ) from error
    if call.openers.filter(public_key=public_key).exists():
        raise BadInput("public_key", _("This key has already been used. Make a new one."))
    number = call.openers.count() + 1
    ctx.follow(call, ctx.actor.account)
    ctx.note(opener=number, public_key=public_key)
    return ctx.save(
        Opener(
            call=call,
            number=number,
            office_id=office_of(ctx.actor) or 0,
            person_id=ctx.actor.person,
            public_key=public_key,
        )
    )


# --- who scores -----------------------------------------------------------------------------------
def _takes_scorers(actor: Actor, call: Call) -> None:
    rules.own_while(State.DRAFT, State.OPEN, State.CLOSED, State.OPENED)(actor, call)
    if queries.scorers(call).count() >= MOST_SCORERS:
        raise Refused("state", "enough-scorers", _("Three officials score already."))


@action(
    "delivery.name_scorer",
    by=Kind.OFFICE,
    power="hold-calls",
    undo=put_back,
    title=_("Name a scorer"),
    done=_("Official named to score offers"),
    allows=_takes_scorers,
)
def name_scorer(
    ctx: Context,
    call: Call,
    office: Annotated[
        Office,
        Pick(
            _("Office"),
            _("Two score independently. Name a third only where they are far apart."),
            rows=queries.offices,
            key="code",
        ),
    ],
) -> Scorer:
    """Say which official scores the offers. Each scores alone, and has no interest in an organisation that offers."""
    terms = OfficeTerm.objects.filter(in_term(ctx.today), office=office)
    term = terms.order_by("pk").first()
    if term is None:
        raise BadInput("office", _("Nobody holds this office today. Choose another."))
    known = list(queries.scorers(call))
    if any(one.office_id == office.pk or one.person_id == term.person_id for one in known):
        raise BadInput("office", _("This person scores already. Choose another office."))
    ctx.follow(call, term.person.account_id)
    ctx.note(office=office.ref)
    return ctx.save(
        Scorer(call=call, number=call.scorers.count() + 1, office=office, person_id=term.person_id)
    )


# --- opening the call -----------------------------------------------------------------------------
def _ready(actor: Actor, call: Call) -> None:
    rules.own_while(State.DRAFT)(actor, call)
    if queries.openers(call).count() < NEED:
        raise Refused(
            "state",
            "no-openers",
            _("Two officials of other bodies must join first, each with a key of their own."),
        )


@action(
    "delivery.open_call",
    by=Kind.OFFICE,
    power="hold-calls",
    undo=put_back,
    title=_("Open the call"),
    done=_("Call for sealed offers opened"),
    allows=_ready,
)
def open_call(ctx: Context, call: Call) -> Call:
    """From now on organisations with standing can offer. What is wanted, the criteria and the hour stay as they are."""
    if ctx.occurred_at >= min(call.closes_at, call.questions_until):
        raise Refused(
            "state", "hour-passed", _("Its hour has passed. End this call and prepare it again.")
        )
    keys = {str(one.number): one.public_key for one in queries.openers(call)}
    contract = ctx.save(
        Contract(
            names=call.names,
            unit_id=call.unit_id,
            item_id=call.item_id,
            grant=call.grant,
            body_id=call.body_id,
            published_on=ctx.today,
            closes_on=timezone.localdate(call.closes_at),
        )
    )
    control.check_call(contract, call.estimate)
    call.contract, call.keys, call.opened_on, call.state = contract, keys, ctx.today, State.OPEN
    ctx.link(call, contract, "contracted")
    ctx.note(openers=len(keys))
    search.index(contract)
    return ctx.save(call)
