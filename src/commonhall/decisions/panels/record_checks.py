"""Part of `record verify`: letters of panels went to whose turn it was, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator

from commonhall.decisions.lotteries import roll_letters
from commonhall.decisions.panels import invitations
from commonhall.decisions.panels.models import PanelLetter, Wave
from commonhall.record import verification
from commonhall.record.readers import DatabaseSource, RecordSource
from commonhall.record.reports import Report


def letters_out_of_turn() -> Iterator[Wave]:
    """Waves whose letters are not those that were drawn. Lines that have left the roll since are nobody's any more: such a wave
    cannot be judged. The order is judged while the roll is as it was frozen."""
    for wave in Wave.objects.select_related("panel__letters__unit").order_by("pk"):
        sent = list(PanelLetter.objects.filter(wave=wave).values_list("entry", flat=True))
        if None in sent:
            continue
        numbers = [number for number in sent if number is not None]
        if roll_letters.root_of(numbers) != wave.root:
            yield wave
            continue
        lottery = wave.panel.letters
        now = roll_letters.lines(lottery.unit, lottery.roll_last)
        if roll_letters.root_of(now) == lottery.root:
            before = wave.panel.per_wave * (wave.number - 1)
            if set(invitations.in_turn(wave.panel, wave.number)[before:]) != set(numbers):
                yield wave


def check_letters(source: RecordSource, report: Report) -> None:
    """Each wave against its root and the seed."""
    if isinstance(source, DatabaseSource) and source.alias == "default":
        for wave in letters_out_of_turn():
            report.add("letters_changed", "letters are not those that were drawn", wave.ref)


def register() -> None:
    verification.register_check("decisions.panel_letters", check_letters)
