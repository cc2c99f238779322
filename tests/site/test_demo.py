"""The fictional town is made by actions alone, and its record holds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commonhall.cases.cases.models import Case
from commonhall.cases.sources.models import Source
from commonhall.open_data import dump, dump_verification
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.record import verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from commonhall.services.minimum_standards.models import Alarm
from commonhall.site.demo import town, warnings
from commonhall.site.demo.said import said
from tests.words import CODES, OTHER


def test_the_town_speaks_the_languages_it_was_told_before_it_has_a_database(settings: Any) -> None:
    english = "Decision on closing the market early"
    settings.HALL_LANGUAGES = [OTHER]
    assert list(told := said(english)) == [OTHER] and told[OTHER] != english
    settings.HALL_LANGUAGES = []
    assert list(said(english)) == CODES


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_town_verifies_and_shows_what_it_should(home: Path, tmp_path: Path) -> None:
    figures = town.build(60, seed=7)
    opened, confidential = Alarm.objects.count(), Case.objects.filter(confidential=True)
    assert confidential.count() == 1
    told = len(warnings.LAMPS) + len(warnings.PRESSURE)
    assert figures["cases"] == Case.objects.count() == 60 + opened + confidential.count() + told
    assert Organisation.objects.count() == 30
    assert Body.objects.count() == 13
    assert Source.objects.exists()
    assert Entry.objects.filter(action="law.repeal_provision").exists()
    assert verification.verify(DatabaseSource()).codes() == set()
    dump.write(tmp_path / "dump")
    report, derived = dump_verification.checked(tmp_path / "dump", [])
    assert report.ok, report.as_text()
    assert derived["editions"] > 10


def test_a_demo_says_what_it_is_before_its_settings_are_read(tmp_path: Path) -> None:
    """Its notice, its public second factor and its practice town are settings: set too late, they are not there."""
    asked = (
        "from commonhall.site.commands import demo\n"
        "from django.conf import settings\n"
        "demo.set_environment()\n"
        "assert not settings.configured\n"
        "print(bool(settings.SITE_NOTICE), bool(settings.DEMO_SECOND_FACTOR))\n"
    )
    left_out = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
    env = {name: value for name, value in os.environ.items() if name not in left_out}
    env["COMMONHALL_HOME"] = str(tmp_path)
    said = subprocess.run(
        [sys.executable, "-c", asked], env=env, check=True, capture_output=True, text=True
    )
    assert said.stdout.split() == ["True", "True"]
