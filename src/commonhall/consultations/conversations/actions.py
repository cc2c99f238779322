"""What may be done with conversations: open, take part, write, moderate, appeal, close, respond.

Votes are not acts: they are a person's, and never on the record one by one. Taking part is an action, so
the gate judges it; each vote is asked of the gate again (`votes.cast`). The closing action names all of
them by the Merkle root over their salted leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Flag, Lines, Pick, Ref, Words
from commonhall.actions.undoing import by_action
from commonhall.consultations.conversations import search
from commonhall.consultations.conversations.models import Argument, Conversation
from commonhall.consultations.conversations.participation import EVERYBODY, join, running
from commonhall.consultations.speakers import spoken_by
from commonhall.consultations.statements.actions import check_lines, write
from commonhall.core import clock, refs
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.queries import deadline_days
from commonhall.places.models import Unit
from commonhall.places.queries import covers, units
from commonhall.ui.lines import lines

MOST_DAYS = 366
# Arguments of one party besides those of whoever asks.
MOST_OWN = 5
# (side, argument, where it comes from)
Briefing = Sequence[tuple[str, str, str]]


def unit_of(conversation: Conversation) -> int:
    return conversation.unit_id


def read_briefing(text: str) -> list[tuple[str, str, str]]:
    """`for | It is dark there at night. | Count of accidents, 2025`, a line an argument."""
    found = []
    for line in lines(text):
        if len(line.parts) != 3 or line.parts[0] not in Argument.Side.values or line.below:
            raise line.wrong("for | It is dark there at night. | Count of accidents, 2025")
        found.append((line.parts[0], line.parts[1], line.parts[2]))
    return found


def read_list(text: str) -> list[str]:
    """A line a thing; empty ones are left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]


# --- opening --------------------------------------------------------------------------------------
@action(
    "consultations.open_conversation",
    by=Kind.OFFICE,
    power="hold-conversations",
    undo=by_action("consultations.annul_conversation"),
    title=_("Start a conversation"),
    done=_("Conversation started"),
)
def open_conversation(
    ctx: Context,
    title: Annotated[
        str, Words(_("Title"), most=160, empty=_("Enter a name for the conversation."))
    ],
    question: Annotated[
        str,
        Words(
            _("What are you asking, and what can still be changed?"),
            most=4000,
            long=True,
            empty=_("Enter what you are asking, and what can still be changed."),
        ),
    ],
    unit: Annotated[
        Unit,
        Pick(
            _("Place"),
            _("Everybody concerned must live in it."),
            rows=units,
            key="code",
            place=True,
        ),
    ],
    opens_on: Annotated[date, Day(_("Opens on"))],
    closes_on: Annotated[date, Day(_("Last day"))],
    briefing: Annotated[
        Briefing,
        Lines(
            _("Briefing"),
            _(
                "One argument per line, with its source. Give arguments for at least two sides: for | It is dark there at night. | Count of accidents, 2025. The sides are: for, against, other."
            ),
            read=read_briefing,
            empty=_("Enter arguments for at least two sides."),
        ),
    ],
    about: Annotated[str, Ref(_("Which matter it is about"))] = "",
    residents_only: Annotated[bool, Flag(_("For confirmed residents only"))] = False,
    statements: Annotated[
        Sequence[str],
        Lines(
            _("First statements, one per line"),
            _("They are shown as yours. Include different views, not only the ones you favour."),
            read=read_list,
        ),
    ] = (),
) -> Conversation:
    """Ask those concerned about a matter, with arguments from more than one side."""
    _check_days(ctx.today, opens_on, closes_on)
    matter_in(about, unit)
    _check_briefing(briefing)
    check_lines("statements", statements)
    made = ctx.save(
        Conversation(
            title=title,
            question=question,
            about=about,
            unit=unit,
            body_id=ctx.actor.body_id,
            opens_on=opens_on,
            closes_on=closes_on,
            residents_only=residents_only,
        )
    )
    for side, text, source in briefing:
        _argument(ctx, made, side, text, source)
    for text in statements:
        write(ctx, made, text)
    if about:
        ctx.link(about, made, "asks-about")
    search.index_conversation(made)
    ctx.subject = made.ref
    ctx.note(unit=unit.code, opens_on=str(opens_on), closes_on=str(closes_on), about=about or None)
    return made


def _check_days(today: date, opens_on: date, closes_on: date) -> None:
    if opens_on < today:
        raise BadInput("opens_on", _("Enter today or a later day."))
    least = deadline_days("ask-those-concerned", today)
    days = (closes_on - opens_on).days + 1
    if least is not None and days < least[0]:
        message = _("Enter a later day. The law gives people at least %(days)d days to take part.")
        raise BadInput("closes_on", message % {"days": least[0]})
    if not 0 < days <= MOST_DAYS:
        raise BadInput(
            "closes_on", _("Choose days so that it runs for at least one day and up to a year.")
        )


def matter_in(about: str, unit: Unit) -> None:
    """The matter must exist, and those concerned must live where the conversation is held."""
    if not about:
        return
    shown = refs.resolve([about]).get(about)
    if shown is None or not shown.url:
        raise BadInput("about", _("There is no such matter. Check the reference."))
    place = _place_of(about)
    if place is not None and not covers(unit.pk, place):
        message = _("This matter concerns people in %(place)s. Choose a place that includes it.")
        raise BadInput("unit", message % {"place": place.name})


def _place_of(ref: str) -> Unit | None:
    """The unit a matter of a lower app lies in; upper apps' matters say it by their own `unit`."""
    from django.apps import apps

    kind, number = refs.split(ref)
    thing = apps.get_model(kind)._base_manager.filter(pk=number).first()
    place = getattr(thing, "unit_id", None)
    return Unit.objects.filter(pk=place).first() if place else None


def _check_briefing(briefing: Briefing) -> None:
    if len({side for side, _text, _source in briefing}) < 2:
        raise BadInput("briefing", _("Enter arguments for at least two sides."))
    for side, text, source in briefing:
        if side not in Argument.Side.values:
            raise BadInput(
                "briefing", _("Begin each argument with one of the sides: for, against or other.")
            )
        if not text.strip() or not source.strip():
            raise BadInput("briefing", _("Enter a text and a source for each argument."))


def held_by(*phases: str) -> Callable[[Actor, Conversation], None]:
    """The conversation is the actor's body's (or the System acts), in one of these phases."""

    def check(actor: Actor, conversation: Conversation) -> None:
        if actor.kind is Kind.OFFICE and conversation.body_id != actor.body:
            raise Refused("state", "other-body", _("Another body runs this conversation."))
        if conversation.phase(clock.today()) not in phases:
            raise Refused(
                "state",
                "wrong-state",
                _("You cannot do this while the conversation is in its current state."),
            )

    return check


def _takes_arguments(actor: Actor, conversation: Conversation) -> None:
    """Whoever may take part may argue, also before it opens."""
    if conversation.phase(clock.today()) != "before":
        running(actor, conversation)


@action(
    "consultations.add_argument",
    by=Kind.OFFICE,
    power="hold-conversations",
    remedy=owed.ASKED_AGAIN,
    title=_("Add an argument to the briefing"),
    done=_("Argument added to a briefing"),
    place=unit_of,
    allows=held_by("before", "running"),
)
def add_argument(
    ctx: Context,
    conversation: Conversation,
    side: Annotated[
        str,
        Choice(
            _("Side"),
            choices=Argument.Side.choices,
            empty=_("Begin each argument with one of the sides: for, against or other."),
        ),
    ],
    text: Annotated[str, Words(_("Argument"), most=1000, long=True, empty=_("Enter an argument."))],
    source: Annotated[
        str, Words(_("Where it comes from"), most=300, empty=_("Enter where it comes from."))
    ],
) -> Argument:
    """Put one more argument into the briefing, for example one a side asked for."""
    return _argument(ctx, conversation, side, text, source)


@action(
    "consultations.argue",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Add your own argument"),
    done=_("Argument added to a briefing"),
    place=unit_of,
    allows=_takes_arguments,
    limit="consultations.write_statement",
)
def argue(
    ctx: Context,
    conversation: Conversation,
    side: Annotated[
        str,
        Choice(
            _("Side"),
            choices=Argument.Side.choices,
            empty=_("Begin each argument with one of the sides: for, against or other."),
        ),
    ],
    text: Annotated[str, Words(_("Argument"), most=1000, long=True, empty=_("Enter an argument."))],
    source: Annotated[
        str, Words(_("Where it comes from"), most=300, empty=_("Enter where it comes from."))
    ],
) -> Argument:
    """Put your side into the briefing: the law wants arguments from more than one party."""
    if Argument.objects.filter(conversation=conversation, **_by(ctx.actor)).count() >= MOST_OWN:
        words = _("You have already added %(most)d arguments. You cannot add more.")
        raise BadInput("text", words % {"most": MOST_OWN})
    return _argument(ctx, conversation, side, text, source)


def _by(actor: Actor) -> dict[str, Any]:
    return {key: value for key, value in spoken_by(actor).items() if value is not None}


def _argument(
    ctx: Context, conversation: Conversation, side: str, text: str, source: str
) -> Argument:
    return ctx.save(
        Argument(
            conversation=conversation,
            side=side,
            text=text.strip(),
            source=source.strip(),
            at=ctx.occurred_at,
            **spoken_by(ctx.actor),
        )
    )


@action(
    "consultations.take_part",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Take part"),
    done=_("Somebody takes part in a conversation"),
    told=lambda _conversation: gettext("You are taking part."),
    allows=running,
    notifies=False,
)
def take_part(ctx: Context, conversation: Conversation) -> Conversation:
    """Join, after having seen the briefing; once per resident, organisation and office."""
    join(ctx, conversation)
    ctx.follow(conversation, ctx.actor.account)
    return conversation
