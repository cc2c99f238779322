"""What a dispute begins with, whoever enters it: the two sides, the words, the days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.inputs import Choice, Flag, MailAddress, Pick, Words
from commonhall.core.refusals import BadInput
from commonhall.disputes.disputes import letters, parties, reading, rules
from commonhall.disputes.disputes.models import FIRST, SECOND, Dispute
from commonhall.disputes.disputes.models import Words as Kept
from commonhall.disputes.sealing import keys
from commonhall.law.queries import due_day
from commonhall.people.actors import by_mail
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.people.organisations.models import Organisation

State = Dispute.State
SEALED_HELP = _("Only you, the other side once they accept, and the mediator read this.")


def organisations() -> QuerySet[Organisation]:
    return Organisation.objects.exclude(state=Organisation.State.ENDED).order_by("pk")


KIND = Choice(
    _("Between whom is it?"),
    choices=Dispute.Kind.choices,
    radio=True,
    empty=_("Choose between whom the dispute is."),
)
MATTER = Words(
    _("What is it about?"),
    SEALED_HELP,
    most=4000,
    long=True,
    empty=_("Enter what the dispute is about."),
)
OTHER = Words(
    _("Who is on the other side?"),
    _("Their name. It is kept secret and never published."),
    most=120,
    empty=_("Enter the name of the other side."),
)
EMAIL = MailAddress(
    _("Their e-mail address"),
    _("We write to them. The letter does not say what it is about."),
)
ADDRESS = Words(
    _("Their postal address"),
    _("If you do not know an e-mail address. An office sends the letter."),
    most=300,
    long=True,
)
GROUPS = _("If an organisation or a public body is involved")
ORGANISATION = Pick(
    _("An organisation here"),
    _("If the other side is an organisation on the register."),
    rows=organisations,
    folded=GROUPS,
)
BODY = Pick(
    _("A public body here"),
    _("If the other side is a public body."),
    rows=active_bodies,
    key="code",
    folded=GROUPS,
)
DANGER = Flag(
    _("Somebody was threatened or hurt, or is afraid of it"),
    _("Then we do not ask the other side and do not mediate. We show you who helps at once."),
)


@dataclass(frozen=True)
class Other:
    """The side that is invited."""

    name: str
    email: str = ""
    address: str = ""
    organisation: Organisation | None = None
    body: Body | None = None

    @property
    def ref(self) -> str:
        """Who that is here; "" where they are not known yet."""
        if self.organisation is not None:
            return self.organisation.ref
        if self.body is not None:
            return self.body.ref
        known = by_mail(self.email) if self.email else None
        return known.ref if known is not None else ""

    def check(self) -> None:
        """Raises `BadInput` where there is no way to reach them."""
        if not (self.email or self.address or self.organisation or self.body):
            raise BadInput(
                "email", _("Enter an e-mail address or a postal address, so that we can ask them.")
            )


def open_for(
    ctx: Context,
    *,
    first: dict[str, str],
    other: Other,
    kind: str,
    matter: str,
    danger: bool,
    channel: str = Dispute.Channel.WEB,
    taken_by: int | None = None,
    day: date | None = None,
) -> Dispute:
    """Write a dispute down and ask the other side; in danger nobody is asked. first: ref, name, phone of who opens it."""
    other.check()
    keys.make()
    if other.ref and other.ref == first["ref"]:
        raise BadInput("email", _("The other side must be somebody else."))
    number = Dispute.free_number()
    dispute = Dispute(
        pk=number,
        kind=kind,
        channel=channel,
        taken_by_id=taken_by,
        opened_on=day or ctx.today,
        answer_by=None if danger else due_day("answer-invitation", ctx.today),
        on_paper=not danger and bool(other.address) and not (other.email or other.ref),
    )
    if danger:
        rules.end(ctx, dispute, State.STOPPED)
    ctx.save(dispute)
    ctx.subject = dispute.ref
    parties.add(dispute, FIRST, **first)
    second = {"name": other.name, "email": other.email, "address": other.address}
    parties.add(dispute, SECOND, ref=other.ref, **second)
    reading.write(dispute, Kept.Kind.MATTER, FIRST, ctx.occurred_at, text=matter)
    if not danger:
        letters.invite(dispute)
    return dispute
