"""Files of other systems imported on a page: checked first, then imported as the command would, whole or not at all."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commonhall.actions import import_runs
from commonhall.actions.models import ImportRun
from commonhall.cases.cases.models import Case
from commonhall.cases.moving_in import work
from commonhall.cases.moving_in.importers import fixmystreet
from commonhall.cases.moving_in.models import CaseImport, CaseImportFile
from commonhall.cases.moving_in.page_actions import (
    carry_out_case_import,
    check_cases_file,
    drop_case_import,
)
from commonhall.consultations.conversations.models import Conversation
from commonhall.core import jobs
from commonhall.people.actors import system
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.kit import Hall, code_of, found_hall, signed_in

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "files"
NEW = "/cases/imports/check-cases-file/"
LEADS = b'[others]\ncategory = "lamps"\n'


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def clerk(hall: Hall) -> Client:
    return signed_in(hall.clerk)


def file(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (FILES / name).read_bytes() if content is None else content)


def worked() -> None:
    while jobs.run_one("tester"):
        pass


def handed_in(client: Client, capture: Any, **given: Any) -> str:
    """Hand a file in and have it checked; the address of its page."""
    with capture(execute=True):
        answer = client.post(NEW, given)
    assert answer.status_code == 302, answer.content.decode()
    worked()
    return str(answer["Location"])


def carried_out(client: Client, hall: Hall, capture: Any, address: str) -> str:
    with capture(execute=True):
        answer = client.post(f"{address}carry-out/", {"second_factor": code_of(hall.clerk.account)})
    assert answer.status_code == 302, answer.content.decode()
    worked()
    return client.get(address).content.decode()


def reports(text: bytes | None = None) -> dict[str, Any]:
    return {
        "system": "fixmystreet",
        "file": file("fixmystreet-reports.csv", text),
        "mapping": SimpleUploadedFile("leads.toml", LEADS),
    }


def test_a_file_is_checked_then_imported_and_deleted(
    hall: Hall, clerk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    capture = django_capture_on_commit_callbacks
    updates = file("fixmystreet-updates.csv")
    address = handed_in(clerk, capture, **reports(), more=updates)
    page = clerk.get(address).content.decode()
    assert "What this file would bring" in page and "ready to import" in page
    assert re.search(r"Cases in the file</dt>\s*<dd>3", page)
    assert not Case.objects.exists()
    page = carried_out(clerk, hall, capture, address)
    assert "What this file has brought" in page and Case.objects.count() == 3
    assert Case.objects.get(title="Lamp out").answers.count() == 2
    # The same file again, by page or by command, changes nothing.
    again = handed_in(clerk, capture, **reports(), more=file("fixmystreet-updates.csv"))
    assert re.search(r"new here</dt>\s*<dd>0", clerk.get(again).content.decode())
    assert "had been imported before" in carried_out(clerk, hall, capture, again)
    assert Case.objects.count() == 3
    clerk.post(f"{address}drop/", {})
    assert "The file has been deleted" in clerk.get(address).content.decode()
    assert CaseImportFile.objects.count() == 1 and Case.objects.count() == 3
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).codes() == set()


def test_what_the_page_imported_is_known_to_the_command(
    hall: Hall, clerk: Client, home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    capture = django_capture_on_commit_callbacks
    carried_out(clerk, hall, capture, handed_in(clerk, capture, **reports()))
    (home / "leads.toml").write_bytes(LEADS)
    by_command = fixmystreet.run(FILES / "fixmystreet-reports.csv", str(home / "leads.toml"))
    assert by_command["repeated"] is True


def test_errors_name_line_and_field_and_nothing_can_be_imported(
    hall: Hall, clerk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    text = (FILES / "fixmystreet-reports.csv").read_bytes()
    wrong = text.replace(b"2022-05-02T09:05:00", b"<b>someday</b>")
    address = handed_in(clerk, django_capture_on_commit_callbacks, **reports(wrong))
    page = clerk.get(address).content.decode()
    assert "Line 4, Confirmed:" in page and "<b>someday" not in page and "has errors" in page
    refused = clerk.post(f"{address}carry-out/", {"second_factor": code_of(hall.clerk.account)})
    assert refused.status_code == 403 and not Case.objects.exists()
    given = {**reports(wrong), "leave_out": "on"}
    address = handed_in(clerk, django_capture_on_commit_callbacks, **given)
    page = clerk.get(address).content.decode()
    assert "1 error. Its line is left out." in page and "line 4" in page


def test_an_interrupted_import_goes_on_where_it_stopped(
    hall: Hall,
    clerk: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    capture = django_capture_on_commit_callbacks
    address = handed_in(clerk, capture, **reports())
    monkeypatch.setattr(import_runs, "CHUNK", 1)
    write, seen = import_runs._write_chunk, []

    def dies(plan: Any, run: ImportRun, chunk: list[Any]) -> int:
        seen.append(clerk.get(address).content.decode())
        if len(seen) == 2:
            raise OSError("the disk is full")
        return write(plan, run, chunk)

    monkeypatch.setattr(import_runs, "chunks", lambda rows: ([row] for row in rows))
    monkeypatch.setattr(import_runs, "_write_chunk", dies)
    page = carried_out(clerk, hall, capture, address)
    # While it ran, the page said how far it was; nothing is seen before all of it is there.
    assert "1 of 3 cases imported" in seen[1] and '<progress max="3" value="1"' in seen[1]
    assert "This import stopped" in page and "Import it again" in page
    assert jobs.failed() == 1
    assert clerk.post(f"{address}drop/", {}).status_code == 403
    monkeypatch.setattr(import_runs, "_write_chunk", write)
    page = carried_out(clerk, hall, capture, address)
    assert "What this file has brought" in page and Case.objects.count() == 3
    run = ImportRun.objects.get()
    assert (run.state, run.written) == ("closed", 3)


def test_a_long_import_keeps_its_job_and_no_other_worker_takes_it(
    hall: Hall,
    clerk: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    capture = django_capture_on_commit_callbacks
    address = handed_in(clerk, capture, **reports())
    monkeypatch.setattr(import_runs, "chunks", lambda rows: ([row] for row in rows))
    write, given_back = import_runs._write_chunk, []
    long_ago = timezone.now() - timedelta(hours=1)

    def slow(plan: Any, run: ImportRun, chunk: list[Any]) -> int:
        running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
        # Each chunk but the first comes after one that renewed the lease.
        if given_back:
            given_back.append(jobs.give_back_expired())
        else:
            given_back.append(0)
        running.update(started_at=long_ago)
        return write(plan, run, chunk)

    monkeypatch.setattr(import_runs, "_write_chunk", slow)
    page = carried_out(clerk, hall, capture, address)
    assert given_back == [0, 0, 0] and "What this file has brought" in page


def test_a_check_that_broke_asks_for_the_file_again(
    clerk: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def broken(*_given: Any) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(work, "_run", broken)
    address = handed_in(clerk, django_capture_on_commit_callbacks, **reports())
    page = clerk.get(address).content.decode()
    assert "Upload the file again." in page and "a fault of ours" not in page
    assert jobs.failed() == 1
    clerk.post(f"{address}drop/", {})
    assert not CaseImportFile.objects.exists()


def test_a_job_that_is_done_twice_changes_nothing(
    hall: Hall, clerk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    capture = django_capture_on_commit_callbacks
    carried_out(clerk, hall, capture, handed_in(clerk, capture, **reports()))
    number = CaseImport.objects.get().pk
    before = CaseImportFile.objects.get().report
    work.carry_out.call(number)
    work.check.call(number)
    kept = CaseImportFile.objects.get()
    assert (kept.state, kept.report) == ("done", before) and Case.objects.count() == 3


def dump() -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for one in (FILES / "signalen-dump").glob("*.csv"):
            archive.write(one, f"dump/{one.name}")
    return SimpleUploadedFile("dump.zip", out.getvalue())


def decidim() -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for one in (FILES / "decidim").glob("*.csv"):
            archive.write(one, one.name)
    return SimpleUploadedFile("decidim.zip", out.getvalue())


@pytest.mark.parametrize("name", ["signalen", "dump", "decidim", "consul", "open311", "table"])
def test_every_system_is_imported(
    hall: Hall, clerk: Client, name: str, django_capture_on_commit_callbacks: Any
) -> None:
    capture = django_capture_on_commit_callbacks
    request = b'[{"service_request_id": "7", "status": "open", "service_name": "Lamps", "description": "Dark",'
    request += b' "requested_datetime": "2022-05-01T10:00:00Z", "lat": 10.5, "long": 1.5}]'
    table = b"ID;Created;Description;Type\n7;1.5.2022;Lamp out;Lamps\n"
    columns = b'source = "old"\n[columns]\nkey = "ID"\nraised = "Created"\ntext = "Description"\ncategory = "Type"\n'
    mapping = SimpleUploadedFile("leads.toml", LEADS)
    given: dict[str, Any] = {
        "signalen": {"system": "signalen", "file": file("signalen-list.json")},
        "dump": {"system": "signalen", "file": dump()},
        "decidim": {"system": "decidim", "file": decidim()},
        "consul": {
            "system": "consul",
            "file": file("consul-proposals.json"),
            "more": file("consul-comments.json"),
            "kind": "proposals",
            "day": "2022-05-01",
        },
        "open311": {"system": "open311", "file": file("requests.json", request)},
        "table": {"system": "table", "file": file("old.csv", table)},
    }[name]
    if name == "table":
        mapping = SimpleUploadedFile("mapping.toml", columns)
    address = handed_in(clerk, capture, **given, mapping=mapping)
    page = clerk.get(address).content.decode()
    assert "What this file would bring" in page, page[page.index("<main") :]
    carried_out(clerk, hall, capture, address)
    kept = CaseImportFile.objects.get()
    assert kept.state == "done" and Case.objects.count() == kept.report["new"] > 0
    assert Conversation.objects.exists() == (name in ("decidim", "consul"))


def test_a_field_of_another_system_is_named_and_what_was_typed_stays(clerk: Client) -> None:
    answer = clerk.post(NEW, {**reports(), "jurisdiction": "city.example"})
    page = answer.content.decode()
    assert answer.status_code == 400 and not CaseImport.objects.exists()
    assert re.search(r'id="id_jurisdiction_error">.*?another system', page, re.S)
    assert 'value="city.example"' in page and "again." in page
    missing = clerk.post(NEW, {"system": "open311", "address": "https://city.example/"})
    assert 'id="id_since_error"' in missing.content.decode()


def test_a_server_that_is_away_is_an_error_and_not_a_fault(
    clerk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    given = {"system": "open311", "address": "http://127.0.0.1:1/", "since": "2022-05-01"}
    given["until"] = "2022-05-02"
    page = clerk.get(handed_in(clerk, django_capture_on_commit_callbacks, **given))
    assert "Nothing was imported" in page.content.decode() and jobs.failed() == 0


def test_a_zip_that_is_none_is_told(clerk: Client, django_capture_on_commit_callbacks: Any) -> None:
    for name in ("signalen", "decidim"):
        broken = file("x.zip", b"PK no")
        given = {"system": name, "file": broken}
        page = clerk.get(handed_in(clerk, django_capture_on_commit_callbacks, **given))
        assert "has errors" in page.content.decode()


# --- who may --------------------------------------------------------------------------------------
def test_only_the_office_that_looks_after_the_hall_imports_and_sees_errors(
    hall: Hall, clerk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    address = handed_in(clerk, django_capture_on_commit_callbacks, **reports())
    assert Client().get(address).status_code == 302
    for client in (signed_in(hall.parks), signed_in("resident")):
        for page in (address, "/cases/imports/"):
            text = client.get(page).content.decode()
            assert "for the office that imports files" in text
            assert "fixmystreet-reports.csv" not in text
        assert client.post(f"{address}carry-out/", {}).status_code == 403
        assert client.post(NEW, reports()).status_code == 403
    worked()
    assert not Case.objects.exists()


def test_without_a_second_factor_nothing_is_imported(
    hall: Hall, clerk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    address = handed_in(clerk, django_capture_on_commit_callbacks, **reports())
    signed_in(hall.clerk, confirmed=False).post(f"{address}carry-out/", {})
    worked()
    assert CaseImportFile.objects.get().state == "checked" and not Case.objects.exists()
    for one in (check_cases_file, carry_out_case_import, drop_case_import):
        assert not one.check(system(), CaseImport.objects.get() if one.thing else None)


def test_a_file_may_not_lead_out_of_its_folder(
    clerk: Client, home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    made = reports()
    made["file"].name = "..\\..\\evil.csv"
    handed_in(clerk, django_capture_on_commit_callbacks, **made)
    assert work._written(home, "../../../evil.csv", ContentFile(b"x")).parent == home
    assert work._written(home, "..", ContentFile(b"x")) == home / "file"


def test_the_list_asks_the_same_of_the_database_for_one_and_for_many(
    hall: Hall, clerk: Client
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert clerk.get("/cases/imports/").status_code == 200
        return len(found)

    check_cases_file.perform(hall.clerk, system="signalen", file=file("signalen-list.json"))
    asked()
    one = asked()
    for _number in range(5):
        check_cases_file.perform(hall.clerk, system="signalen", file=file("signalen-list.json"))
    assert asked() == one
