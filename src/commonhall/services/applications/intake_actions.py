"""The operator's part: an application told at the counter, on the telephone or in a letter, and a later word on it."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import drafts, exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import Action, action
from commonhall.actions.inputs import Choice, MailAddress, Words
from commonhall.actions.undoing import put_back
from commonhall.cases.intake.actions import CODE, PHONE, check_receipt, new_receipt, person_known_as
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.actors import as_person, office_of
from commonhall.people.residents.models import Person
from commonhall.services.applications import queries
from commonhall.services.applications.actions import (
    WORDS,
    hand_in,
    reply_to_office,
    take_back_application,
    taken_here,
)
from commonhall.services.applications.answer_inputs import ServiceAnswers
from commonhall.services.applications.models import WAITING, Application
from commonhall.services.services.actions import unit_of
from commonhall.services.services.models import Service

TAKES_IN = "take-in-applications"
ON_ITS_PAGE = (
    "what people say in confidence is entered on the page alone, and their code is shown once"
)
CHANNELS = [
    (one.value, one.label)
    for one in (
        Application.Channel.COUNTER,
        Application.Channel.PHONE,
        Application.Channel.LETTER,
    )
]
CHANNEL = Choice(
    _("How did it come?"),
    choices=CHANNELS,
    radio=True,
    empty=_("Choose counter, telephone or letter."),
)
NAME = Words(
    _("Name of the person who applies"),
    _("Kept secret: it is not shown on any page or export."),
    most=120,
    empty=_("Enter the name. It is not published."),
)
IDENTITY = Words(
    _("How you checked who they are"),
    _("For example: identity card shown. Do not enter its number."),
    most=300,
    empty=_("Enter how you checked who they are."),
)
EMAIL = MailAddress(
    _("E-mail address of their account"),
    _("Only if they have an account here. They then see the application on their page."),
)


def _told(application: Application) -> str:
    code = f"{application.receipt[:4]} {application.receipt[4:]}"
    return format_html(
        "{} {}",
        gettext("Application %(number)s is with %(body)s.")
        % {"number": application.number, "body": application.body.name},
        gettext("Tell them the number, and this code, which is shown only now: %(code)s")
        % {"code": code},
    )


@action(
    "services.take_in_application",
    by=Kind.OFFICE,
    power=TAKES_IN,
    any_body=_("Every desk that takes in applications can write one down for any body."),
    remedy=owed.LOOKED_AT,
    title=_("Enter an application for somebody"),
    done=_("Application entered for somebody"),
    told=_told,
    page_only=ON_ITS_PAGE,
    place=unit_of,
    allows=taken_here,
    notifies=False,
)
def take_in_application(
    ctx: Context,
    service: Service,
    channel: Annotated[str, CHANNEL],
    name: Annotated[str, NAME],
    identity: Annotated[str, IDENTITY],
    phone: Annotated[str, PHONE] = "",
    email: Annotated[str, EMAIL] = "",
    answers: Annotated[dict[str, str] | None, ServiceAnswers(_("What the office asks"))] = None,
    text: Annotated[str, WORDS] = "",
) -> Application:
    """Write down what somebody applies for, in their name. Read it back to them: only the body that answers can open it."""
    person = person_known_as(name, phone, email)
    before = queries.open_one(as_person(person), service)
    if before is not None:
        raise BadInput(
            "name",
            _("They have already applied for this. Application %(number)s waits for its answer.")
            % {"number": before.number},
        )
    application = hand_in(
        ctx,
        service,
        answers,
        text,
        channel=channel,
        person=person,
        taken_by_id=office_of(ctx.actor),
        identity=identity,
        receipt=new_receipt(),
    )
    ctx.follow(application, person.account_id)
    ctx.note(channel=channel)
    return application


# --- their later word -----------------------------------------------------------------------------
SAYS: dict[str, Action[..., Any]] = {"reply": reply_to_office, "withdraw": take_back_application}
_SAID = [
    ("reply", _("A reply to the office")),
    ("withdraw", _("They withdraw the application")),
]


def _for_another(_actor: Actor, application: Application) -> None:
    if not application.receipt or application.person_id is None:
        raise Refused(
            "state", "wrong-state", _("This application was not entered on somebody's behalf.")
        )
    if application.state not in WAITING:
        raise Refused("state", "wrong-state", _("This application no longer waits for an answer."))


@action(
    "services.record_applicant_word",
    by=Kind.OFFICE,
    power=TAKES_IN,
    any_body=exemptions.TAKEN_IN,
    undo=put_back,
    title=_("Record what they say"),
    done=_("What somebody said about their application recorded"),
    limit="disputes.codes",
    page_only=ON_ITS_PAGE,
    allows=_for_another,
    notifies=False,
)
def record_applicant_word(
    ctx: Context,
    application: Application,
    code: Annotated[str, CODE],
    says: Annotated[
        str, Choice(_("What do they say?"), choices=_SAID, radio=True, empty=_("Choose one."))
    ],
    text: Annotated[str, Words(_("In their own words"), most=4000, long=True)] = "",
) -> Application:
    """Enter a later word of somebody for whom an application was written down. Their code shows that it is they."""
    wrong = _("This is not the code of this application. Check it and try again.")
    check_receipt(code, application.receipt, wrong)
    if says == "reply" and not text:
        raise BadInput("text", _("Enter what they say."))
    person = Person.objects.get(pk=application.person_id or 0)
    ctx.perform_as(as_person(person), SAYS[says], application, text=text)
    return application


drafts.keep_nothing(take_in_application)
drafts.keep_nothing(record_applicant_word)
