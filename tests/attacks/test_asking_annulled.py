"""What a granted appeal does to an asking and to reported values: they count for nothing, and stay readable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.cases.sources import actions as source_actions
from commonhall.consultations.askings.models import AnnulledAsking
from commonhall.core import clock
from commonhall.decisions.motions import actions as motion_actions
from commonhall.evaluation.series import queries
from commonhall.evaluation.series.models import Value
from commonhall.law.appeals import actions as appeals
from commonhall.law.appeals.models import Appeal
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests import asking_kit
from tests.consultations import kit as consulted
from tests.consultations import surveys
from tests.evaluation import kit as measured
from tests.kit import Hall, asking_hall
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return asking_hall()


def granted(hall: Hall, action: str) -> dict[str, Any]:
    """The act of an action is appealed, and the reviewer grants the appeal; what it did."""
    appeal = kit.appealed(kit.confirmed(hall), action)
    appeals.decide_appeal.perform(
        kit.reviewer(hall), appeal=appeal, verdict="granted", text="It was wrong."
    )
    return Appeal.objects.get(pk=appeal.pk).effect


def verifies() -> bool:
    sequencer.sequence_once()
    return bool(verification.verify(DatabaseSource()).ok)


def test_nobody_counts_as_asked_by_an_asking_that_was_annulled(hall: Hall) -> None:
    about = source_actions.name_source.perform(
        hall.parks,
        title="Old cable",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result.ref
    conversation = asking_kit.ask(hall, about)

    def decide() -> None:
        motion_actions.table_motion.perform(
            hall.chair, matter=about, unit=hall.unit("north"), names=texts("a"), texts=texts("b")
        )

    decide()
    assert granted(hall, "consultations.close_conversation")["undone"] == [conversation.ref]
    assert kit.refusal(decide) == "not-asked"
    page = Client().get(conversation.get_absolute_url()).content.decode()
    assert "Annulled on review" in page
    assert verifies()


@pytest.mark.parametrize("kind", ["conversation", "draft", "table", "survey", "meeting"])
def test_what_still_runs_is_over_and_its_page_says_so(hall: Hall, kind: str) -> None:
    made: Any = {
        "conversation": ("open_conversation", lambda: consulted.opened(hall)),
        "draft": ("put_up_draft", lambda: consulted.draft(hall)),
        "table": (
            "convene_table",
            lambda: consulted.table(hall, consulted.organisation(hall)),
        ),
        "survey": ("open_survey", lambda: surveys.survey(hall)),
        "meeting": ("announce_meeting", lambda: consulted.meeting(hall)),
    }[kind]
    thing = made[1]()
    assert granted(hall, f"consultations.{made[0]}")["undone"] == [thing.ref]
    before = thing.state
    thing.refresh_from_db()
    assert thing.state != before
    assert AnnulledAsking.objects.get().asking == thing.ref
    answer = Client().get(thing.get_absolute_url())
    assert answer.status_code == 200 and "Annulled on review" in answer.content.decode()
    assert verifies()


def test_values_that_were_reported_wrongly_are_struck_and_the_older_ones_stand(
    home: Path,
) -> None:
    hall = measured.old_hall()
    air, day = measured.series(hall, "air"), clock.today()
    measured.report(hall, air, day, north="10", south="20")
    first = list(Value.objects.values_list("pk", flat=True))
    measured.report(hall, air, day, north="99")
    assert {row.value for row in queries.values_of(air)} == {99, 20}
    later = Entry.objects.filter(action="evaluation.report_values").order_by("-recorded_at")[0]
    appeal = appeals.file_appeal.perform(
        kit.confirmed(hall), entry=str(later.pk), text="It is not true."
    ).result
    appeals.decide_appeal.perform(
        measured.reviewer(hall), appeal=appeal, verdict="granted", text="It was wrong."
    )
    assert sorted(row.pk for row in queries.values_of(air)) == first
    page = Client().get(air.get_absolute_url()).content.decode()
    assert "Annulled on review" in page and "1 value no longer counts" in page
    shown = Client().get(f"/api/v1/series/{air.code}/values").json()["items"]
    assert {one["value"]: one["struck"] for one in shown} == {
        "99": True,
        "10": False,
        "20": False,
    }
    assert verifies()
    # Reported again, the right value stands; the struck one is no correction of it.
    measured.report(hall, air, day, north="11")
    assert {row.value for row in queries.values_of(air)} == {11, 20}
