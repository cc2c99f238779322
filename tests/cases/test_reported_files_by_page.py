"""NYC's 311 requests, a Pabulib budget and a Polis export on the page on which an office brings in records: checked, then
imported once a second body has agreed, whole or not at all."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonhall.cases.cases.models import Case
from commonhall.cases.moving_in.agreement_actions import agree_to_case_import
from commonhall.cases.moving_in.models import CaseImport
from commonhall.consultations.conversations.models import Conversation
from commonhall.decisions.votes.models import Election
from commonhall.law.founding.actions import close_founding_period
from commonhall.law.founding.queries import founding_period
from commonhall.people.bodies.models import Body
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.cases import test_import as nyc
from tests.cases.test_imports_by_page import NEW, carried_out, handed_in, worked
from tests.consultations import test_import as talks
from tests.decisions import test_import as budgets
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def clerk(hall: Hall) -> Client:
    return signed_in(hall.clerk)


def requests(folder: Path, **instead: str) -> SimpleUploadedFile:
    path = nyc.write(folder / "nyc.csv", {**nyc.GOOD, **instead}, {**nyc.GOOD, "Unique Key": "2"})
    return SimpleUploadedFile("nyc.csv", path.read_bytes())


def budget(text: str = budgets.SMALL) -> SimpleUploadedFile:
    return SimpleUploadedFile("little.pb", text.encode())


def export(folder: Path, besides: str = "") -> SimpleUploadedFile:
    """A Polis export as one downloads it; besides: a table that is left out."""
    talks.write(folder / "polis", 9, 4)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for one in (folder / "polis").iterdir():
            if one.name != besides:
                archive.write(one, f"export/{one.name}")
    return SimpleUploadedFile("polis.zip", packed.getvalue())


def kept() -> Any:
    return CaseImport.objects.latest("pk").kept


def holds() -> bool:
    while sequencer.sequence_once():
        pass
    return verification.verify(DatabaseSource()).ok


def test_requests_are_seen_before_they_come_and_come_once(
    hall: Hall, clerk: Client, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    capture = django_capture_on_commit_callbacks
    address = handed_in(clerk, capture, system="nyc311", file=requests(tmp_path))
    page = clerk.get(address).content.decode()
    assert "ready to import" in page and "The first cases, as they will be here" in page
    assert (kept().report["rows"], kept().report["made"]) == (2, ["nyc-noise"])
    assert not Case.objects.exists() and not Body.objects.filter(code="nyc-nypd").exists()
    carried_out(clerk, hall, capture, address)
    assert Case.objects.count() == 2 and holds()
    again = handed_in(clerk, capture, system="nyc311", file=requests(tmp_path))
    assert kept().report["new"] == 0
    assert "had been imported before" in carried_out(clerk, hall, capture, again)
    assert Case.objects.count() == 2


def test_a_budget_is_seen_before_it_comes_and_its_page_is_linked(
    hall: Hall, clerk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    capture = django_capture_on_commit_callbacks
    address = handed_in(clerk, capture, system="pabulib", file=budget())
    page = clerk.get(address).content.decode()
    assert "Little budget" in page and "Ballots" in page
    assert not Election.objects.exists()
    page = carried_out(clerk, hall, capture, address)
    election = Election.objects.get()
    assert f'href="{election.get_absolute_url()}"' in page and holds()
    assert election.reported and list(election.result.outcome["winners"]) == ["1"]


def test_a_conversation_is_seen_before_it_comes_for_the_body_that_asked(
    hall: Hall, clerk: Client, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    capture = django_capture_on_commit_callbacks
    given = {"body": hall.body("parks").pk, "place": hall.unit("north").pk}
    address = handed_in(clerk, capture, system="polis", file=export(tmp_path), **given)
    page = clerk.get(address).content.decode()
    assert "路燈" in page and kept().report["votes"] == 36
    assert not Conversation.objects.exists()
    page = carried_out(clerk, hall, capture, address)
    made = Conversation.objects.get()
    assert (made.body, made.unit) == (hall.body("parks"), hall.unit("north"))
    assert f'href="{made.get_absolute_url()}"' in page and holds()


@pytest.mark.parametrize("system", ["nyc311", "pabulib", "polis"])
def test_a_fault_is_named_by_its_line_and_nothing_comes(
    hall: Hall,
    clerk: Client,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
    system: str,
) -> None:
    broken = {
        "nyc311": requests(tmp_path, **{"Created Date": "31/31/2022"}),
        "pabulib": budget(budgets.SMALL.replace("2;50", "2;fifty")),
        "polis": export(tmp_path, besides="comments.csv"),
    }
    address = handed_in(
        clerk, django_capture_on_commit_callbacks, system=system, file=broken[system]
    )
    page = clerk.get(address).content.decode()
    assert "Nothing was imported" in page and kept().state == "faulty"
    assert {"nyc311": "Line 2, Created Date", "pabulib": "Line 15", "polis": "comments.csv"}[
        system
    ] in page
    assert not (Case.objects.exists() or Election.objects.exists() or Conversation.objects.exists())


def test_what_is_for_another_system_is_told_at_its_field(hall: Hall, clerk: Client) -> None:
    answer = clerk.post(
        NEW, {"system": "pabulib", "file": budget(), "place": hall.unit("north").pk}
    )
    assert answer.status_code == 400 and "place" in answer.context["form"].errors


def test_after_the_founding_period_another_body_agrees_first(
    hall: Hall, clerk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    capture = django_capture_on_commit_callbacks
    judge = kit.reviewer(hall)
    close_founding_period.perform(hall.chair, founding_period())
    address = handed_in(clerk, capture, system="pabulib", file=budget())
    clerk.post(f"{address}carry-out/", {})
    assert not Election.objects.exists()
    with capture(execute=True):
        agree_to_case_import.perform(judge, CaseImport.objects.get(), seen="The file itself.")
    worked()
    assert Election.objects.count() == 1
