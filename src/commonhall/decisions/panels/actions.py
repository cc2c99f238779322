"""Commissioning a panel: its question, seats, letters, days, pay and care, and by when the body answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Amount,
    Choice,
    ChoiceMany,
    Day,
    Flag,
    Lines,
    Moment,
    Names,
    Number,
    Pick,
    Ref,
    Words,
)
from commonhall.actions.undoing import by_action
from commonhall.consultations.conversations.actions import matter_in
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.lotteries import opening_actions, queries, reading
from commonhall.decisions.lotteries.draw_actions import forget
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.panels import law, search
from commonhall.decisions.panels.models import Care, Panel, PanelLetter
from commonhall.places.models import Unit
from commonhall.places.queries import units

State, Source = Panel.State, Lottery.Source
# Between the opening and the moment at which the roll is frozen for the letters.
FREEZES = timedelta(minutes=5)
MOST_LETTERS, MOST_WAVES, MOST_DAYS, LONGEST = 20_000, 6, 30, 3 * 365
ENOUGH = 3


def days_of(text: str) -> list[str]:
    """Meeting days, one a line, as people write them; gives them as ISO dates, in order."""
    read = Day(_("Day")).field(True)
    return sorted({read.clean(line).isoformat() for line in text.splitlines() if line.strip()})


@action(
    "decisions.commission_panel",
    by=Kind.OFFICE,
    power=law.COMMISSION,
    undo=by_action("decisions.annul_panel"),
    title=_("Commission a panel"),
    done=_("Panel commissioned"),
    news=True,
)
def commission_panel(
    ctx: Context,
    names: Annotated[
        dict[str, str],
        Names(_("The question to the panel"), empty=_("Enter the question to the panel.")),
    ],
    texts: Annotated[
        dict[str, str],
        Names(
            _("What it is about"),
            _("What the panel can still change, and what not."),
            most=8000,
            long=True,
            empty=_("Enter what it is about."),
        ),
    ],
    unit: Annotated[Unit, Pick(_("Residents of which place"), rows=units, key="code", place=True)],
    seats: Annotated[int, Number(_("Seats"), least=4, most=200)],
    quotas: Annotated[
        list[dict[str, Any]],
        Lines(
            _("Whom the panel must mirror"),
            _(
                "One characteristic per line, for example: age | Age. Below it one value per line, for example: - young | 3 | 5 | under 30"
            ),
            read=reading.quotas,
            empty=_("Enter at least one characteristic with its values."),
        ),
    ],
    per_wave: Annotated[int, Number(_("Letters in a wave"), least=10, most=MOST_LETTERS)],
    waves: Annotated[
        int,
        Number(
            _("Waves of letters, at most"),
            _("A further wave goes out only while too few have accepted."),
            least=1,
            most=MOST_WAVES,
        ),
    ],
    answer_days: Annotated[
        int,
        Number(
            _("Days to answer"),
            _("To answer a letter, and after the draw to confirm the seat."),
            least=7,
            most=60,
        ),
    ],
    days: Annotated[
        list[str],
        Lines(
            _("Meeting days"),
            _("One day a line, for example 14.3.2027. The hours follow when each meeting is set."),
            read=days_of,
            empty=_("Enter at least one meeting day."),
        ),
    ],
    works_until: Annotated[date, Day(_("Last day of the panel’s work"))],
    answer_on: Annotated[date, Day(_("The body answers by"))],
    pay: Annotated[
        int,
        Amount(_("Pay for each meeting day"), _("Enter 0 for none.")),
    ] = 0,
    care: Annotated[
        Sequence[str],
        ChoiceMany(_("What is offered so that everybody can come"), choices=Care.choices),
    ] = (),
    witnesses: Annotated[
        int, Number(_("Witnesses the panel hears, at most"), least=0, most=30)
    ] = 0,
    enough: Annotated[
        int | None,
        Number(
            _("Acceptances that are enough"),
            _("Leave blank for three times the seats."),
            least=4,
            most=MOST_LETTERS,
        ),
    ] = None,
    about: Annotated[str, Ref(_("Which matter it is about"))] = "",
    household: Annotated[bool, Flag(_("One seat at most per household"))] = False,
    source: Annotated[
        str,
        Choice(
            _("What decides who is drawn?"),
            _("Both draws use it: that of letters, and that of seats."),
            choices=Source.choices[:2],
            unsaid=_("default: a public beacon"),
        ),
    ] = Source.BEACON,
    letters_at: Annotated[
        datetime | None,
        Moment(
            _("When the letters are drawn"),
            _("At least fifteen minutes from now. Leave blank for an hour from now."),
        ),
    ] = None,
    seats_at: Annotated[
        datetime | None,
        Moment(
            _("When the seats are drawn"),
            _("After the last wave has answered. Leave blank for an hour after its last day."),
        ),
    ] = None,
    draw_names: Annotated[
        dict[str, str] | None,
        Names(_("Which public draw"), _("Only for numbers of a public draw."), most=300),
    ] = None,
    numbers_count: Annotated[
        int | None, Number(_("How many numbers are drawn there"), least=1, most=20)
    ] = None,
    numbers_most: Annotated[
        int | None, Number(_("The highest number there"), least=2, most=999)
    ] = None,
    again_of: Annotated[
        Lottery | None,
        Pick(_("The draw it repeats"), rows=queries.lotteries),
    ] = None,
    again_reason: Annotated[str, Words(_("Why it is held again"), most=1000, long=True)] = "",
) -> Panel:
    """Ask residents drawn by lot to work on a question. Letters go to residents in an order that nobody can choose, and seats are
    drawn among those who accept. All that is stated here stands; the body owes an answer to each recommendation by the day."""
    matter_in(about, unit)
    _check(ctx, care, days, works_until, answer_on)
    draw = (draw_names or {}, numbers_count, numbers_most)
    said = {"texts": texts, "unit": unit, "body_id": ctx.actor.body_id}
    letters = Lottery(
        **said,
        names=titled(names, gettext_noop("Letters: %(name)s")),
        kind=Lottery.Kind.LETTERS,
        rule=Lottery.Rule.LOTTERY,
        places=per_wave * waves,
        source=source,
        opens_at=ctx.occurred_at,
        closes_at=ctx.occurred_at + FREEZES,
        answer_days=answer_days,
        about=about,
    )
    _put_up(ctx, letters, letters_at, draw, {"draws_at": "letters_at"})
    assert letters.draws_at is not None
    closes_at = end_of(letters.draws_at, 1 + waves * (answer_days + 1))
    of_seats = Lottery(
        **said,
        names=titled(names, gettext_noop("Seats: %(name)s")),
        kind=Lottery.Kind.PANEL,
        rule=Lottery.Rule.LEXIMIN,
        places=seats,
        quotas=quotas,
        household=household,
        source=source,
        opens_at=ctx.occurred_at,
        closes_at=closes_at,
        answer_days=answer_days,
        invited=True,
        about=about,
        again_of=again_of,
        again_reason=again_reason.strip(),
    )
    _put_up(ctx, of_seats, seats_at, draw, {"draws_at": "seats_at", "places": "seats"})
    if date.fromisoformat(days[0]) <= timezone.localdate(of_seats.draws_at):
        raise BadInput(
            "days",
            _("Enter meeting days after the seats are drawn, on %(day)s.")
            % {"day": timezone.localdate(of_seats.draws_at).isoformat()},
        )
    panel = ctx.save(
        Panel(
            **said,
            names=names,
            about=about,
            seats=seats,
            letters=letters,
            draw=of_seats,
            per_wave=per_wave,
            waves=waves,
            enough=enough or ENOUGH * seats,
            answer_days=answer_days,
            pay=pay,
            care=sorted(care),
            days=days,
            works_until=works_until,
            witnesses=witnesses,
            answer_on=answer_on,
            at=ctx.occurred_at,
        )
    )
    if about:
        ctx.link(about, panel, "put-to-lot")
    ctx.link(panel, of_seats, "drawn-by")
    ctx.link(panel, letters, "drawn-by")
    search.index_panel(panel)
    ctx.subject = panel.ref
    ctx.note(seats=seats, per_wave=per_wave, waves=waves, answer_on=answer_on.isoformat())
    return panel


def titled(names: Mapping[str, str], words: str) -> dict[str, str]:
    """The name of one of the two draws, in each language of the panel's name."""
    found = {}
    for code, name in names.items():
        with translation.override(code):
            found[code] = gettext(words) % {"name": name}
    return found


def end_of(moment: datetime, days: int) -> datetime:
    """The last second of the day so many days later."""
    day = timezone.localtime(moment) + timedelta(days=days)
    return day.replace(hour=23, minute=59, second=59, microsecond=0)


def _put_up(
    ctx: Context,
    lottery: Lottery,
    at: datetime | None,
    draw: tuple[dict[str, str], int | None, int | None],
    fields: dict[str, str],
) -> None:
    """Open one of the two draws; what is wrong is said at the panel's own field."""
    try:
        opening_actions.put_up(ctx, lottery, at, *draw)
    except BadInput as error:
        raise BadInput(fields.get(error.field, error.field), error.message) from error


def _check(
    ctx: Context, care: Sequence[str], days: Sequence[str], works_until: date, answer_on: date
) -> None:
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    if len(days) > MOST_DAYS or first <= ctx.today:
        raise BadInput("days", _("Enter up to 30 days that are still to come."))
    if not last <= works_until <= ctx.today + timedelta(days=LONGEST):
        raise BadInput("works_until", _("Enter a day on or after the last meeting day."))
    most = law.days(law.ANSWER, ctx.today, 90)
    if not works_until < answer_on <= works_until + timedelta(days=most):
        raise BadInput(
            "answer_on",
            _("Enter a day after the panel’s work, at most %(days)d days later: the law says so.")
            % {"days": most},
        )


# --- what all its actions share -------------------------------------------------------------------------------
def unit_of(panel: Panel) -> int:
    return panel.unit_id


def own(*states: str) -> Any:
    """The panel is the actor's body's, in one of these states."""

    def check(actor: Actor, panel: Panel) -> None:
        if panel.body_id != actor.body:
            raise Refused("state", "other-body", _("Another body commissioned this panel."))
        in_state(panel, *states)

    return check


def in_state(panel: Panel, *states: str) -> None:
    if panel.state not in states:
        raise Refused(
            "state", "wrong-state", _("You cannot do this while the panel is in its current state.")
        )


def close(ctx: Context, panel: Panel, state: str) -> Panel:
    """It is over: what people said of themselves and of what they need goes."""
    PanelLetter.objects.filter(panel=panel).update(care=[], needs="", email="")
    forget(panel.draw)
    panel.state, panel.ended_on = state, ctx.today
    made = ctx.save(panel)
    search.index_panel(made)
    return made
