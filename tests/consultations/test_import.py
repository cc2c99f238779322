"""Polis conversations come in whole, once, and resume after a kill."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from commonhall.actions import import_runs
from commonhall.consultations.conversations import queries
from commonhall.consultations.conversations.importers import polis
from commonhall.consultations.conversations.models import (
    Conversation,
    Participant,
    Statement,
    StatementVote,
)
from commonhall.core.imports import Invalid
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from commonhall.site.commands import found


@pytest.fixture
def hall(home: Path, db: None) -> Path:
    found.found("Taipei")
    return home


def write(folder: Path, statements: int, people: int, sign: int = 1) -> Path:
    folder.mkdir()
    with (folder / "comments.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            [
                "timestamp",
                "comment-id",
                "author-id",
                "agrees",
                "disagrees",
                "moderated",
                "comment-body",
            ]
        )
        for n in range(statements):
            out.writerow(
                [1_435_654_192_085 + n, n, 1, people - 1, 1, -1 if n == 1 else 0, f"我覺得 {n}"]
            )
    with (folder / "votes.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["timestamp", "comment-id", "voter-id", "vote"])
        for n in range(statements):
            for p in range(people):
                out.writerow([1_435_654_192_085, n, p, -sign if p == 0 else sign])
    (folder / "summary.csv").write_text("topic,路燈\nurl,https://pol.is/3phdex2kjf\n")
    return folder


def settled() -> set[str]:
    while sequencer.sequence_once():
        pass
    return verification.verify(DatabaseSource()).codes()


def test_a_folder_comes_in_as_a_closed_conversation_of_another_system(hall: Path) -> None:
    result = polis.run(write(hall / "a", 9, 4))
    assert (result["statements"], result["votes"], result["participants"]) == (9, 36, 4)
    one = Conversation.objects.get()
    assert one.reported and one.state == Conversation.State.ANSWERED and one.title == "路燈"
    assert one.opens_on.year == 2015
    assert not Person.objects.exists()
    assert Statement.objects.filter(state="hidden").count() == 1
    page = Client().get(f"/conversations/{one.pk}/statements/").content.decode()
    assert "我覺得 8" in page and "我覺得 1<" not in page
    assert "Held in another system" in Client().get(f"/conversations/{one.pk}/").content.decode()
    assert polis.run(hall / "a")["repeated"]
    assert StatementVote.objects.count() == 36
    assert settled() == set()


def test_reversed_votes_are_turned_round(hall: Path) -> None:
    result = polis.run(write(hall / "r", 9, 4, sign=-1))
    assert result["sign"] == "reversed"
    assert StatementVote.objects.filter(value=1).count() == 27


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("votes.csv", "timestamp,comment-id,voter-id,vote\n1,0,0,7\n", "none of"),
        ("comments.csv", "comment-id\n0\n", "comment-body"),
        ("votes.csv", "comment-id,voter-id,vote\n", "no votes"),
    ],
)
def test_faults_are_named_and_nothing_is_left(hall: Path, name: str, text: str, says: str) -> None:
    folder = write(hall / "f", 3, 3)
    (folder / name).write_text(text)
    with pytest.raises(Invalid) as wrong:
        polis.run(folder)
    assert says in str(wrong.value)
    assert not Conversation.objects.exists() and not Participant.objects.exists()


def test_moments_in_seconds_are_those_of_today(hall: Path) -> None:
    folder = write(hall / "s", 9, 4)
    for name in ("comments.csv", "votes.csv"):
        text = (folder / name).read_text().replace("\n1435654192085", "\n1700000000")
        (folder / name).write_text(re.sub(r"\n14356\d+", "\n1700000000", text))
    (folder / "participant-votes.csv").write_text("participant,group-id,0\n0,1,-1\n1,0,1\n")
    polis.run(folder)
    one = Conversation.objects.get()
    assert (one.opens_on, one.closes_on) == (date(2023, 11, 14), date(2023, 11, 14))
    assert {moment.year for moment in Statement.objects.values_list("at", flat=True)} == {2023}


@pytest.mark.parametrize("stamp", [86400, 10**17])
def test_moments_before_polis_or_to_come_are_refused(hall: Path, stamp: int) -> None:
    folder = write(hall / "t", 3, 3)
    text = (folder / "comments.csv").read_text()
    (folder / "comments.csv").write_text(text.replace("1435654192085", str(stamp)))
    with pytest.raises(Invalid, match=r"line 2, comments\.csv: the timestamp of statement 0 means"):
        polis.run(folder)


def test_counts_that_do_not_add_up_are_told_and_nothing_is_lost(hall: Path) -> None:
    folder = write(hall / "u", 9, 4)
    text = (folder / "comments.csv").read_text().replace(",3,1,0,我覺得 5", ",999,1,0,我覺得 5")
    (folder / "comments.csv").write_text(text)
    result = polis.run(folder)
    assert result["votes"] == 36 and len(result["doubts"]) == 1
    assert "statement 5 says 999 agrees" in polis.told(result)


def test_a_character_that_no_database_keeps_is_named(hall: Path) -> None:
    folder = write(hall / "v", 3, 3)
    text = (folder / "comments.csv").read_text().replace("我覺得 2", "我\0覺得 2")
    (folder / "comments.csv").write_text(text)
    with pytest.raises(Invalid, match=r"line 4, comments.csv: statement 2 holds .* U\+0000"):
        polis.run(folder)


@pytest.mark.slow
def test_a_killed_import_resumes_and_shows_nothing_before_its_end(
    hall: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(hall / "k", 1100, 3)
    original, calls = import_runs._write_chunk, []

    def dies(plan, run, chunk):  # type: ignore[no-untyped-def]
        calls.append(len(chunk))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return original(plan, run, chunk)

    monkeypatch.setattr(import_runs, "_write_chunk", dies)
    with pytest.raises(KeyboardInterrupt):
        polis.run(folder)
    assert Statement.objects.count() == 1000
    assert queries.visible().count() == 0
    page = Client().get(f"/conversations/{Conversation.objects.get().pk}/")
    assert page.status_code == 404
    result = polis.run(folder)
    assert (result["new"], result["statements"], result["votes"]) == (100, 1100, 3300)
    assert queries.visible().count() == 1
    assert settled() == set()


@pytest.mark.realdata
def test_the_real_conversation_comes_in_with_every_statement_and_vote(
    hall: Path, real_data: Path
) -> None:
    folder = real_data / "polis" / "vtaiwan.uberx"
    result = polis.run(folder)
    with (folder / "votes.csv").open(newline="", encoding="utf-8-sig") as file:
        given = {(row["comment-id"], row["voter-id"]) for row in csv.DictReader(file)}
    with (folder / "comments.csv").open(newline="", encoding="utf-8-sig") as file:
        texts = [row["comment-body"] for row in csv.DictReader(file)]
    assert result["sign"] == "confirmed"
    assert (result["statements"], result["votes"]) == (len(texts), len(given)) == (197, 49443)
    assert set(Statement.objects.values_list("text", flat=True)) == {text.strip() for text in texts}
    with (folder / "participants-votes.csv").open(newline="", encoding="utf-8-sig") as file:
        counted = {row["participant"]: row for row in csv.DictReader(file)}
    # n-agree of the file is the number of +1 votes here, for all but those who changed votes.
    agrees: dict[str, int] = dict.fromkeys(counted, 0)
    rows = StatementVote.objects.filter(value=1).values_list("participant__number", flat=True)
    for number in rows:
        agrees[number] += 1
    same = sum(agrees[name] == int(row["n-agree"]) for name, row in counted.items())
    assert same > len(counted) * 0.95
    content = Conversation.objects.get().report.content
    assert len(content["groups"]) == 2 and content["stability"]["chance"] <= 50
    page = Client().get(f"/conversations/{result['conversation']}/results/").content.decode()
    assert "<svg" in page and "共乘" in page
