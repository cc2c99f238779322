"""Letters of a survey by lot: printed with codes, sent by e-mail where somebody has an account, opened by number and code."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.decisions.lotteries import coded_letters
from commonhall.decisions.samples.models import Mailing, Sample, SampleLetter
from commonhall.people.residents import census, codes, letter_codes, roll_keys
from commonhall.people.residents.letter_codes import Batch
from commonhall.people.residents.roll_keys import RollKey

KIND = "survey"
# Codes kept of one person: a letter and its reminders, on paper and by e-mail, and a few printed again.
MOST_CODES = 12


def write(mailing: Mailing, lines: list[census.Line]) -> Batch:
    """Print the letters of a mailing for the lines of a list that were drawn and have not answered. Names and addresses are kept
    nowhere. Codes sent before still open, so that an earlier answer sheet counts. Raises BadInput."""
    letters = SampleLetter.objects.select_for_update().filter(
        sample=mailing.sample_id, answered=False, unreached=False
    )
    nobody = _("Nobody on this list gets this letter.")
    wanted = coded_letters.matched(lines, letters, nobody)
    key, printed, changed = roll_keys.newest(), [], []
    for line, letter in wanted:
        printed.append(letter_codes.printed(line, letter.number, new_code(letter, key)))
        changed.append(letter)
    SampleLetter.objects.bulk_update(changed, ["keys"], batch_size=500)
    return Batch(tuple(printed), 0, timezone.localdate(mailing.sample.survey.closes_at))


def new_code(letter: SampleLetter, key: RollKey) -> str:
    """A further code for somebody who was drawn; only its hash stays."""
    code = codes.new_code(coded_letters.CODE)
    kept = [*letter.keys, [key.name, coded_letters.digest(key, KIND, letter.number, code)]]
    letter.keys = kept[-MOST_CODES:]
    return code


def by_code(number: str, code: str, sample: Sample | None = None) -> SampleLetter | None:
    """The letter of this number, if this is one of its codes; locked where a transaction runs."""
    rows: Any = SampleLetter.objects.select_related("sample__survey")
    if sample is not None:
        rows = rows.filter(sample=sample).select_for_update(of=("self",))
    wanted = letter_codes.folded_number(number)
    letter: SampleLetter | None = rows.filter(number=wanted).first() if wanted else None
    if letter is None:
        return None
    kept = [digest for _key, digest in letter.keys]
    return letter if coded_letters.opens(KIND, letter.number, kept, code) else None
