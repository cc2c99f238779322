"""The operator's part: a dispute told on the telephone, at the counter or in a letter; the letter by post; later words.

An operator writes down, and reads nothing afterwards: the words are sealed with the button that sends them.
"""

from __future__ import annotations

from typing import Annotated

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import drafts, exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import Action, action
from commonhall.actions.inputs import Choice, Internal, MailAddress, Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.disputes.disputes import opening, parties, rules
from commonhall.disputes.disputes.actions import (
    ON_ITS_PAGE,
    TAKES_PART,
    accept_dispute,
    refuse_dispute,
    stop_dispute,
    withdraw_dispute,
)
from commonhall.disputes.disputes.actions import accepted as accept_it
from commonhall.disputes.disputes.actions import refused as refuse_it
from commonhall.disputes.disputes.models import FIRST, Dispute, Party
from commonhall.disputes.mediation.settling_actions import publish_dispute, say_held, sign_dispute
from commonhall.disputes.mediators.choosing_actions import strike_names
from commonhall.law.queries import due_day
from commonhall.people.actors import as_person, by_mail, office_of
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person

State = Dispute.State
CHANNELS = [
    (one.value, one.label)
    for one in (Dispute.Channel.PHONE, Dispute.Channel.COUNTER, Dispute.Channel.LETTER)
]


def _told(dispute: Dispute) -> str:
    code = parties.spaced(parties.code_of(parties.of(dispute, FIRST)))
    said = gettext("Dispute %(number)s is written down and sealed. You cannot read it any more.")
    tell = gettext("Tell them the number, and this code, which is shown only now: %(code)s")
    return format_html("{} {}", said % {"number": dispute.number}, tell % {"code": code})


@action(
    "disputes.take_in_dispute",
    by=Kind.OFFICE,
    power="take-in-disputes",
    nobody_concerned=exemptions.WRITTEN_DOWN,
    remedy=owed.LOOKED_AT,
    title=_("Enter a dispute for somebody"),
    done=_("Dispute entered for somebody"),
    told=_told,
    page_only=ON_ITS_PAGE,
    notifies=False,
)
def take_in_dispute(
    ctx: Context,
    channel: Annotated[
        str,
        Choice(
            _("How did it come?"),
            choices=CHANNELS,
            radio=True,
            empty=_("Choose telephone, counter or letter."),
        ),
    ],
    name: Annotated[
        str,
        Words(
            _("Name of the person who asks"),
            _("Sealed with the rest. You cannot read it afterwards."),
            most=120,
            empty=_("Enter their name."),
        ),
    ],
    kind: Annotated[str, opening.KIND],
    other: Annotated[str, opening.OTHER],
    matter: Annotated[str, opening.MATTER],
    phone: Annotated[str, Words(_("Their telephone"), _("Sealed with the rest."), most=40)] = "",
    account: Annotated[
        str,
        MailAddress(
            _("E-mail address of their account"),
            _("Only if they have an account here. They can then go on by themselves."),
        ),
    ] = "",
    email: Annotated[str, opening.EMAIL] = "",
    address: Annotated[str, opening.ADDRESS] = "",
    organisation: Annotated[Organisation | None, opening.ORGANISATION] = None,
    body: Annotated[Body | None, opening.BODY] = None,
    danger: Annotated[bool, opening.DANGER] = False,
) -> Dispute:
    """Write down what somebody tells you, in their name. Read it back to them before you send: you cannot open it again."""
    if account:
        person = by_mail(account)
        if person is None:
            raise BadInput(
                "account",
                _("Nobody has an account with this address. Check it or leave it blank."),
            )
        if person.pk == ctx.actor.person_id:
            raise BadInput("account", _("This is your own account. Ask for mediation yourself."))
    else:
        # Nothing of them stands outside the seal.
        person = Person.objects.create()
    ctx.note(channel=channel)
    return opening.open_for(
        ctx,
        first={"ref": person.ref, "name": name, "phone": phone},
        other=opening.Other(other, email, address, organisation, body),
        kind=kind,
        matter=matter,
        danger=danger,
        channel=channel,
        taken_by=office_of(ctx.actor),
    )


# --- the letter by post -----------------------------------------------------------------------------
def _to_be_posted(_actor: Actor, dispute: Dispute) -> None:
    if not dispute.on_paper or dispute.state != State.INVITED or dispute.posted_on is not None:
        raise Refused("state", "wrong-state", _("There is no letter to post for this dispute."))


@action(
    "disputes.post_dispute",
    by=Kind.OFFICE,
    power="take-in-disputes",
    any_body=exemptions.TAKEN_IN,
    undo=put_back,
    title=_("The letter was posted"),
    done=_("Invitation to mediation posted"),
    allows=_to_be_posted,
    notifies=False,
)
def post_dispute(ctx: Context, dispute: Dispute) -> Dispute:
    """Say that you posted the letter. From now on nobody can print it again, and the days for the answer begin."""
    dispute.posted_on = ctx.today
    dispute.answer_by = due_day("answer-invitation", ctx.today)
    return ctx.save(dispute)


# --- the link in the letter -------------------------------------------------------------------------
def join(party: Party, actor: Actor) -> None:
    """From now on the invited side is who acts here."""
    known = parties.said_of(party).get("ref")
    if not known:
        parties.reseal(party, ref=f"people.person:{actor.person_id}")


@action(
    "disputes.answer_by_link",
    by=Kind.PERSON,
    right=TAKES_PART,
    title=_("Answer the invitation"),
    done=_("Invitation to mediation answered"),
    no_door="only by the link in the letter, which says whose answer it is",
    notifies=False,
)
def answer_by_link(
    ctx: Context,
    dispute: Dispute,
    token: Annotated[str, Internal()],
    accepts: Annotated[bool, Internal()],
) -> Dispute:
    """Accept or refuse by the link in a letter, with or without an account. The link works once."""
    rules.unnamed(ctx)
    party = parties.by_token(token)
    if party is None or party.dispute_id != dispute.pk or dispute.state != State.INVITED:
        raise Refused("state", "not-yours", _("This link has been used, or is not one of ours."))
    first = parties.of(dispute, FIRST)
    if accepts and first.mark in parties.marks_of(ctx.actor.person_id):
        raise Refused("state", "not-yours", _("You opened this dispute. The other side answers."))
    if not accepts:
        return refuse_it(ctx, dispute)
    join(party, ctx.actor)
    return accept_it(ctx, dispute)


# --- their later word -------------------------------------------------------------------------------
SAYS: dict[str, Action[..., Dispute]] = {
    "accept": accept_dispute,
    "refuse": refuse_dispute,
    "lot": strike_names,
    "sign": sign_dispute,
    "withdraw": withdraw_dispute,
    "stop": stop_dispute,
    "held": say_held,
    "partly": say_held,
    "not": say_held,
    "publish": publish_dispute,
}
_WORDS = [
    ("accept", _("They accept mediation")),
    ("refuse", _("They refuse mediation")),
    ("lot", _("They strike no names")),
    ("sign", _("They sign the agreement")),
    ("withdraw", _("They withdraw")),
    ("stop", _("They were threatened or hurt: stop")),
    ("held", _("The agreement was kept")),
    ("partly", _("The agreement was partly kept")),
    ("not", _("The agreement was not kept")),
    ("publish", _("They want the agreement to be public")),
]


@action(
    "disputes.record_word",
    by=Kind.OFFICE,
    power="take-in-disputes",
    any_body=exemptions.TAKEN_IN,
    remedy=owed.LOOKED_AT,
    title=_("Record what one side says"),
    done=_("Word of one side recorded"),
    limit="disputes.codes",
    page_only=ON_ITS_PAGE,
    notifies=False,
)
def record_word(
    ctx: Context,
    dispute: Dispute,
    code: Annotated[
        str,
        Words(
            _("Code of the person"),
            _("It was told to them with the number, or is in their letter."),
            most=20,
            empty=_("Ask for their code. You need it to record what they say."),
        ),
    ],
    says: Annotated[
        str, Choice(_("What do they say?"), choices=_WORDS, radio=True, empty=_("Choose one."))
    ],
) -> Dispute:
    """Enter a word of one side on the telephone or at the counter. Their code shows that it is they."""
    party = parties.by_code(dispute, code)
    if party is None:
        raise BadInput("code", _("This is not a code of this dispute. Check it and try again."))
    person = parties.person_of(party)
    if person is None:
        if parties.said_of(party).get("ref") or says not in ("accept", "refuse"):
            raise BadInput("code", _("This side has an account and answers with it."))
        person = Person.objects.create()
        parties.reseal(party, ref=person.ref)
    given = {"held": says} if SAYS[says] is say_held else {}
    return ctx.perform_as(as_person(person), SAYS[says], dispute, **given)


drafts.keep_nothing(take_in_dispute)
drafts.keep_nothing(record_word)
