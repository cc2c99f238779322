"""The dump: from it alone every number follows; any changed byte is found, also by whoever re-signs."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.cases.cases.models import Case
from commonhall.open_data import dump, dump_verification, kept_states, rebuilding, timers
from commonhall.record import configuration, keys, notes, sequencer, verification
from commonhall.record.keys import receipt_signer
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from commonhall.record.receipts import as_text, issue
from tests import kept_dumps, rebuilder
from tests.living import living_hall
from tests.record.attacks import Attacker
from tests.words import SHIPPED

pytestmark = pytest.mark.django_db


@pytest.fixture
def dumped(home: Path, tmp_path: Path) -> Path:
    """A dump of a living hall, and that hall."""
    living_hall()
    sequencer.sequence_once()
    return kept_dumps.kept(newest_entry(), home, tmp_path / "dump", lambda: None)


def newest_entry() -> int:
    """What tells one hall from another lived through in the same process."""
    return Entry.objects.order_by("-id")[0].pk


def codes(folder: Path, **given: Any) -> set[str]:
    report, _derived = dump_verification.verify(folder, **given)
    return report.codes()


def test_every_number_follows_from_the_dump_alone(dumped: Path) -> None:
    report, derived = dump_verification.verify(dumped)
    assert report.ok, report.as_text()
    assert derived["lotteries"] == 5 and derived["surveys"] == 2
    assert derived["votes"] == 1 and derived["alarms"] == 1 and derived["decisions of bodies"] == 3
    # Every row of every table follows; how many values nobody can prove is said.
    manifest = json.loads((dumped / "manifest.json").read_text())
    assert derived["rows of tables"] == sum(manifest["tables"].values()) > 200
    [unproven] = [one for one in report.findings if one.code == "unproven"]
    assert "cases.cases title" in unproven.message and unproven.severity == "notice"


def test_states_that_are_too_many_for_memory_give_the_same(
    dumped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, derived = dump_verification.verify(dumped)
    monkeypatch.setattr(kept_states, "FEW", 0)
    again, same = dump_verification.verify(dumped)
    assert again.ok and same == derived, again.as_text()
    assert [str(one) for one in again.findings] == [str(one) for one in report.findings]


def test_a_process_of_its_own_makes_the_same_tables(
    dumped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What commands do; elsewhere tests fork a program that has started (`tests.rebuilder`)."""
    monkeypatch.setattr(rebuilding, "run", rebuilder.started_for_real)
    assert not codes(dumped) - {"unproven"}


def test_a_zip_is_as_good_and_nothing_is_written_over(dumped: Path, tmp_path: Path) -> None:
    packed = tmp_path / "d.zip"
    dump.write(packed)
    report, _derived = dump_verification.checked(packed)
    assert report.ok
    with pytest.raises(FileExistsError):
        dump.write(packed)


@pytest.mark.slow
def test_any_changed_byte_of_any_file_is_found(dumped: Path, tmp_path: Path) -> None:
    files = [path for path in sorted(dumped.rglob("*")) if path.is_file()]
    assert len(files) > 20
    for path in files:
        copy = tmp_path / "copy"
        shutil.copytree(dumped, copy)
        target = copy / path.relative_to(dumped)
        data = bytearray(target.read_bytes())
        if data:
            data[len(data) // 2] ^= 1
        else:
            data = bytearray(b"x")
        target.write_bytes(bytes(data))
        try:
            found = codes(copy)
        except Exception as error:
            found = {type(error).__name__}
        assert found, f"{path.relative_to(dumped)}: a changed byte was not found"
        shutil.rmtree(copy)


def rewrite(folder: Path) -> None:
    """What a forger does who may not sign: make the manifest fit the changed files."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in manifest["files"]:
        manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    data = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    (folder / "manifest.json").write_bytes(data)


def change_result(folder: Path) -> None:
    path = folder / "states.jsonl"
    text = path.read_text(encoding="utf-8")
    assert '"winners":["a","b"]' in text
    path.write_text(text.replace('"winners":["a","b"]', '"winners":["b","c"]'), encoding="utf-8")


def test_a_forged_result_is_found_though_the_manifest_fits(dumped: Path) -> None:
    change_result(dumped)
    rewrite(dumped)
    assert {"dump_changed", "batch_changed", "not_derived"} <= codes(dumped)


def test_even_whoever_holds_the_key_cannot_make_ballots_give_another_result(dumped: Path) -> None:
    """The hall itself forges: it signs a manifest that fits. The record and the ballots say otherwise."""
    change_result(dumped)
    sign_anew(dumped)
    assert {"batch_changed", "not_derived"} <= codes(dumped)


def sign_anew(folder: Path) -> None:
    """What the operator does who holds the key: sign a manifest that fits what was changed."""
    rewrite(folder)
    data = (folder / "manifest.json").read_bytes()
    text = dump.heading(hashlib.sha256(data).hexdigest())
    signer = keys.log_signer(configuration.origin())
    (folder / "manifest.note").write_text(notes.assemble(text, [signer.sign(text)]))


# Table, what stands there, what is put in its place.
FORGED = (
    ("cases.answers", '"kind": "answer"', '"kind": "done"'),
    ("decisions.votes", '"choice": "yes"', '"choice": "no"'),
    ("delivery.payments", '"amount": ', '"amount": 1'),
    ("law.promises", '"due_on": "2', '"due_on": "3'),
    ("consultations.counts", '"agree": ', '"agree": 9'),
    ("evaluation.facts", "false", "true"),
)


def test_changed_tables_are_found_though_the_hall_signs_them(dumped: Path) -> None:
    """Answers, votes, payments, promises, counts of a conversation, and what rates are counted from."""
    for table, before, after in FORGED:
        path = dumped / "data" / f"{table}.jsonl"
        text = path.read_text(encoding="utf-8")
        assert before in text, text[:400]
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
    sign_anew(dumped)
    report, _derived = dump_verification.verify(dumped)
    assert report.codes() == {"table_differs"}
    found = {one.where: one.message for one in report.findings if one.severity == "error"}
    for table, _before, _after in FORGED:
        assert any(where.startswith(f"data/{table}.jsonl, row ") for where in found), found
    assert any('choice is "no", the states say "yes"' in one for one in found.values())


def test_rows_added_to_or_taken_from_tables_are_found_though_the_hall_signs_it(
    dumped: Path,
) -> None:
    """Also a table nobody knows, and one that is gone."""
    payments, votes = dumped / "data/delivery.payments.jsonl", dumped / "data/decisions.votes.jsonl"
    payments.write_text(payments.read_text() * 2)
    votes.write_text("")
    (dumped / "data" / "law.appeals.jsonl").unlink()
    (dumped / "data" / "law.favours.jsonl").write_text("{}\n")
    manifest = json.loads((dumped / "manifest.json").read_text())
    del manifest["files"]["data/law.appeals.jsonl"]
    manifest["files"]["data/law.favours.jsonl"] = ""
    (dumped / "manifest.json").write_text(json.dumps(manifest))
    sign_anew(dumped)
    report, _derived = dump_verification.verify(dumped)
    found = {one.where.partition(",")[0] for one in report.findings if one.code == "table_differs"}
    assert found == {
        f"data/{one}.jsonl"
        for one in ("delivery.payments", "decisions.votes", "law.appeals", "law.favours")
    }


def test_what_is_not_in_the_log_yet_is_not_in_the_tables_either(
    dumped: Path, tmp_path: Path
) -> None:
    """Somebody acts while a dump is written: it holds together all the same."""
    case = Case.objects.order_by("pk")[0]
    before = (dumped / "data" / "cases.cases.jsonl").read_text()
    Attacker().sql("UPDATE cases_case SET state = 'closed' WHERE id = %s", case.pk)
    later = tmp_path / "later"
    dump.write(later)
    assert (later / "data" / "cases.cases.jsonl").read_text() == before
    assert codes(later) == set()


def test_a_left_out_ballot_is_found(dumped: Path) -> None:
    path = dumped / "states.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    ballot = next(line for line in lines if '"type":"decisions.castballot"' in line)
    path.write_text("".join(line for line in lines if line != ballot), encoding="utf-8")
    rewrite(dumped)
    assert {"batch_changed", "not_derived"} <= codes(dumped)


def test_another_domain_keeps_dumps_and_receipts_of_before_and_after_valid(
    dumped: Path, tmp_path: Path, settings: Any
) -> None:
    before = keys.log_keys(configuration.origin())
    kept = [as_text(issue(Entry.objects.order_by("id")[0]))]
    settings.SITE_DOMAIN = "elsewhere.example"
    settings.RECORD_ORIGIN = "elsewhere.example/record"
    after = tmp_path / "after"
    dump.write(after)
    trusted = [*before, receipt_signer().public()]
    assert codes(dumped, pinned=trusted) == codes(after, pinned=trusted) == set()
    promised = [as_text(issue(Entry.objects.order_by("id")[0])), *kept]
    assert verification.verify(DatabaseSource(), pinned=trusted, promised=promised).ok


def test_another_key_is_not_the_halls(dumped: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    other = notes.Signer(configuration.origin(), Ed25519PrivateKey.generate()).public()
    assert "dump_unsigned" in codes(dumped, pinned=[other])


def test_nothing_personal_is_in_it(dumped: Path) -> None:
    from commonhall.people.accounts.models import Account
    from commonhall.people.residents.models import Person

    text = "".join(
        path.read_text(encoding="utf-8") for path in dumped.rglob("*.json*") if path.is_file()
    )
    for account in Account.objects.all():
        assert account.email not in text
    for person in Person.objects.exclude(name=""):
        if len(person.name) > 8:
            assert person.name not in text
    assert "It has been **dark**" not in text.replace(
        (dumped / "data" / "cases.cases.jsonl").read_text(encoding="utf-8"), ""
    )


def test_what_is_no_dump_is_named(tmp_path: Path) -> None:
    with pytest.raises(dump_verification.DumpError, match="manifest"):
        dump_verification.checked(tmp_path)
    broken = tmp_path / "x.zip"
    broken.write_bytes(b"PK nothing")
    with pytest.raises(dump_verification.DumpError):
        dump_verification.checked(broken)


def test_the_nightly_dump_is_served_and_replaced_whole(home: Path) -> None:
    living_hall()
    sequencer.sequence_once()
    assert Client().get("/open/commonhall-dump.zip").status_code == 404
    timers.nightly()
    timers.nightly()
    answer = Client().get("/open/commonhall-dump.zip")
    path = home / "fetched.zip"
    path.write_bytes(b"".join(answer.streaming_content))
    assert dump_verification.checked(path)[0].ok
    assert [one.name for one in (home / "open").iterdir()] == [dump.NAME]


@pytest.mark.slow
def test_the_catalogue_names_every_table_and_each_can_be_fetched(home: Path) -> None:
    from commonhall.core import exports

    living_hall()
    said = Client().get("/open/catalogue.jsonld").json()
    names = {one["dct:identifier"] for one in said["dcat:dataset"]}
    assert names == set(exports.datasets())
    page = Client().get("/open/").content.decode()
    for one in said["dcat:dataset"]:
        assert one["dct:identifier"] in page
        assert {words["@language"] for words in one["dct:title"]} == {one.tag for one in SHIPPED}
        for distribution in one["dcat:distribution"]:
            answer = Client().get(distribution["dcat:downloadURL"]["@id"])
            data = b"".join(answer.streaming_content)
            assert answer.status_code == 200
            if distribution["dct:format"] == "csv":
                header = next(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
                dataset = exports.datasets()[one["dct:identifier"]]
                assert header == [column.name for column in dataset.columns]
    assert Client().get("/open/no.such.csv").status_code == 404


# --- what an app derives (lotteries: test_lotteries_in_dumps) ---------------------------------------
def alter(folder: Path, change: Any) -> None:
    """Change states and let the manifest fit, as the hall itself could."""
    path = folder / "states.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(change(line) for line in lines), encoding="utf-8")
    rewrite(folder)


def not_derived(folder: Path) -> str:
    report, _derived = dump_verification.verify(folder)
    return " ".join(one.message for one in report.findings if one.code == "not_derived")


def test_a_changed_estimate_of_a_survey_is_found(dumped: Path) -> None:
    alter(dumped, lambda line: line.replace('"took_part":30', '"took_part":40'))
    assert "published tables give other results" in not_derived(dumped)
