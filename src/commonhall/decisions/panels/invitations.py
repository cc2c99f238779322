"""Letters to the roll: drawn in waves, printed once with codes, opened by number and code."""

from __future__ import annotations

import hmac
from datetime import date

from django.utils.translation import gettext as _

from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.decisions.lotteries import roll_letters
from commonhall.decisions.lotteries.models import Ticket
from commonhall.decisions.panels.models import Panel, PanelLetter, Wave
from commonhall.people.residents import census, codes, letter_codes, roll_keys
from commonhall.people.residents.letter_codes import Batch

CODE, NUMBER = 12, 10
Answer = PanelLetter.Answer


# --- whose turn it is -----------------------------------------------------------------------------
def in_turn(panel: Panel, waves: int) -> list[int]:
    """Lines of the roll that get a letter in the first so many waves, by the seed of the draw of letters."""
    return roll_letters.ordered(panel.letters)[: panel.per_wave * waves]


# --- printing -------------------------------------------------------------------------------------
def write(wave: Wave, lines: list[census.Line]) -> tuple[Batch, int]:
    """Print the letters of a wave for the lines of a list that were drawn; codes printed for them before end. Names and
    addresses are kept nowhere. Gives the batch, and how many of it had been printed before. Raises BadInput.

    A person who has answered gets a letter like all others, with a code that opens nothing: who prints learns of no answer.
    """
    if len(lines) > letter_codes.MOST:
        told = _("You can create up to %(most)d letters at a time. Split the list.")
        raise BadInput("file", told % {"most": letter_codes.MOST})
    entries = census.found(lines)
    drawn = {one.entry_id: one for one in PanelLetter.objects.select_for_update().filter(wave=wave)}
    wanted = [
        (line, drawn[entry.pk])
        for line in lines
        if (entry := entries.get(line.key)) is not None and entry.pk in drawn
    ]
    if not wanted:
        raise BadInput("file", _("Nobody on this list was drawn in this wave."))
    printed, changed, again = [], [], 0
    key, today = roll_keys.newest(), clock.today()
    for (line, letter), number in zip(wanted, _numbers(len(wanted)), strict=True):
        code = codes.new_code(CODE)
        printed.append(letter_codes.printed(line, number, code))
        again += letter.printed_on is not None
        if letter.answer == Answer.NONE:
            letter.number, letter.roll_key, letter.printed_on = number, key.name, today
            letter.key = key.digest("panel", number, codes.folded(code))
            changed.append(letter)
    fields = ["number", "key", "roll_key", "printed_on"]
    PanelLetter.objects.bulk_update(changed, fields, batch_size=500)
    return Batch(tuple(printed), len(lines) - len(wanted), wave.answer_by), again


def _numbers(count: int) -> list[str]:
    """So many numbers that no letter of a panel has."""
    found: dict[str, None] = {}
    while len(found) < count:
        tried = [codes.new_number(NUMBER) for _one in range(count - len(found))]
        there = PanelLetter.objects.filter(number__in=tried).values_list("number", flat=True)
        found.update(dict.fromkeys(set(tried) - set(there)))
    return list(found)


# --- opening --------------------------------------------------------------------------------------
def by_code(number: str, code: str, panel: Panel | None = None) -> PanelLetter | None:
    """The letter of this number, if this is its code; locked where a transaction runs."""
    rows = PanelLetter.objects.select_related("panel__draw", "wave")
    if panel is not None:
        rows = rows.filter(panel=panel)
    wanted = letter_codes.folded_number(number)
    letter = rows.filter(number=wanted).first() if wanted else None
    if letter is None:
        return None
    tried = roll_keys.digests("panel", letter.number, codes.folded(code))
    return letter if any(hmac.compare_digest(letter.key, one) for one in tried) else None


def last_day(letter: PanelLetter) -> date:
    return letter.wave.answer_by


def ticket_of(letter: PanelLetter) -> Ticket | None:
    """The ticket of whoever accepted, once the list for the draw is frozen."""
    if not letter.code:
        return None
    return Ticket.objects.filter(lottery=letter.panel.draw_id, code=letter.code).first()
