"""`make audit`: the bill of materials follows from the lock, and a vulnerable version is found without a network."""

from __future__ import annotations

import importlib.util
import json
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCK = """\
asgiref==3.13.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via
    #   django
    #   django-htmx
django==5.2.1 \\
    --hash=sha256:{c}
    # via -r requirements/runtime.in
""".format(a="a" * 64, b="b" * 64, c="c" * 64)


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "tools" / "audit.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["audit"] = module
    spec.loader.exec_module(module)
    return module


def advisory(**of: Any) -> dict[str, Any]:
    package = {"ecosystem": "PyPI", "name": of.pop("name", "Django")}
    return {
        "id": "PYSEC-1",
        "modified": "2026-11-01T00:00:00Z",
        "details": "It leaks.",
        "affected": [{"package": package, **of}],
    }


def ranged(*events: dict[str, str]) -> dict[str, Any]:
    return {"ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}


def test_the_bill_names_everything_in_the_lock_with_its_hashes(audit: ModuleType) -> None:
    lock = (ROOT / "requirements" / "runtime.txt").read_text()
    bill = audit.bill(lock, "1.0")
    assert bill == audit.bill(lock, "1.0")
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    pins = {line.split(" ")[0] for line in lock.splitlines() if "==" in line.split(" ")[0]}
    assert len(bill["components"]) == len(pins) > 50
    assert all(one["hashes"] for one in bill["components"])
    assert sum(len(one["hashes"]) for one in bill["components"]) == lock.count("--hash=sha256:")
    refs = {one["bom-ref"] for one in bill["components"]} | {
        bill["metadata"]["component"]["bom-ref"]
    }
    assert {one["ref"] for one in bill["dependencies"]} == refs
    assert {needed for one in bill["dependencies"] for needed in one["dependsOn"]} <= refs
    django = next(one for one in bill["components"] if one["name"] == "django")
    assert django["licenses"][0]["license"]["name"].startswith("BSD")


def test_a_lock_is_read_with_who_asked(audit: ModuleType) -> None:
    asgiref, django = audit.locked(LOCK)
    assert (asgiref.version, asgiref.hashes) == ("3.13.0", ["a" * 64, "b" * 64])
    assert asgiref.asked_by == ["django", "django-htmx"]
    assert django.asked_by == []
    needs = {one["ref"]: one["dependsOn"] for one in audit.bill(LOCK, "1")["dependencies"]}
    assert needs["pkg:pypi/django@5.2.1"] == ["pkg:pypi/asgiref@3.13.0"]
    assert needs["pkg:pypi/commonhall@1"] == ["pkg:pypi/django@5.2.1"]


@pytest.mark.parametrize(
    ("said", "hit"),
    [
        (ranged({"introduced": "0"}), True),
        (ranged({"introduced": "5.2"}, {"fixed": "5.2.1"}), False),
        (ranged({"introduced": "5.2"}, {"fixed": "5.2.2"}), True),
        (ranged({"introduced": "5.2"}, {"last_affected": "5.2.1"}), True),
        (ranged({"introduced": "5.2"}, {"last_affected": "5.2.0"}), False),
        (ranged({"introduced": "4.2"}, {"fixed": "4.2.9"}, {"introduced": "5.2"}), True),
        (ranged({"introduced": "5.3"}), False),
        ({"versions": ["5.2.1"]}, True),
        ({"versions": ["5.2"]}, False),
        ({**ranged({"introduced": "0"}), "name": "other"}, False),
    ],
)
def test_a_vulnerable_version_is_found_and_no_other(
    audit: ModuleType, said: dict[str, Any], hit: bool
) -> None:
    found = audit.findings(audit.locked(LOCK), [advisory(**said)])
    assert bool(found) is hit
    withdrawn = {**advisory(**said), "withdrawn": "2026-11-02T00:00:00Z"}
    assert audit.findings(audit.locked(LOCK), [withdrawn]) == []


def test_the_audit_of_a_whole_database_ends_with_what_it_found(
    audit: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By a zip as osv.dev gives it; one that cannot be read is no clean bill."""
    packed, bill = tmp_path / "all.zip", tmp_path / "bill.json"
    for name, said, code in (("Django", 1, 1), ("no-package-of-ours", 2, 0)):
        with zipfile.ZipFile(packed, "w") as file:
            file.writestr(
                "PYSEC-1.json", json.dumps(advisory(name=name, **ranged({"introduced": "0"})))
            )
        assert audit.main(["--advisories", str(packed), "--bill", str(bill)]) == code, said
    assert (
        "PYSEC-1, no version named that mends it: https://osv.dev/vulnerability/PYSEC-1"
        in capsys.readouterr().out
    )
    packed.write_bytes(b"no zip")
    assert audit.main(["--advisories", str(packed), "--bill", str(bill)]) == 2
    assert json.loads(bill.read_text())["components"]


def test_nothing_we_stand_on_is_known_to_be_vulnerable(
    audit: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.main(["--bill", str(tmp_path / "bill.json")]) == 0, capsys.readouterr().out
