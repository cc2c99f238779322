"""What decides a draw, as inputs: of lotteries, of waiting lists whose order is drawn, and of surveys by lot."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs import Choice, Moment, Names, Number

BEACON, NUMBERS = "beacon", "numbers"
SOURCES = [
    (BEACON, _("a public beacon (drand), with the round named now")),
    (NUMBERS, _("the numbers of a public draw, entered by two offices")),
]
MOST_NUMBERS, HIGHEST = 20, 999
SOURCE = Choice(
    _("What decides who is drawn?"),
    _(
        "A public beacon is a number that universities and companies on several continents make together every three seconds. Nobody can predict or choose it, and this site checks it by itself."
    ),
    choices=SOURCES,
    unsaid=_("default: a public beacon"),
)
DRAWS_AT = Moment(
    _("When it is decided"),
    _(
        "Day and hour of the beacon’s round or of the public draw, at least ten minutes after the last day to apply. Leave blank for a beacon round an hour after applications close."
    ),
)
DRAW_NAMES = Names(
    _("Which public draw"),
    _(
        "Only for numbers of a public draw. For example: National Lottery, 5 December 2026, main draw."
    ),
    most=300,
)
NUMBERS_COUNT = Number(
    _("How many numbers are drawn there"),
    _("Only for numbers of a public draw: 6 if it draws six out of 49."),
    least=1,
    most=MOST_NUMBERS,
)
NUMBERS_MOST = Number(
    _("The highest number there"),
    _("49 if it draws six out of 49. Do not count extra or bonus numbers."),
    least=2,
    most=HIGHEST,
)
