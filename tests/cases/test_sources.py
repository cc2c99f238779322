"""Sources: what gathers, who may, and whether it comes back after it was dealt with."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from commonhall.actions.models import Link
from commonhall.cases.cases.models import Case
from commonhall.cases.sources import actions, queries
from commonhall.cases.sources.models import Source
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.instruments.models import Provision
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.cases.test_browser import lend
from tests.kit import Hall, found_hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def source(hall: Hall) -> Source:
    return actions.name_source.perform(
        hall.parks,
        title="Old cable",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result


def test_later_cases_are_gathered_once_and_stand_in_the_thread(hall: Hall, source: Source) -> None:
    later = [hall.raise_case(title=f"Dark {number}") for number in range(2)]
    actions.gather_cases.perform(hall.parks, source=source, cases=later)
    assert source.cases.count() == 3
    assert Link.objects.filter(to_ref=source.ref, kind="has-source").count() == 3
    with pytest.raises(BadInput) as caught:
        actions.gather_cases.perform(hall.parks, source=source, cases=later)
    assert caught.value.field == "cases"
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_only_the_responsible_body_gathers_and_only_while_the_law_lets_it(
    hall: Hall, source: Source
) -> None:
    case = hall.raise_case()
    for actor in (hall.roads, hall.resident):
        with pytest.raises(Refused):
            actions.gather_cases.perform(actor, source=source, cases=[case])
    provision = Provision.objects.get(
        competences__power="name-sources", competences__body__code="parks"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE law_provision SET ends = %s WHERE id = %s",
            [clock.today() - timedelta(days=1), provision.pk],
        )
    with pytest.raises(Refused):
        actions.gather_cases.perform(hall.parks, source=source, cases=[case])
    assert source.cases.count() == 1


def test_what_comes_back_after_the_fix_is_counted(hall: Hall, source: Source) -> None:
    assert queries.recurred(source) is None
    actions.end_source.perform(hall.parks, source=source)
    source.refresh_from_db()
    assert queries.recurred(source) == 0
    with clock.replay(timezone.now() + timedelta(days=9)):
        back = hall.raise_case(title="Dark again")
        actions.gather_cases.perform(hall.parks, source=source, cases=[back])
    assert queries.recurred(source) == 1
    text = Client().get(source.get_absolute_url()).content.decode()
    assert "1 case came after it was reported as dealt with" in text


def test_who_can_do_nothing_is_told_so_and_who_can_sees_no_empty_list(
    hall: Hall, source: Source
) -> None:
    idle = lend("resident").get(source.get_absolute_url()).content.decode()
    assert "Nothing at the moment." in idle and "What you cannot do, and why" in idle
    busy = lend("parks", hall.parks.ref).get(source.get_absolute_url()).content.decode()
    assert "Gather more cases under it" in busy and "What you cannot do" not in busy


def test_numbers_are_typed_and_faults_named(hall: Hall, source: Source) -> None:
    client, address = lend("parks", hall.parks.ref), f"/cases/sources/{source.pk}/gather-cases/"
    case = hall.raise_case()
    assert "number 999" in client.post(address, {"cases": "999"}).content.decode()
    assert "is no number" in client.post(address, {"cases": "x"}).content.decode()
    assert client.post(address, {"cases": f"{case.pk}, {source.cases.get().pk}"}).status_code == 302
    assert Case.objects.filter(source=source).count() == 2
    assert (
        "This belongs to another body"
        in lend("roads", hall.roads.ref).get(address).content.decode()
    )
