"""What a panel works with: materials, the witnesses it chooses, and what members are owed for their days."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Pick, PickSeveral, Ref, WebAddress, Words
from commonhall.actions.subscriptions import part_of
from commonhall.actions.undoing import put_back
from commonhall.consultations.meetings.models import Meeting, Presence
from commonhall.consultations.speakers import spoken_by
from commonhall.core import refs
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.panels import choosing, law, queries
from commonhall.decisions.panels.actions import in_state, own, unit_of
from commonhall.decisions.panels.models import Member, Panel, PanelDay
from commonhall.decisions.panels.seats import must_sit
from commonhall.decisions.panels.spoken_models import Material, Witness, WitnessApproval

State = Panel.State


# --- materials ------------------------------------------------------------------------------------
def _adds(actor: Actor, panel: Panel) -> None:
    in_state(panel, State.INVITING, State.WORKING)
    if actor.kind is Kind.OFFICE:
        own(State.INVITING, State.WORKING)(actor, panel)
    else:
        must_sit(actor, panel)


@action(
    "decisions.add_panel_material",
    by=(Kind.PERSON, Kind.OFFICE),
    right=law.WORK,
    title=_("Add a material"),
    done=_("Material added for a panel"),
    allows=_adds,
)
def add_panel_material(
    ctx: Context,
    panel: Panel,
    title: Annotated[str, Words(_("Title"), most=200, empty=_("Enter a title."))],
    text: Annotated[
        str,
        Words(
            _("What it says"),
            _("In a few sentences that everybody understands. Public."),
            most=4000,
            long=True,
            empty=_("Enter what it says."),
        ),
    ],
    source: Annotated[
        str,
        WebAddress(
            _("Where it can be read"),
            _("The address of its source. Leave blank only where it is on the record here."),
            most=400,
        ),
    ] = "",
    about: Annotated[
        str, Ref(_("What it is on the record here"), _("Such as a briefing or a plan."))
    ] = "",
) -> Material:
    """Give the panel something to read, with its source. The office and every member can."""
    if not source and not about:
        raise BadInput("source", _("Enter the address of the source, or choose it on the record."))
    if about and refs.thing(about) is None:
        raise BadInput("about", _("There is nothing on the record with this reference. Check it."))
    made = ctx.save(
        Material(
            panel=panel,
            title=title,
            text=text,
            source=source,
            about=about,
            member=queries.member_of(ctx.actor, panel),
            at=ctx.occurred_at,
        )
    )
    ctx.subject = panel.ref
    return made


# --- witnesses ------------------------------------------------------------------------------------
def _hears(_actor: Actor, panel: Panel) -> None:
    in_state(panel, State.INVITING, State.WORKING)
    if not panel.witnesses:
        raise Refused("state", "no-witnesses", _("This panel hears no witnesses."))


@action(
    "decisions.propose_witness",
    by=(Kind.PERSON, Kind.ORGANISATION, Kind.OFFICE),
    right=law.PROPOSE,
    title=_("Propose a witness"),
    done=_("Witness proposed to a panel"),
    allows=_hears,
    limit="consultations.write_statement",
)
def propose_witness(
    ctx: Context,
    panel: Panel,
    name: Annotated[
        str,
        Words(
            _("Who should be heard"),
            _("A person or a group, with their agreement. Public."),
            most=160,
            empty=_("Enter who should be heard."),
        ),
    ],
    text: Annotated[
        str,
        Words(
            _("What they can tell the panel"),
            most=1000,
            long=True,
            empty=_("Enter what they can tell the panel."),
        ),
    ],
    interests: Annotated[
        str,
        Words(
            _("Interests they have in the matter"),
            _("Who pays them, what they own, what they campaign for. Leave blank for none."),
            most=500,
            long=True,
        ),
    ] = "",
) -> Witness:
    """Propose somebody whom the panel should hear. Everybody can; the panel alone chooses."""
    made = ctx.save(
        Witness(
            panel=panel,
            name=name,
            text=text,
            interests=interests,
            **{**spoken_by(ctx.actor), "at": ctx.occurred_at},
        )
    )
    ctx.subject = panel.ref
    return made


def proposed(panel: Panel) -> QuerySet[Witness]:
    """Witnesses among whom the panel chooses."""
    return Witness.objects.filter(panel=panel, state=Witness.State.PROPOSED).order_by("pk")


def _chooses(actor: Actor, panel: Panel) -> None:
    must_sit(actor, panel)
    if not proposed(panel).exists():
        raise Refused("state", "nobody", _("No witness waits to be chosen."))


@action(
    "decisions.approve_witnesses",
    by=Kind.PERSON,
    right=law.WORK,
    title=_("Say whom I want to hear"),
    done=_("A member said whom they want to hear"),
    allows=_chooses,
    notifies=False,
)
def approve_witnesses(
    ctx: Context,
    panel: Panel,
    witnesses: Annotated[
        list[Witness] | None,
        PickSeveral(_("Whom do you want to hear?"), _("As many as you like."), rows_of=proposed),
    ] = None,
) -> Panel:
    """Tick everybody you want to hear. Until the panel has chosen, saying it again replaces what you said before."""
    member = must_sit(ctx.actor, panel)
    wanted = {one.pk for one in witnesses or ()}
    mine = WitnessApproval.objects.filter(witness__in=proposed(panel), member=member)
    known = {one.witness_id: one for one in mine}
    for number, one in known.items():
        back = None if number in wanted else ctx.today
        if one.taken_back_on != back:
            one.taken_back_on = back
            ctx.save(one)
    for number in sorted(wanted - set(known)):
        ctx.save(WitnessApproval(witness_id=number, member=member))
    return panel


@action(
    "decisions.choose_witnesses",
    by=Kind.PERSON,
    right=law.WORK,
    title=_("Count the approvals and choose witnesses"),
    done=_("Panel chose its witnesses"),
    allows=_chooses,
)
def choose_witnesses(ctx: Context, panel: Panel) -> Panel:
    """Once more than half of the members have said whom they want to hear, any of them has it counted: by proportional approval,
    so that a minority of the panel is heard, too. The rule chooses; nobody else does."""
    must_sit(ctx.actor, panel)
    said, sitting = choosing.said(panel), queries.sitting(panel).count()
    if 2 * len(said) <= sitting:
        raise Refused(
            "state",
            "too-few",
            _(
                "More than half of the members must say first whom they want to hear: %(said)d of %(all)d have."
            )
            % {"said": len(said), "all": sitting},
        )
    rows = list(proposed(panel))
    chosen = choosing.winners(panel, rows, said)
    for one in rows:
        one.approvals = sum(one.pk in wanted for wanted in said.values())
        one.state = Witness.State.CHOSEN if one.pk in chosen else Witness.State.NOT_CHOSEN
        ctx.save(one)
    ctx.note(voted=len(said), chosen=len(chosen), of=len(rows))
    return panel


def to_invite(panel: Panel) -> QuerySet[Witness]:
    """Chosen witnesses who were not heard yet."""
    states = (Witness.State.CHOSEN, Witness.State.INVITED)
    return Witness.objects.filter(panel=panel, state__in=states).order_by("pk")


def _invites(actor: Actor, panel: Panel) -> None:
    own(State.WORKING)(actor, panel)
    if not to_invite(panel).exists():
        raise Refused("state", "nobody", _("The panel has chosen nobody who waits to be invited."))


@action(
    "decisions.note_witness",
    by=Kind.OFFICE,
    power=law.COMMISSION,
    undo=put_back,
    title=_("Say what became of a witness"),
    done=_("What became of a witness was recorded"),
    place=unit_of,
    allows=_invites,
)
def note_witness(
    ctx: Context,
    panel: Panel,
    witness: Annotated[Witness, Pick(_("Witness"), rows_of=to_invite)],
    state: Annotated[
        str,
        Choice(
            _("What became of it?"),
            choices=[
                (one.value, one.label)
                for one in (Witness.State.INVITED, Witness.State.HEARD, Witness.State.UNABLE)
            ],
            radio=True,
            empty=_("Choose what became of it."),
        ),
    ],
) -> Witness:
    """The office invites whom the panel chose, and nobody else."""
    if witness.panel_id != panel.pk or witness not in to_invite(panel):
        raise BadInput("witness", _("The panel did not choose this witness."))
    one = witness.as_read()
    one.state = state
    return ctx.save(one)


# --- pay ------------------------------------------------------------------------------------------
@part_of("consultations.close_meeting")
def owes_for_the_day(ctx: Context, meeting: Meeting, _arguments: dict[str, Any]) -> None:
    """Members who were there, by their own word and the code in the room, are owed the stated sum."""
    kind, _colon, number = meeting.panel.partition(":")
    if kind != Panel._meta.label_lower:
        return
    panel = Panel.objects.get(pk=int(number))
    there = Presence.objects.filter(meeting=meeting).exclude(person=None).values("person")
    if not panel.pay:
        return
    for member in queries.sitting(panel).filter(person__in=there).order_by("number"):
        ctx.save(
            PanelDay(
                panel=panel,
                member=member,
                meeting=meeting,
                amount=panel.pay,
                currency=panel.currency,
                owed_on=ctx.today,
            )
        )


def _pays(actor: Actor, panel: Panel) -> None:
    own(State.WORKING, State.ENDED)(actor, panel)
    if not queries.unpaid(panel).exists():
        raise Refused("state", "nothing-owed", _("Nothing is due to members at the moment."))


@action(
    "decisions.pay_panel_member",
    by=Kind.OFFICE,
    power=law.COMMISSION,
    remedy=owed.CLAIMED_BACK,
    title=_("Say that a member was paid"),
    done=_("Member of a panel paid"),
    place=unit_of,
    allows=_pays,
    notifies=False,
    second_factor=True,
)
def pay_panel_member(
    ctx: Context,
    panel: Panel,
    member: Annotated[Member, Pick(_("Member"), rows_of=queries.unpaid)],
    receipt: Annotated[
        str,
        Words(
            _("Number of the payment"),
            _("As in the books. Not public."),
            most=80,
            empty=_("Enter the number of the payment."),
        ),
    ],
) -> Panel:
    """What a member was owed for all meeting days so far was paid. The public sees the sums, never whom."""
    days = list(PanelDay.objects.filter(panel=panel, member=member, paid_on=None).order_by("pk"))
    if not days:
        raise BadInput("member", _("Nothing is due to this member."))
    for one in days:
        one.paid_on, one.receipt = ctx.today, receipt
        ctx.save(one)
    ctx.note(days=len(days), amount=sum(one.amount for one in days))
    return panel
