"""Imports once the founding period is over: a second body agrees first, and the System imports nothing else."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonhall.actions.action_pages import url_of
from commonhall.actions.models import ImportRun
from commonhall.cases.cases.models import Case
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.table_actions import import_categories
from commonhall.cases.moving_in import work
from commonhall.cases.moving_in.agreement_actions import agree_to_case_import, refuse_case_import
from commonhall.cases.moving_in.importers import fixmystreet
from commonhall.cases.moving_in.models import CaseImport, CaseImportFile
from commonhall.cases.moving_in.page_actions import carry_out_case_import, drop_case_import
from commonhall.core import clock
from commonhall.core.doctor import examine
from commonhall.core.files import forgotten, named
from commonhall.core.refusals import Refused
from commonhall.decisions.motions.models import Motion
from commonhall.law.founding.actions import close_founding_period
from commonhall.law.founding.models import FoundingPeriod
from commonhall.law.founding.queries import founding_period
from commonhall.law.instruments.models import Competence
from commonhall.people import actors
from commonhall.people.bodies.models import Office
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests import on_record
from tests.actions.samples.cases import handed_in, set_up_over
from tests.cases.test_imports_by_page import FILES, LEADS, worked
from tests.decisions.council import decide, seated
from tests.kit import Hall, as_whole, code_of, found_hall, key_of, signed_in

pytestmark = pytest.mark.django_db
SEEN = "The list of the old system, ten cases of it."


@pytest.fixture
def hall(home: Path) -> Hall:
    """A hall whose founding period is over."""
    made = found_hall()
    period = founding_period()
    assert period is not None
    close_founding_period.perform(made.chair, period)
    return made


def checked(hall: Hall) -> CaseImport:
    one = handed_in(hall, "checking")
    work.check.call(one.pk)
    return one


def state(one: CaseImport) -> str:
    return str(CaseImportFile.objects.get(case_import=one).state)


def test_a_second_body_agrees_on_the_page_and_the_import_begins(
    hall: Hall, django_capture_on_commit_callbacks: Any
) -> None:
    one = checked(hall)
    set_up_over()
    clerk, chair = signed_in(hall.clerk), signed_in(hall.chair)
    page = clerk.get(one.get_absolute_url()).content.decode()
    assert "A second body decides" in page and "Lamp out" in page, "the first cases are shown"
    refused = clerk.post(
        f"{one.get_absolute_url()}carry-out/", {"second_factor": code_of(hall.clerk.account)}
    )
    assert refused.status_code == 403 and "A second body must agree" in refused.content.decode()
    assert one.name in chair.get("/cases/imports/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = chair.post(
            f"{one.get_absolute_url()}agree-to/",
            {"seen": SEEN, "second_factor": code_of(hall.chair.account)},
        )
    assert answer.status_code == 302, answer.content.decode()
    worked()
    page = clerk.get(one.get_absolute_url()).content.decode()
    assert "What this file has brought" in page and SEEN in page and Case.objects.count() == 3
    closing = Entry.objects.get(action="cases.bring_in_cases")
    assert json.loads(closing.body)["data"]["agreed"] == one.ref
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).codes() == set()


def test_without_agreement_the_system_imports_nothing_and_begins_nothing(
    hall: Hall, home: Path
) -> None:
    one = checked(hall)
    set_up_over()
    (home / "leads.toml").write_bytes(LEADS)
    file = FILES / "fixmystreet-reports.csv"
    with pytest.raises(Refused) as by_command:
        fixmystreet.run(file, str(home / "leads.toml"))
    assert by_command.value.code == "not-agreed"
    # A job that somebody put in the queue by hand.
    CaseImportFile.objects.update(state="running")
    work.carry_out.call(one.pk)
    assert state(one) == "stopped" and not Case.objects.exists()
    assert not ImportRun.objects.exists(), "nothing stands half done in the way of others"


def test_while_the_hall_is_set_up_the_command_needs_nobody(hall: Hall, home: Path) -> None:
    (home / "leads.toml").write_bytes(LEADS)
    fixmystreet.run(FILES / "fixmystreet-reports.csv", str(home / "leads.toml"))
    assert Case.objects.count() == 3


def test_nobody_agrees_to_what_they_handed_in(hall: Hall) -> None:
    one = checked(hall)
    assert not agree_to_case_import.check(hall.clerk, one)
    assert not agree_to_case_import.check(hall.parks, one)
    # The same person, now in the second body.
    chair = Office.objects.get(code="council-chair")
    holder, twice = chair.terms.get().person, Person.objects.get(pk=hall.clerk.person)
    on_record.change(chair.terms.all(), person=twice.pk)
    refused = agree_to_case_import.check(actors.as_office(twice, chair), one).refusal
    assert refused is not None and refused.code == "same-person"
    on_record.change(chair.terms.all(), person=holder)
    assert agree_to_case_import.check(hall.chair, one)
    agree_to_case_import.perform(as_whole(hall), one, seen=SEEN)
    assert state(one) == "running"


def test_what_was_refused_is_told_with_reasons_and_can_only_be_deleted(hall: Hall) -> None:
    one = checked(hall)
    refuse_case_import.perform(hall.chair, one, reason="Nobody knows whose list this is.")
    page = signed_in(hall.clerk).get(one.get_absolute_url()).content.decode()
    assert "Nobody knows whose list this is." in page and "refused by a second body" in page
    for action, who in ((carry_out_case_import, hall.clerk), (agree_to_case_import, hall.chair)):
        assert not action.check(who, one)
    drop_case_import.perform(hall.clerk, one)
    assert not CaseImportFile.objects.exists() and not Case.objects.exists()


def test_one_that_stopped_goes_on_without_being_agreed_to_again(hall: Hall) -> None:
    one = checked(hall)
    agree_to_case_import.perform(hall.chair, one, seen=SEEN)
    CaseImportFile.objects.update(state="stopped")
    one.refresh_from_db()
    assert carry_out_case_import.check(hall.clerk, one)
    carry_out_case_import.perform(hall.clerk, one)
    work.carry_out.call(one.pk)
    assert state(one) == "done" and Case.objects.count() == 3


def test_the_doctor_says_that_one_waits(hall: Hall) -> None:
    assert "import-waits" not in {found.code for found in examine(clock.today())}
    one = checked(hall)
    found = {found.code: found for found in examine(clock.today())}
    assert found["import-waits"].mend == "/cases/imports/"
    agree_to_case_import.perform(hall.chair, one, seen=SEEN)
    assert "import-waits" not in {found.code for found in examine(clock.today())}


# --- large files ----------------------------------------------------------------------------------
NEW = "/cases/imports/check-cases-file/"


def sent(client: Client, address: str = NEW) -> Any:
    """A file that is larger than others may be."""
    return client.post(
        address,
        {
            "system": "fixmystreet",
            "file": SimpleUploadedFile(
                "reports.csv", (FILES / "fixmystreet-reports.csv").read_bytes()
            ),
            "mapping": SimpleUploadedFile("leads.toml", LEADS),
        },
    )


def test_a_large_file_is_taken_from_those_who_bring_in_and_deleted_with_its_import(
    hall: Hall, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 50
    clerk = signed_in(hall.clerk)
    assert "up to 100.0\xa0MB" in clerk.get(NEW).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = sent(clerk)
    assert answer.status_code == 302, answer.content.decode()
    worked()
    one = CaseImport.objects.get()
    assert state(one) == "checked"
    kept = CaseImportFile.objects.get()
    assert kept.file.read() == (FILES / "fixmystreet-reports.csv").read_bytes()
    assert list(named()) == [kept.file.name]
    with django_capture_on_commit_callbacks(execute=True):
        drop_case_import.perform(hall.clerk, one)
    assert not kept.file.storage.exists(kept.file.name) and not list(named())
    assert not list(forgotten(kept.file.storage))


def test_nobody_else_and_no_other_form_takes_a_large_file(
    hall: Hall, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from commonhall.ui.uploads import LimitedUploadHandler

    settings.UPLOAD_MAX_BYTES = 50
    kept: list[int] = []
    complete = LimitedUploadHandler.file_complete

    def counted(self: Any, size: int) -> Any:
        kept.append(self.kept)
        return complete(self, size)

    monkeypatch.setattr(LimitedUploadHandler, "file_complete", counted)
    for client in (signed_in(hall.parks), signed_in("resident"), Client()):
        assert sent(client).status_code in (302, 403)
    sent(signed_in(hall.clerk), "/cases/raise/")
    by_program = Client().post(
        "/api/v1/moving-in/check-cases-file",
        {"system": "fixmystreet", "file": SimpleUploadedFile("reports.csv", b"x" * 60)},
        headers={"Authorization": f"Bearer {key_of(hall.clerk)}"},
    )
    assert by_program.status_code == 422 and "up to 50" in by_program.content.decode()
    assert kept and max(kept) <= 51 and not CaseImport.objects.exists()


# --- a council of several -------------------------------------------------------------------------
def council_of_several(made: Hall) -> list[Any]:
    """Its members, after the last day of the founding period."""
    members = seated(made)
    yesterday = clock.today() - timedelta(days=1)
    on_record.change(FoundingPeriod.objects.all(), ends=yesterday)
    on_record.change(Competence.objects.filter(office__code="hall-desk"), ends=yesterday)
    return members


def test_a_council_of_several_agrees_by_resolution(home: Path) -> None:
    hall = found_hall()
    members = council_of_several(hall)
    one = checked(hall)
    answer = signed_in(hall.chair).post(
        url_of(agree_to_case_import, one), {"seen": SEEN, "motion_reasons": "It is our own list."}
    )
    motion = Motion.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, motion.get_absolute_url())
    assert state(one) == "checked"
    decide(motion, members)
    motion.refresh_from_db()
    one.refresh_from_db()
    assert (motion.state, motion.hindered) == ("passed", "") and state(one) == "running"
    assert one.decided_by == hall.body("council")


def test_categories_come_in_from_a_table_by_resolution(home: Path) -> None:
    hall = found_hall()
    members = council_of_several(hall)
    given = {"lines": "code,names,body\ntrees,Trees,parks\n"}
    address = url_of(import_categories)
    alone = signed_in(hall.clerk).post(address, {**given, "asked": "1"})
    assert alone.status_code == 403, "the desk's power of the founding period has ended"
    chair = signed_in(hall.chair)
    given |= {"asked": "1", "motion_reasons": "The list of the old site."}
    page = chair.post(address, given)
    assert page.status_code == 302, page.content.decode()
    assert not Category.objects.filter(code="trees").exists()
    decide(Motion.objects.get(), members)
    assert Category.objects.get(code="trees").body == hall.body("parks")
