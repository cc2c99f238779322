"""Further photos of a matter, sent with the case itself; the first photo is the case's own.

photo_2: at_raising.Photo2 = None,
photo_2_words: at_raising.Words2 = "",
"""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.inputs import Upload, Words
from commonhall.cases.cases.models import Case
from commonhall.cases.pictures.models import Picture
from commonhall.core import photos
from commonhall.core.refusals import BadInput

KINDS = ("jpg", "jpeg", "png", "webp")
MOST_WORDS = 200
# The part of the form in which they stand, until it is opened.
MORE = _("Add more photos")


def _photo(number: int) -> Upload:
    label = format_lazy(_("Photo {number}"), number=number)
    return Upload(label, kinds=KINDS, clean=photos.clean, folded=MORE)


def _words(number: int) -> Words:
    label = format_lazy(_("What photo {number} shows"), number=number)
    return Words(label, most=MOST_WORDS, folded=MORE)


FIRST = Upload(_("Photo"), kinds=KINDS, clean=photos.clean)
FIRST_WORDS = Words(
    _("What the photo shows"),
    _("Read to people who cannot see it, for example: A lamp hanging from its cable."),
    most=MOST_WORDS,
)
Photo = Annotated[Any, FIRST]
PhotoWords = Annotated[str, FIRST_WORDS]
Photo2 = Annotated[Any, _photo(2)]
Words2 = Annotated[str, _words(2)]
Photo3 = Annotated[Any, _photo(3)]
Words3 = Annotated[str, _words(3)]
Photo4 = Annotated[Any, _photo(4)]
Words4 = Annotated[str, _words(4)]
Photo5 = Annotated[Any, _photo(5)]
Words5 = Annotated[str, _words(5)]
Photo6 = Annotated[Any, _photo(6)]
Words6 = Annotated[str, _words(6)]

# (photo or None, what it shows), from the second on.
Further = tuple[tuple[Any, str], ...]
#: Names of the inputs, as forms have them.
FIELDS = tuple(
    f"photo{number}{end}"
    for number in ("", *(f"_{one}" for one in range(2, 7)))
    for end in ("", "_words")
)


def check(first: tuple[Any, str], further: Further) -> None:
    """Raise `BadInput` where words describe a photo that is not there."""
    for number, (photo, words) in enumerate((first, *further), start=1):
        if words and not photo:
            raise BadInput(
                _name(number), _("Choose the photo that you describe, or delete its description.")
            )


def add(ctx: Context, case: Case, further: Further) -> None:
    """Keep them beside the case. Raises `BadInput` naming the one that cannot be stored."""
    for number, (photo, words) in enumerate(further, start=2):
        if not photo:
            continue
        try:
            ctx.save(Picture(case=case, image=photo, words=words, at=ctx.occurred_at))
        except BadInput as error:
            raise BadInput(_name(number), error.message) from error


def _name(number: int) -> str:
    return "photo" if number == 1 else f"photo_{number}"
