"""Letters to the roll: drawn in waves, printed once with codes, opened by number and code."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from commonhall.core import clock
from commonhall.decisions.lotteries import coded_letters, roll_letters
from commonhall.decisions.lotteries.models import Ticket
from commonhall.decisions.panels.models import Panel, PanelLetter, Wave
from commonhall.people.residents import census, codes, letter_codes, roll_keys
from commonhall.people.residents.letter_codes import Batch

KIND = "panel"
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
    letters = PanelLetter.objects.select_for_update().filter(wave=wave)
    nobody = _("Nobody on this list was drawn in this wave.")
    wanted = coded_letters.matched(lines, letters, nobody)
    printed, changed, again = [], [], 0
    key, today = roll_keys.newest(), clock.today()
    numbers = coded_letters.new_numbers(PanelLetter, len(wanted))
    for (line, letter), number in zip(wanted, numbers, strict=True):
        code = codes.new_code(coded_letters.CODE)
        printed.append(letter_codes.printed(line, number, code))
        again += letter.printed_on is not None
        if letter.answer == Answer.NONE:
            letter.number, letter.roll_key, letter.printed_on = number, key.name, today
            letter.key = coded_letters.digest(key, KIND, number, code)
            changed.append(letter)
    fields = ["number", "key", "roll_key", "printed_on"]
    PanelLetter.objects.bulk_update(changed, fields, batch_size=500)
    return Batch(tuple(printed), 0, wave.answer_by), again


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
    return letter if coded_letters.opens(KIND, letter.number, [letter.key], code) else None


def last_day(letter: PanelLetter) -> date:
    return letter.wave.answer_by


def ticket_of(letter: PanelLetter) -> Ticket | None:
    """The ticket of whoever accepted, once the list for the draw is frozen."""
    if not letter.code:
        return None
    return Ticket.objects.filter(lottery=letter.panel.draw_id, code=letter.code).first()
