"""Part of `record verify`: letters of surveys went to those who were drawn, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator

from commonhall.decisions.lotteries import roll_letters
from commonhall.decisions.samples import drawing
from commonhall.decisions.samples.models import Sample, SampleLetter
from commonhall.record import verification
from commonhall.record.readers import DatabaseSource, RecordSource
from commonhall.record.reports import Report


def drawn_otherwise() -> Iterator[Sample]:
    """Samples whose letters are not those that were drawn. Whether the draw was right is judged while the roll is as it was
    frozen; letters are deleted when the survey closes."""
    rows = Sample.objects.filter(state=Sample.State.SENT).select_related("survey", "draw__unit")
    for sample in rows.order_by("pk"):
        sent = list(SampleLetter.objects.filter(sample=sample).values_list("entry", flat=True))
        known = [number for number in sent if number is not None]
        if sent and len(known) == len(sent) and drawing.root_of(known) != sample.root:
            yield sample
            continue
        now = roll_letters.lines(sample.draw.unit, sample.draw.roll_last)
        if roll_letters.root_of(now) == sample.draw.root:
            strata, chosen = drawing.drawn(sample.draw, sample.survey.sample)
            same = strata == sample.survey.sample["strata"]
            if not same or drawing.root_of(list(chosen)) != sample.root:
                yield sample


def check_samples(source: RecordSource, report: Report) -> None:
    if isinstance(source, DatabaseSource) and source.alias == "default":
        for sample in drawn_otherwise():
            report.add("letters_changed", "letters are not those that were drawn", sample.ref)


def register() -> None:
    verification.register_check("decisions.survey_letters", check_samples)
