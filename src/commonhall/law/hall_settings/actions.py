"""What may be settled for the whole hall: its languages, name, colour, pages, days of rest and holidays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, ChoiceMany, Colour, Lines, Names, Upload
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.hall_settings import logos, working_days
from commonhall.law.hall_settings.models import HallPage, HallSettings
from commonhall.law.hall_settings.queries import settings_of_the_hall
from commonhall.ui import colours, hall, languages, text
from commonhall.ui.colour_field import too_light

WEEK = [
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
    ("6", _("Saturday")),
    ("7", _("Sunday")),
]
MOST_REST = 3
CHOICES = [(one.code, one.name) for one in languages.available().values()]


@action(
    "law.set_languages",
    by=Kind.OFFICE,
    power="settle-hall",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Choose the hall's languages"),
    done=_("The hall's languages chosen"),
)
def set_languages(
    ctx: Context,
    own: Annotated[
        str,
        Choice(
            _("The hall's own language"),
            _("Used for letters, and for people who have not chosen a language."),
            choices=CHOICES,
            empty=_("Choose one of the languages listed."),
            present=lambda _none: languages.own().code,
        ),
    ],
    others: Annotated[
        Sequence[str],
        ChoiceMany(
            _("Other languages"),
            _("Names and texts are asked for in these languages too."),
            choices=CHOICES,
            present=lambda _none: languages.codes()[1:],
        ),
    ] = (),
) -> HallSettings:
    """Choose in which languages pages are shown, and names and texts are asked for.

    What is written in a language that is left out is no longer shown, and goes when its thing is edited.
    """
    settled = settings_of_the_hall()
    settled.languages = list(dict.fromkeys([own, *others]))
    ctx.note(languages=settled.languages)
    transaction.on_commit(hall.forget)
    return ctx.save(settled)


def readable_colour(colour: str) -> str:
    """The colour as browsers write it, "" for none. Raises `BadInput` where text in it cannot be read."""
    if not colour:
        return ""
    if colours.readable(colour) < colours.ENOUGH:
        found = text.number(colours.readable(colour), 1)
        raise BadInput("colour", too_light(found, colours.nearest_readable(colour)))
    return colour.lower()


@action(
    "law.settle_name_and_colour",
    by=Kind.OFFICE,
    power="settle-hall",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Set the hall's name and colour"),
    done=_("The hall's name and colour set"),
)
def settle_name_and_colour(
    ctx: Context,
    names: Annotated[
        dict[str, str],
        Names(
            _("Name of the place"),
            _("Shown at the top of every page and in every letter."),
            most=80,
            empty=_("Enter the name of the place."),
            present=lambda _none: hall.stored().names,
        ),
    ],
    colour: Annotated[
        str,
        Colour(
            _("Colour of buttons and links"),
            _("Text must be readable on it. The shades for dark mode are worked out from it."),
            present=lambda _none: hall.stored().colour or colours.HOUSE,
        ),
    ] = "",
) -> HallSettings:
    """Say how the place is called at the top of every page and in letters, and in which colour it is shown."""
    settled = settings_of_the_hall()
    settled.names, settled.colour = names, readable_colour(colour)
    ctx.note(languages=sorted(names), colour=settled.colour)
    transaction.on_commit(hall.forget)
    return ctx.save(settled)


def no_foot(texts: dict[str, str], name: str) -> dict[str, str]:
    """Words of a letter. Raises `BadInput` where a line would be taken for the beginning of the foot."""
    for said in texts.values():
        if any(line.strip() == "--" for line in said.splitlines()):
            raise BadInput(
                name, _("Remove the line “--”. It marks the start of the footer of a letter.")
            )
    return texts


@action(
    "law.settle_letter_words",
    by=Kind.OFFICE,
    power="settle-hall",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Set greeting and closing of letters"),
    done=_("Greeting and closing of letters set"),
)
def settle_letter_words(
    ctx: Context,
    greeting: Annotated[
        dict[str, str] | None,
        Names(
            _("Greeting"),
            _("The first line of every letter. Leave blank for none."),
            most=120,
            present=lambda _none: settings_of_the_hall().letter_greeting,
        ),
    ] = None,
    closing: Annotated[
        dict[str, str] | None,
        Names(
            _("Closing"),
            _(
                "The last lines of every letter, such as kind regards, the name of the place and a telephone number."
            ),
            most=600,
            long=True,
            present=lambda _none: settings_of_the_hall().letter_closing,
        ),
    ] = None,
) -> HallSettings:
    """Say how every letter of the hall begins and ends. A letter in a language left blank has neither."""
    settled = settings_of_the_hall()
    settled.letter_greeting = no_foot(greeting or {}, "greeting")
    settled.letter_closing = no_foot(closing or {}, "closing")
    ctx.note(greeting=sorted(settled.letter_greeting), closing=sorted(settled.letter_closing))
    transaction.on_commit(hall.forget)
    return ctx.save(settled)


def _present_alt(_none: object) -> dict[str, str]:
    logo = hall.stored().logo
    return dict(logo.alt) if logo else {}


@action(
    "law.settle_logo",
    by=Kind.OFFICE,
    power="settle-hall",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Set the hall's logo"),
    done=_("The hall's logo set"),
)
def settle_logo(
    ctx: Context,
    logo: Annotated[
        Any,
        Upload(
            _("Logo"),
            _("Shown next to the name at the top of every page, 40 pixels high."),
            kinds=logos.KINDS,
            empty=_("Choose an image."),
        ),
    ],
    alt: Annotated[
        dict[str, str] | None,
        Names(
            _("What it shows"),
            _("Read out to people who cannot see it. Leave blank if it shows only the name."),
            most=200,
            present=_present_alt,
        ),
    ] = None,
) -> HallSettings:
    """Set the picture that stands for the hall at the top of every page and in browsers' tabs.

    Transparent edges are cut off. It is kept small, and written anew without hidden data.
    """
    settled = settings_of_the_hall()
    # A refused attempt with the same file may have read it.
    logo.seek(0)
    for name, value in logos.made_of(logo.read()).fields().items():
        setattr(settled, name, value)
    settled.logo_alt = alt or {}
    ctx.note(width=settled.logo_width, height=settled.logo_height, languages=sorted(alt or {}))
    transaction.on_commit(hall.forget)
    return ctx.save(settled)


def _has_logo(_actor: Actor, _thing: None) -> None:
    if not settings_of_the_hall().logo:
        raise Refused("state", "no-logo", _("The hall has no logo of its own."))


@action(
    "law.remove_logo",
    by=Kind.OFFICE,
    power="settle-hall",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Remove the hall's logo"),
    done=_("Hall's logo removed"),
    allows=_has_logo,
)
def remove_logo(ctx: Context) -> HallSettings:
    """Show the house's own mark again, in the hall's colour."""
    settled = settings_of_the_hall()
    for name, value in logos.NONE.items():
        setattr(settled, name, value)
    transaction.on_commit(hall.forget)
    return ctx.save(settled)


@action(
    "law.write_hall_page",
    by=Kind.OFFICE,
    power="settle-hall",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Write a page about the hall"),
    done=_("Page about the hall written"),
)
def write_hall_page(
    ctx: Context,
    code: Annotated[
        str,
        Choice(_("Which page"), choices=HallPage.Code.choices, empty=_("Choose one of the pages.")),
    ],
    texts: Annotated[
        dict[str, str],
        Names(
            _("Text"),
            _("Leave an empty line between paragraphs."),
            most=20_000,
            long=True,
            empty=_("Enter a text."),
        ),
    ],
) -> HallPage:
    """Write whom to ask, what is kept of people, how accessible the pages are, or who publishes them.

    The page is linked at the foot of every page once it is written.
    """
    page = HallPage.objects.filter(code=code).first() or HallPage(code=code)
    page.texts = texts
    ctx.note(page=code)
    transaction.on_commit(hall.forget)
    return ctx.save(page)


@action(
    "law.set_working_days",
    by=Kind.OFFICE,
    power="adopt-local-rules",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Set days of rest and holidays"),
    done=_("Days of rest and holidays set"),
    second_factor=True,
    unasked="days of rest follow from the law of the country",
)
def set_working_days(
    ctx: Context,
    rest: Annotated[
        Sequence[str],
        ChoiceMany(
            _("Days of rest"),
            _("Days of the week on which nobody works."),
            choices=WEEK,
            empty=_("Choose at least one day of rest."),
        ),
    ],
    holidays: Annotated[
        dict[str, str] | None,
        Lines(
            _("Holidays"),
            _(
                "One per line, for example: 2026-12-25 Christmas Day. They replace the holidays set before."
            ),
            read=working_days.read,
        ),
    ] = None,
) -> HallSettings:
    """Say which days are no working days. Deadlines that count working days leave them out.

    Days that were set before for cases and demands under way stay as they are.
    """
    if len(set(rest)) > MOST_REST:
        raise BadInput("rest", _("Choose up to three days of rest."))
    settled = settings_of_the_hall()
    settled.rest_days = sorted({int(one) for one in rest})
    settled.holidays = holidays or {}
    ctx.note(rest_days=settled.rest_days, holidays=list(settled.holidays))
    return ctx.save(settled)
