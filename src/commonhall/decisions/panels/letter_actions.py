"""What is done with letters: drawn by the System, printed by the office that keeps the roll, answered with their code.

Who answers by a code alone acts by the System's hand: the record says that a letter was answered, never which or by whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Internal, Upload, Words
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.lotteries import actions as lottery_actions
from commonhall.decisions.lotteries import draw_actions, roll_letters
from commonhall.decisions.lotteries.models import Application, Lottery
from commonhall.decisions.panels import invitations, law, queries, seats
from commonhall.decisions.panels.actions import in_state, unit_of
from commonhall.decisions.panels.models import Member, Panel, PanelLetter, Wave
from commonhall.decisions.votes import envelopes
from commonhall.people.residents import census, guessing, letter_codes
from commonhall.people.residents.letter_codes import Batch
from commonhall.people.residents.models import CensusEntry, Verification
from commonhall.people.residents.verifying import (
    person_of,
    unknown_code,
    use_line,
    verify,
)

State, Answer = Panel.State, PanelLetter.Answer
GUESSES = guessing.at(
    "letter", lambda number: f"panel {letter_codes.folded_number(number)}", "unknown-code"
)
BY_CODE = _("it is done on the page for letters, with the number and the code in the letter")
LETTER = Words(_("Number of the letter"), most=30, empty=_("Enter the number of the letter."))
CODE = Words(_("Code in the letter"), most=40, empty=_("Enter the code in the letter."))


# --- drawing them ---------------------------------------------------------------------------------
def _due(_actor: Actor, panel: Panel) -> None:
    in_state(panel, State.INVITING)
    if wave_due(panel) is None:
        raise Refused("state", "wrong-state", _("No wave of letters is due here."))


def wave_due(panel: Panel) -> int | None:
    """The number of the wave that is due today: the first once the letters are drawn, each other after the one before has
    answered, while too few have accepted and there is time to answer."""
    if panel.letters.state != Lottery.State.COMPLETE:
        return None
    last = panel.letter_waves.order_by("-number").first()
    number = last.number + 1 if last else 1
    in_time = clock.now() + timedelta(days=panel.answer_days) <= panel.draw.closes_at
    if number > panel.waves or not in_time:
        return None
    if last is not None and (last.runs or queries.accepted(panel) >= panel.enough):
        return None
    return number


@action(
    "decisions.draw_letters",
    by=Kind.SYSTEM,
    power=law.RUN,
    title=_("Draw a wave of letters"),
    done=_("Wave of letters to the roll drawn"),
    place=unit_of,
    allows=_due,
)
def draw_letters(ctx: Context, panel: Panel) -> Wave:
    """The next on the roll, in the order of the seed, get a letter: no office chooses among them."""
    number = wave_due(panel)
    assert number is not None
    turn = invitations.in_turn(panel, number)[panel.per_wave * (number - 1) :]
    if not turn:
        raise Refused("state", "wrong-state", _("Everybody on the roll has a letter already."))
    wave = ctx.save(
        Wave(
            panel=panel,
            number=number,
            drawn_on=ctx.today,
            answer_by=ctx.today + timedelta(days=panel.answer_days),
            letters=len(turn),
            root=roll_letters.root_of(turn),
        )
    )
    PanelLetter.objects.bulk_create(
        [PanelLetter(panel=panel, wave=wave, entry_id=entry) for entry in turn], batch_size=500
    )
    ctx.note(wave=number, letters=len(turn), root=wave.root)
    return wave


# --- printing -------------------------------------------------------------------------------------
def _runs(_actor: Actor, wave: Wave) -> None:
    in_state(wave.panel, State.INVITING)
    if not wave.runs:
        raise Refused("state", "over", _("The time to answer the letters of this wave has passed."))


@action(
    "decisions.print_panel_letters",
    by=Kind.OFFICE,
    power=law.PRINT,
    remedy=owed.WRITTEN_AGAIN,
    any_body=exemptions.WATCHED,
    title=_("Print the letters of this wave"),
    done=_("Letters of a wave printed"),
    place=lambda wave: wave.panel.unit_id,
    allows=_runs,
    notifies=False,
    own_page=True,
    page_only="the letters are shown once, on its page",
)
def print_panel_letters(
    ctx: Context,
    wave: Wave,
    file: Annotated[
        Any,
        Upload(
            _("List of residents, as a CSV file"),
            _(
                "With the columns number, born, name and address. Letters are printed for those who were drawn. Names and addresses are not kept."
            ),
            private=True,
            kinds=("csv", "txt"),
        ),
    ],
) -> Batch:
    """Print a letter with a code for everybody on a list who was drawn. Who has answered is told to nobody, and codes printed
    before for the same people stop working."""
    lines = census.read(census.text_of(file), wave.panel.unit, "file", letter_codes.NEEDED)
    batch, again = invitations.write(wave, lines)
    ctx.note(letters=len(batch.letters), again=again)
    return batch


# --- answering ------------------------------------------------------------------------------------
def opened(panel: Panel, number: str, code: str) -> PanelLetter:
    """The letter, or the one refusal that every wrong code gets."""
    letter = invitations.by_code(number, code, panel)
    if letter is None:
        raise unknown_code()
    return letter


def _invites(_actor: Actor, panel: Panel) -> None:
    in_state(panel, State.INVITING)


@action(
    "decisions.answer_panel_letter",
    by=Kind.SYSTEM,
    power=law.RUN,
    title=_("Answer a letter"),
    done=_("A letter to the roll was answered"),
    place=unit_of,
    allows=_invites,
    notifies=False,
    guesses=GUESSES,
    no_door=BY_CODE,
)
def answer_panel_letter(
    ctx: Context,
    panel: Panel,
    letter: Annotated[str, LETTER],
    code: Annotated[str, CODE],
    accepts: Annotated[bool, Internal()],
    features: Annotated[dict[str, str] | None, Internal()] = None,
    home: Annotated[str, Internal()] = "",
    care: Annotated[Sequence[str], Internal()] = (),
    needs: Annotated[str, Internal()] = "",
    email: Annotated[str, Internal()] = "",
) -> PanelLetter:
    """Accept or decline, without an account. No reason is asked for. Until the list for the draw closes the answer can change."""
    found = opened(panel, letter, code)
    if not found.wave.runs:
        raise Refused("state", "too-late", _("The time to answer has passed."))
    Application.objects.filter(lottery=panel.draw, code=found.code or "-").delete()
    found.answer = Answer.ACCEPTED if accepts else Answer.DECLINED
    found.answered_on, found.code = ctx.today, ""
    found.care, found.needs, found.email = [], "", ""
    if accepts:
        found.care = sorted(set(care) & set(panel.care))
        found.needs, found.email = needs, email
        found.code = _enter(ctx, panel, features or {}, home, found.person_id)
    else:
        found.person_id = None
    found.save()
    return found


def _enter(
    ctx: Context, panel: Panel, features: dict[str, str], home: str, person: int | None
) -> str:
    """A ticket in the draw of seats."""
    lottery = panel.draw
    if lottery.household and not home.strip():
        raise BadInput("home", _("Enter your address. Each household can have only one place."))
    made = Application.objects.create(
        lottery=lottery,
        person_id=person,
        code=envelopes.new_tracker(),
        features=lottery_actions.said_of_quotas(lottery, features),
        household=lottery_actions.household_key(lottery, home) if lottery.household else "",
        at=ctx.occurred_at,
    )
    return made.code


def _may_join(letter: PanelLetter, person: int) -> bool:
    """A line of the roll is one person's: who was confirmed by another line sits on nobody's letter but their own."""
    if letter.entry_id is None:
        return True
    mine = CensusEntry.objects.filter(used_by=person)
    other = CensusEntry.objects.filter(pk=letter.entry_id).exclude(used_by=None)
    if mine.exclude(pk=letter.entry_id).exists() or other.exclude(used_by=person).exists():
        return False
    return (
        not PanelLetter.objects.filter(panel=letter.panel, person=person)
        .exclude(pk=letter.pk)
        .exists()
    )


# --- the seat -------------------------------------------------------------------------------------
@action(
    "decisions.answer_panel_seat",
    by=Kind.SYSTEM,
    power=law.RUN,
    title=_("Answer for a drawn seat"),
    done=_("A drawn seat of a panel was answered for"),
    place=unit_of,
    allows=lambda _actor, panel: in_state(panel, State.WORKING),
    notifies=False,
    guesses=GUESSES,
    no_door=BY_CODE,
)
def answer_panel_seat(
    ctx: Context,
    panel: Panel,
    letter: Annotated[str, LETTER],
    code: Annotated[str, CODE],
    accepts: Annotated[bool, Internal()],
    name: Annotated[str, Internal()] = "",
) -> Panel:
    """Take the seat that was drawn, or leave it to whom the rule names next."""
    found = opened(panel, letter, code)
    ticket, lottery = invitations.ticket_of(found), panel.draw
    draw_actions.waits(ticket)
    assert ticket is not None
    if not accepts:
        draw_actions.pass_on(ctx, lottery, ticket, "declined")
        draw_actions.settle(ctx, lottery)
        return panel
    draw_actions.accept(ctx, lottery, ticket, name)
    seats.seat(ctx, panel, ticket, found.person_id)
    return panel


@action(
    "decisions.join_panel",
    by=Kind.PERSON,
    right=law.WORK,
    title=_("Tie my letter to my account"),
    done=_("A member of a panel has an account"),
    guesses=GUESSES,
    limit="people.verify_by_census",
    notifies=False,
)
def join_panel(ctx: Context, letter: Annotated[str, LETTER], code: Annotated[str, CODE]) -> Panel:
    """You have answered a letter without an account, and now have one: what the panel does is open to you here. The number and
    the code in the letter show that it is yours, and that you live there."""
    found = invitations.by_code(letter, code)
    if found is None or found.answer != Answer.ACCEPTED:
        raise unknown_code()
    person = ctx.actor.person_id
    if found.person_id not in (None, person) or not _may_join(found, person):
        raise Refused(
            "standing",
            "not-yours",
            _("This letter went to somebody else on the roll of residents."),
        )
    _confirm(ctx, found)
    found.person_id = person
    found.save(update_fields=["person"])
    mine = Application.objects.filter(lottery=found.panel.draw_id, code=found.code)
    mine.update(person=person)
    for member in Member.objects.filter(ticket__code=found.code, person=None, left_on=None):
        member.person_id = person
        ctx.save(member)
    for thing in (found.panel, found.panel.draw):
        ctx.follow(thing, ctx.actor.account)
    ctx.subject = found.panel.ref
    return found.panel


def _confirm(ctx: Context, letter: PanelLetter) -> None:
    """The letter reached them at their address: their line of the roll is theirs, and they are confirmed as a resident, as by
    any other letter with a code. So what they say at the panel's meetings counts as a resident's."""
    if letter.entry_id is None:
        return
    line = CensusEntry.objects.select_for_update(of=("self",)).get(pk=letter.entry_id)
    person = person_of(ctx.actor)
    use_line(line, person, unknown_code())
    known = Verification.objects.filter(person=person, starts__lte=ctx.today, ends__gte=ctx.today)
    if not known.exists():
        verify(ctx, person, line.unit, Verification.Method.LETTER)
