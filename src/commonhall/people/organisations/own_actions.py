"""What those who speak for an organisation do for it: present it, leave it, part with somebody, dissolve it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Flag, MailAddress, PersonByMail, Upload, WebAddress, Words
from commonhall.actions.undoing import put_back
from commonhall.core import clock, photos
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.actors import by_mail, in_force
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.people.residents.models import Person

BY = (Kind.PERSON, Kind.ORGANISATION)
RIGHT = "associate"
WHO = _("E-mail address of the person's account")


def speakers(organisation: Organisation) -> QuerySet[Membership]:
    """Who speaks for it today, who does so longest first."""
    rows = organisation.memberships.filter(in_force(clock.today()), person__isnull=False)
    return rows.select_related("person").order_by("starts", "pk")


def _own(actor: Actor, organisation: Organisation) -> Membership:
    """The membership by which somebody acts. Whether it is recognised does not matter: these are its own affairs."""
    found = speakers(organisation).filter(person_id=actor.person_id).first()
    if found is None:
        raise Refused("state", "not-yours", _("You can only do this for your own organisation."))
    return found


def check_speaks(actor: Actor, organisation: Organisation) -> None:
    _own(actor, organisation)
    if organisation.state == Organisation.State.ENDED:
        raise Refused("state", "wrong-state", _("This organisation was dissolved."))


def present(name: str) -> Any:
    """What stands there now."""
    return lambda organisation: getattr(organisation, name)


@action(
    "people.present_organisation",
    by=BY,
    right=RIGHT,
    title=_("Say what the organisation does"),
    done=_("Description of an organisation changed"),
    allows=check_speaks,
)
def present_organisation(
    ctx: Context,
    organisation: Organisation,
    purpose: Annotated[
        str, Words(_("Purpose"), most=2000, long=True, present=present("purpose"))
    ] = "",
    tongues: Annotated[
        str,
        Words(
            _("Languages people can speak with you"),
            _("For example: Polish, English, sign language."),
            most=200,
            present=present("tongues"),
        ),
    ] = "",
    email: Annotated[
        str,
        MailAddress(_("E-mail address"), _("It is not published."), present=present("email")),
    ] = "",
    website: Annotated[str, WebAddress(_("Website"), present=present("website"))] = "",
) -> Organisation:
    """Change what people read about the organisation. Its name and kind are changed by the office that keeps the
    register."""
    organisation.purpose, organisation.tongues = purpose, tongues
    organisation.email, organisation.website = email, website
    return ctx.save(organisation)


@action(
    "people.picture_organisation",
    by=BY,
    right=RIGHT,
    title=_("Show a photo"),
    done=_("Photo of an organisation shown"),
    allows=check_speaks,
)
def picture_organisation(
    ctx: Context,
    organisation: Organisation,
    image: Annotated[
        Any,
        Upload(
            _("Photo"),
            _("Hidden data, such as where it was taken, are removed."),
            kinds=("jpg", "jpeg", "png", "webp"),
            clean=photos.clean,
            empty=_("Choose a photo."),
        ),
    ],
    image_words: Annotated[
        str,
        Words(
            _("What the photo shows"),
            _("Read to people who cannot see it."),
            most=200,
            empty=_("Say what the photo shows."),
        ),
    ],
) -> Organisation:
    """Put a photo on the page of the organisation, or another one. Ask the people on it first."""
    organisation.image, organisation.image_words = image, image_words
    return ctx.save(organisation)


def _has_photo(actor: Actor, organisation: Organisation) -> None:
    check_speaks(actor, organisation)
    if not organisation.image:
        raise Refused("state", "wrong-state", _("It shows no photo."))


@action(
    "people.take_down_photo",
    by=BY,
    right=RIGHT,
    title=_("Take the photo down"),
    done=_("Photo of an organisation taken down"),
    allows=_has_photo,
)
def take_down_photo(ctx: Context, organisation: Organisation) -> Organisation:
    """The page shows a drawing again."""
    organisation.image, organisation.image_words = "", ""
    return ctx.save(organisation)


# --- who speaks for it ----------------------------------------------------------------------------
@action(
    "people.name_me",
    by=Kind.PERSON,
    right=RIGHT,
    title=_("Show my name, or hide it"),
    done=_("Name of a representative shown or hidden"),
    allows=check_speaks,
)
def name_me(
    ctx: Context,
    organisation: Organisation,
    name: Annotated[
        str,
        Words(
            _("Your name, as everybody may read it"),
            _("Leave blank to hide it: the page then counts you without a name."),
            most=120,
        ),
    ] = "",
    role: Annotated[str, Words(_("What you do there"), _("For example: treasurer."), most=80)] = "",
) -> Membership:
    """Show on the organisation's page that you speak for it, and as what. Nobody else can do this for you, and you can
    take it back."""
    if role and not name:
        raise BadInput("name", _("Enter your name, or leave what you do there blank too."))
    own = _own(ctx.actor, organisation)
    own.shown_as, own.role = name, role
    return ctx.save(own)


def _end(ctx: Context, member: Membership) -> Membership:
    """From this moment on: the last day was the one before."""
    member.ends = ctx.today - timedelta(days=1)
    return ctx.save(member)


@action(
    "people.stop_speaking",
    by=Kind.PERSON,
    right=RIGHT,
    title=_("Stop speaking for the organisation"),
    done=_("Representative left"),
    allows=check_speaks,
)
def stop_speaking(ctx: Context, organisation: Organisation) -> Membership:
    """You speak for it no more, from now on. If you are the last, the office that keeps the register can name
    somebody who shows that they may."""
    return _end(ctx, _own(ctx.actor, organisation))


def _not_alone(actor: Actor, organisation: Organisation) -> None:
    check_speaks(actor, organisation)
    if speakers(organisation).count() < 2:
        raise Refused("state", "alone", _("Nobody else speaks for this organisation."))


@action(
    "people.part_with_representative",
    by=BY,
    right=RIGHT,
    title=_("End that somebody speaks for the organisation"),
    done=_("Representative's power to speak ended"),
    allows=_not_alone,
)
def part_with_representative(
    ctx: Context,
    organisation: Organisation,
    person: Annotated[Person, PersonByMail(WHO, find=by_mail)],
) -> Membership:
    """They speak for it no more, from now on, and are told. Only those who have spoken for it longer can do this: nobody
    who comes in can shut out those who let them in."""
    own, member = _own(ctx.actor, organisation), _of(organisation, person)
    if member.pk == own.pk:
        raise BadInput("person", _("Choose somebody else. You can stop speaking for it yourself."))
    if (member.starts, member.pk) < (own.starts, own.pk):
        raise BadInput(
            "person",
            _(
                "They have spoken for it longer than you. The office that keeps the register can help."
            ),
        )
    return _end(ctx, member)


def _of(organisation: Organisation, person: Person) -> Membership:
    member = speakers(organisation).filter(person=person).first()
    if member is None:
        raise BadInput("person", _("This person does not speak for the organisation."))
    return member


def _somebody_speaks(_actor: Actor, organisation: Organisation) -> None:
    if not speakers(organisation).exists():
        raise Refused("state", "wrong-state", _("Nobody speaks for this organisation."))


@action(
    "people.end_representation",
    by=Kind.OFFICE,
    power="recognise-organisations",
    undo=put_back,
    title=_("End that somebody speaks for the organisation"),
    done=_("Representative's power to speak ended by the register"),
    place=lambda organisation: organisation.unit_id,
    concerns=lambda organisation: [organisation.ref],
    allows=_somebody_speaks,
)
def end_representation(
    ctx: Context,
    organisation: Organisation,
    person: Annotated[Person, PersonByMail(WHO, find=by_mail, concerned=True)],
    reason: Annotated[
        str,
        Words(
            _("Reason"),
            _("Public. For example: the minutes of its meeting of 3 May name another board."),
            most=1000,
            long=True,
            empty=_("Say why."),
        ),
    ],
) -> Membership:
    """Where the organisation's own rules or minutes show that somebody speaks for it no more, and it cannot say so
    itself."""
    member = _of(organisation, person)
    member.why_ended = reason
    return _end(ctx, member)


# --- its end --------------------------------------------------------------------------------------
def _alone(actor: Actor, organisation: Organisation) -> None:
    check_speaks(actor, organisation)
    if speakers(organisation).count() > 1:
        raise Refused(
            "state",
            "not-alone",
            _("Others speak for it, too. They must stop first, so that nobody dissolves it alone."),
        )


@action(
    "people.dissolve_organisation",
    by=BY,
    right=RIGHT,
    title=_("Dissolve the organisation"),
    done=_("Organisation dissolved"),
    allows=_alone,
)
def dissolve_organisation(
    ctx: Context,
    organisation: Organisation,
    sure: Annotated[
        bool, Flag(_("It has been dissolved by its own rules."), empty=_("Confirm this first."))
    ],
) -> Organisation:
    """It ends here and cannot be taken back. What it did stays on its page and on the record."""
    if not sure:
        raise BadInput("sure", _("Confirm this first."))
    organisation.state = Organisation.State.ENDED
    return ctx.save(organisation)
