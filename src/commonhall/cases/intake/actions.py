"""The operator's desk: a case taken in by telephone, at the counter or on paper, and its raiser's later word."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import Action, action
from commonhall.actions.inputs import Choice, Day, MailAddress, Pick, Point, PointOnMap, Words
from commonhall.actions.undoing import put_back
from commonhall.cases.cases import rules
from commonhall.cases.cases.actions import confirm_case, raise_case, refuse_result, reopen_case
from commonhall.cases.cases.models import Case, Confirmation
from commonhall.cases.cases.state_actions import reply_to_question
from commonhall.cases.categories.answer_inputs import ExtraAnswers
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.queries import categories
from commonhall.cases.pictures import at_raising
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.queries import due_day
from commonhall.people.actors import as_person, by_mail, office_of
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit
from commonhall.places.queries import units

# Letters and digits that are not mistaken for one another when they are read out.
SIGNS, LENGTH = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 8
OLDEST = timedelta(days=60)
CHANNELS = [
    (one.value, one.label)
    for one in (
        Case.Channel.PHONE,
        Case.Channel.COUNTER,
        Case.Channel.PAPER,
        Case.Channel.LETTER,
    )
]


def receipt_page(case: Case) -> str:
    return reverse("desk:receipt", args=[case.pk])


def _told(case: Case) -> str:
    return format_html(
        '{} <a href="{}">{}</a>',
        gettext("Case %(number)d is with %(body)s.") % {"number": case.pk, "body": case.body.name},
        receipt_page(case),
        gettext("Print the receipt"),
    )


PHONE = Words(_("Telephone"), _("So that we can call back. It is not published."), most=40)
CODE = Words(
    _("Code on their receipt"),
    most=20,
    empty=_("Ask for the code on the receipt. You need it to record what they say."),
)


@action(
    "cases.take_in_case",
    by=Kind.OFFICE,
    power="take-in-cases",
    remedy=owed.LOOKED_AT,
    notifies=False,
    title=_("Enter a case for somebody"),
    done=_("Case entered for somebody"),
    told=_told,
)
def take_in_case(
    ctx: Context,
    channel: Annotated[
        str,
        Choice(
            _("How did it come?"),
            choices=CHANNELS,
            radio=True,
            empty=_("Choose telephone, counter, paper or letter."),
        ),
    ],
    name: Annotated[
        str,
        Words(
            _("Name of the person raising it"),
            _("Kept secret: it is not shown on any page or export."),
            most=120,
            empty=_("Enter the name. It is not published."),
        ),
    ],
    kind: Annotated[
        str,
        Choice(
            _("What is it?"),
            choices=Case.Kind.choices,
            empty=_("Choose request, complaint, suggestion or question."),
        ),
    ],
    title: Annotated[
        str,
        Words(
            _("What is the matter, in a few words?"),
            _("For example: the street light outside number 12 is broken."),
            most=160,
            empty=_(
                "Enter what is wrong or needed, for example: the street light outside number 12 is broken."
            ),
        ),
    ],
    category: Annotated[Category, Pick(_("Category"), rows=categories, key="code")],
    phone: Annotated[str, PHONE] = "",
    email: Annotated[
        str,
        MailAddress(
            _("E-mail address of their account"),
            _("Only if they have an account here. They can then see the case among their own."),
        ),
    ] = "",
    text: Annotated[str, Words(_("More details"), most=4000, long=True)] = "",
    unit: Annotated[
        Unit | None,
        Pick(
            _("District"),
            _("Not needed if you choose a point below."),
            rows=units,
            key="code",
            place=True,
        ),
    ] = None,
    address: Annotated[str, Words(_("Where exactly"), most=200)] = "",
    point: Annotated[
        Point | None, PointOnMap(_("Point"), boundaries=reverse_lazy("places:boundaries"))
    ] = None,
    received: Annotated[
        date | None,
        Day(
            _("Day on which it arrived"),
            _("If it was not today. The time for the answer starts on this day."),
        ),
    ] = None,
    photo: at_raising.Photo = None,
    photo_words: at_raising.PhotoWords = "",
    photo_2: at_raising.Photo2 = None,
    photo_2_words: at_raising.Words2 = "",
    photo_3: at_raising.Photo3 = None,
    photo_3_words: at_raising.Words3 = "",
    photo_4: at_raising.Photo4 = None,
    photo_4_words: at_raising.Words4 = "",
    photo_5: at_raising.Photo5 = None,
    photo_5_words: at_raising.Words5 = "",
    photo_6: at_raising.Photo6 = None,
    photo_6_words: at_raising.Words6 = "",
    answers: Annotated[dict[str, str] | None, ExtraAnswers(_("More about it"))] = None,
) -> Case:
    """Take in what somebody says on the telephone, at the counter or on paper, in their name.

    It is their case as if they had raised it themselves: the same clock, the same rights.
    """
    if received is not None and not ctx.today - OLDEST <= received <= ctx.today:
        raise BadInput("received", _("Choose a day within the last 60 days."))
    person = person_known_as(name, phone, email)
    case = ctx.perform_as(
        as_person(person),
        raise_case,
        kind=kind,
        title=title,
        category=category,
        text=text,
        unit=unit,
        address=address,
        point=point,
        photo=photo,
        photo_words=photo_words,
        photo_2=photo_2,
        photo_2_words=photo_2_words,
        photo_3=photo_3,
        photo_3_words=photo_3_words,
        photo_4=photo_4,
        photo_4_words=photo_4_words,
        photo_5=photo_5,
        photo_5_words=photo_5_words,
        photo_6=photo_6,
        photo_6_words=photo_6_words,
        answers=answers,
        channel=channel,
    )
    case.taken_by_id = office_of(ctx.actor)
    case.receipt = new_receipt()
    if received is not None and received < ctx.today:
        case.raised_at = timezone.make_aware(datetime.combine(received, time(12)))
        if case.due_on is not None:
            due = due_day("answer-cases", received, category.code)
            case.due_on = due or case.due_on - (ctx.today - received)
    ctx.note(channel=channel)
    return ctx.save(case)


def new_receipt() -> str:
    """A code to read out, which shows later that it is they."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def check_receipt(code: str, receipt: str, wrong: Any) -> None:
    """Raise `BadInput` at "code" unless this is the code on the receipt. wrong: what is said then."""
    given = "".join(code.upper().split())
    if not receipt or not secrets.compare_digest(given.encode(), receipt.encode()):
        raise BadInput("code", wrong)


def person_known_as(name: str, phone: str, email: str) -> Person:
    """Whoever has the account; else the person without one of the same name and telephone; else a new one."""
    if email:
        found = by_mail(email)
        if found is None:
            raise BadInput(
                "email", _("Nobody has an account with this address. Check it or leave it blank.")
            )
        return found
    known = Person.objects.filter(account=None, name__iexact=name, phone=phone).exclude(phone="")
    return known.order_by("pk").first() or Person.objects.create(name=name, phone=phone)


# --- their later word -----------------------------------------------------------------------------
SAYS: dict[str, Action[..., Confirmation]] = {
    Confirmation.Verdict.SOLVED: confirm_case,
    Confirmation.Verdict.NOT_SOLVED: refuse_result,
    Confirmation.Verdict.REOPENED: reopen_case,
    Confirmation.Verdict.REPLIED: reply_to_question,
}
_WORDS = [
    (Confirmation.Verdict.SOLVED.value, _("It is solved")),
    (Confirmation.Verdict.NOT_SOLVED.value, _("It is not solved")),
    (Confirmation.Verdict.REOPENED.value, _("It came back")),
    (Confirmation.Verdict.REPLIED.value, _("A reply to the question")),
]


def _for_another(actor: Actor, case: Case) -> None:
    if not case.receipt or case.person_id is None:
        raise Refused("state", "wrong-state", _("This case was not entered on somebody's behalf."))
    if case.body_id == actor.body:
        raise Refused(
            "state",
            "own-answer",
            _(
                "A body cannot record what people say about its own answer. Hand this to another body."
            ),
        )


@action(
    "cases.take_in_word",
    by=Kind.OFFICE,
    power="take-in-cases",
    any_body=exemptions.TAKEN_IN,
    undo=put_back,
    title=_("Record what they say about the result"),
    done=_("What somebody said about the result recorded"),
    place=rules.unit_of,
    allows=_for_another,
)
def take_in_word(
    ctx: Context,
    case: Case,
    code: Annotated[str, CODE],
    says: Annotated[
        str, Choice(_("What do they say?"), choices=_WORDS, radio=True, empty=_("Choose one."))
    ],
    text: Annotated[str, Words(_("In their own words"), most=2000, long=True)] = "",
) -> Confirmation:
    """Enter what the person who raised the case says of the result. The code on the receipt shows that it is they."""
    check_receipt(
        code,
        case.receipt,
        _("This is not the code on the receipt for this case. Check it and try again."),
    )
    if not text and says != Confirmation.Verdict.SOLVED:
        raise BadInput("text", _("Enter what they say."))
    person = Person.objects.get(pk=case.person_id or 0)
    return ctx.perform_as(as_person(person), SAYS[says], case, text=text)
