"""Asking about translations. A list of originals costs one query, however long it is.

A translation is shown only where its original is: every question here begins with the original.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import get_language

from commonhall.actions.actors import Actor, Kind
from commonhall.consultations.comments.models import Remark
from commonhall.consultations.comments.subjects import readable
from commonhall.consultations.conversations.models import Statement
from commonhall.consultations.conversations.queries import visible
from commonhall.consultations.translations.models import Translation
from commonhall.ui import languages

Original = Statement | Remark
STATEMENT, REMARK = "consultations.statement", "consultations.remark"
# Translations shown on the page of an original.
SHOWN = 50


# --- originals ------------------------------------------------------------------------------------
def is_shown(original: Original) -> bool:
    """Are there words of the original that anybody may read?"""
    if isinstance(original, Statement):
        return original.is_readable and bool(original.text)
    return original.is_shown


def _stands(original: Original) -> bool:
    """Does its state let everybody read it, whatever became of its words?"""
    if isinstance(original, Statement):
        return original.is_readable
    return not original.hidden_for and original.withdrawn_at is None


def originals_of(
    abouts: Iterable[str], shown: Callable[[Original], bool] = is_shown
) -> dict[str, Original]:
    """Of these refs, the originals that everybody may read now, by ref: a query a kind, and one a kind debated."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for ref in abouts:
        kind, _colon, number = ref.partition(":")
        if kind in (STATEMENT, REMARK) and number.isdecimal() and len(number) < 19:
            numbers[kind].add(int(number))
    found: list[Original] = []
    if wanted := numbers[STATEMENT]:
        found += Statement.objects.filter(pk__in=wanted, conversation__in=visible())
    if wanted := numbers[REMARK]:
        remarks = list(Remark.objects.filter(pk__in=wanted))
        seen = readable(one.about for one in remarks)
        found += [one for one in remarks if one.about in seen]
    return {one.ref: one for one in found if shown(one)}


def original_of(about: str) -> Original | None:
    """The original a ref names, where everybody may read it now."""
    return originals_of([about]).get(about)


def language_of(original: Original) -> str:
    """The code of its language, as the newest confirmed translation says; "" where none does."""
    rows = _written().filter(about=original.ref).exclude(confirmed_at=None)
    found = rows.order_by("-confirmed_at").values_list("original_language", flat=True).first()
    return found or ""


# --- translations ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Shown:
    """What a reader sees of an original's translations.

    confirmed: the newest confirmed one into the reader's language; offered: the newest that waits, where none is confirmed.
    confirmable: may the reader confirm the offered one, as far as the two rows tell?
    """

    confirmed: Translation | None = None
    offered: Translation | None = None
    confirmable: bool = False


def _written() -> QuerySet[Translation]:
    return Translation.objects.exclude(text="").select_related("organisation", "office__body")


def shown_of(originals: Sequence[Original], actor: Actor) -> dict[str, Shown]:
    """What the reader sees of each original's translations, by its ref: one query."""
    readers = languages.of(get_language()).code
    wanted = {one.ref: one for one in originals if is_shown(one)}
    if not wanted:
        return {}
    stands = ExpressionWrapper(Q(confirmed_at__isnull=False), output_field=BooleanField())
    place = Window(
        RowNumber(),
        partition_by=[F("about"), F("stands")],
        order_by=[F("confirmed_at").desc(), F("id").desc()],
    )
    rows = _written().filter(about__in=wanted, language=readers)
    found: dict[str, dict[bool, Translation]] = defaultdict(dict)
    for row in rows.annotate(stands=stands).annotate(place=place).filter(place=1):
        if row.fits(wanted[row.about]):
            found[row.about][row.confirmed_at is not None] = row
    return {ref: _shown(actor, wanted[ref], by_state) for ref, by_state in found.items()}


def _shown(actor: Actor, original: Original, by_state: dict[bool, Translation]) -> Shown:
    if True in by_state:
        return Shown(by_state[True])
    offered = by_state[False]
    return Shown(None, offered, confirmable(actor, original, offered))


def is_own(actor: Actor, translation: Translation) -> bool:
    """Is it the actor's own, in whatever office or organisation they wrote it?"""
    behind = actor.person is not None and translation.behind_id == actor.person
    return behind or (bool(actor.ref) and translation.said_by(actor))


def confirmable(actor: Actor, original: Original, translation: Translation) -> bool:
    """Could the actor confirm it, as far as the two rows tell?"""
    if not actor.ref or translation.confirmed_at is not None or is_own(actor, translation):
        return False
    return actor.kind is Kind.PERSON or original.said_by(actor)


def all_of(original: Original) -> list[Translation]:
    """Translations of an original that is shown, in every language: those that stand, those that stood, those offered."""
    if not is_shown(original):
        return []
    rows = (
        _written().filter(about=original.ref).order_by("language", F("confirmed_at").desc(), "-id")
    )
    return list(rows[:SHOWN])


def of_stated(rows: Iterable[Translation]) -> list[Translation]:
    """The same by states alone, as they are published: words that were erased or are sealed change nothing."""
    found = list(rows)
    originals = originals_of((one.about for one in found), _stands)
    return [one for one in found if one.about in originals and one.fits(originals[one.about])]


def of_shown(rows: Iterable[Translation]) -> list[Translation]:
    """Those whose original everybody may read now, in the words that were translated."""
    found = list(rows)
    originals = originals_of(one.about for one in found)
    return [one for one in found if one.about in originals and one.fits(originals[one.about])]
