"""The fictional town is made by actions alone, and its record holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhall.cases.cases.models import Case
from commonhall.cases.sources.models import Source
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.record import verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from commonhall.services.minimum_standards.models import Alarm
from commonhall.site.demo import town


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_town_verifies_and_shows_what_it_should(home: Path) -> None:
    figures = town.build(60, seed=7)
    opened = Alarm.objects.count()
    assert figures["cases"] == Case.objects.count() == 60 + opened
    assert Organisation.objects.count() == 30
    assert Body.objects.count() == 13
    assert Source.objects.exists()
    assert Entry.objects.filter(action="law.repeal_provision").exists()
    assert verification.verify(DatabaseSource()).codes() == set()
