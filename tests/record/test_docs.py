"""docs/record.md names every finding there is, and none that there is not."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import commonhall.record
from commonhall import actions
from commonhall.record import sequencer
from commonhall.record.witnesses import standing, submitting

SOURCE = Path(commonhall.record.__file__).parent
DOCS = (Path(__file__).resolve().parents[2] / "docs" / "record.md").read_text(encoding="utf-8")
CODE = re.compile(r"[a-z]+(_[a-z]+)+")


def codes_in_source() -> set[str]:
    """First arguments of `report.add`, codes of claims and of storage faults."""
    found: set[str] = set()
    for name in (
        "log_verification.py",
        "verification.py",
        "readers.py",
        "witnesses/checking.py",
    ):
        for node in ast.walk(ast.parse((SOURCE / name).read_text(encoding="utf-8"))):
            texts: list[ast.expr] = []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr == "add" and len(node.args) >= 2:
                    texts = [node.args[0]]
                elif node.func.attr in {"_take", "_claim"}:
                    texts = list(node.args)
            elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
                texts = [node.value.elts[0]]
            found |= {
                one.value
                for text in texts
                for one in ast.walk(text)
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
    known = {"unpinned", "forked", "truncated", "rolled_back", "unwitnessed"}
    known |= {"key_retired", "key_revoked"}  # `Chain.refused` says which
    return {code for code in found if CODE.fullmatch(code)} | known


def test_every_finding_is_explained() -> None:
    assert len(codes_in_source()) > 25
    assert {code for code in codes_in_source() if f"`{code}`" not in DOCS} == set()


def test_no_finding_is_explained_that_does_not_exist() -> None:
    table = DOCS.split("## What is found")[1].split("**What has no effect.**")[0]
    named = set(re.findall(r"`([a-z_]+)`", table))
    alarms = set(
        re.findall(r'code = "([a-z_]+)"', (SOURCE / "sequencer.py").read_text(encoding="utf-8"))
    )
    files = [
        Path(actions.__file__).parent / "verification.py",
        *SOURCE.parent.rglob("record_checks.py"),
    ]
    rooms = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert (
        named - codes_in_source() - alarms - set(re.findall(r'"([a-z]+(?:_[a-z]+)+)",', rooms))
        == set()
    )


def test_every_alarm_of_the_sequencer_is_explained() -> None:
    text = (SOURCE / "sequencer.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'SequencerError\(\s*"([a-z-]+)"', text)) - {
        "nothing-published",
        "whole",
    }
    assert sequencer.SequencerError("x", "y").code == "x"
    assert {code for code in codes if f"`{code}`" not in DOCS} == set()


def test_every_alarm_of_a_follower_is_explained() -> None:
    text = (SOURCE / "following.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'_alarm\(\s*"([a-z_]+)"', text))
    part = DOCS.split("## Following another hall")[1].split("## The formats")[0]
    assert len(codes) > 8
    assert {code for code in codes if f"`{code}`" not in part} == set()


def test_every_answer_of_a_witness_is_explained() -> None:
    text = (SOURCE / "witnesses" / "submitting.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'Outcome\(witness, "([a-z-]+)"', text)) | set(submitting.CODES.values())
    codes |= set(standing.TROUBLES) | standing.ALARMING
    part = DOCS.split("## Witnesses")[1].split("## Following another hall")[0]
    assert {code for code in codes if f"`{code}`" not in part} == set()
    told = set(
        re.findall(
            r'return "([a-z-]+)"|\(\s*"(unwitnessed)"',
            (SOURCE / "witnesses" / "standing.py").read_text(),
        )
    )
    assert all(f"`{one or other}`" in DOCS for one, other in told)
