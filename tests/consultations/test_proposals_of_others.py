"""Proposals of Decidim and CONSUL Democracy: cases here, what was said of them as conversations held elsewhere."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from django.test import Client

from commonhall.actions import import_runs
from commonhall.actions.models import Link, Version
from commonhall.cases.cases.models import Answer, Case
from commonhall.consultations.conversations import queries
from commonhall.consultations.conversations.importers import consul, decidim
from commonhall.consultations.conversations.models import Conversation, Statement
from commonhall.core.imports import Invalid
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from commonhall.site import cli
from tests.kit import Hall, found_hall

pytestmark = pytest.mark.django_db
FILES = Path(__file__).resolve().parents[1] / "cases" / "files"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def export(home: Path) -> Path:
    path = home / "decidim.example.org-open-data.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted((FILES / "decidim").iterdir()):
            archive.write(file, file.name)
    return path


def nobody_named(*words: str) -> None:
    texts = [*Case.objects.values_list("title", "text"), *Statement.objects.values_list("text")]
    assert not any(word in text for word in words for row in texts for text in row)
    for state in Version.objects.values_list("state", flat=True):
        assert not any(word in str(state) for word in words)


def verified() -> None:
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).codes() == set()


def test_decidims_open_data_becomes_cases_answers_and_what_was_said(
    hall: Hall, export: Path
) -> None:
    tried = decidim.run(export, body="parks", dry_run=True)
    assert (tried["rows"], tried["comments"], Case.objects.count()) == (2, 2, 0)
    result = decidim.run(export, body="parks")
    assert (result["new"], result["conversations"], result["left_there"]) == (2, 1, {"meetings": 1})
    lamps, bridge = Case.objects.order_by("pk")
    assert (lamps.title, lamps.text, lamps.kind, lamps.unit.code) == (
        "More lamps",
        "Lamps at the school.",
        "suggestion",
        "north",
    )
    assert (lamps.state, bridge.state) == ("closed", "cannot")
    assert list(
        Answer.objects.filter(case=lamps).order_by("at").values_list("text", flat=True)
    ) == [
        "Yes, in spring.",
        "Lamps at the school\n\nSix lamps stand.",
    ]
    talk = Conversation.objects.get()
    assert (talk.about, talk.reported, talk.state) == (lamps.ref, True, "closed")
    assert [one.text for one in talk.statements.order_by("at")] == ["A good idea!", "I agree."]
    assert {one.who for one in talk.statements.all()} == {"participant in another system"}
    assert Link.objects.filter(from_ref=lamps.ref, to_ref=talk.ref).exists()
    nobody_named("Ann Example", "Bob Example", "Taken back")
    page = Client().get(talk.get_absolute_url()).content.decode()
    assert "held in another system" in page
    for name in ("results", "statements"):
        answer = Client().get(f"{talk.get_absolute_url()}{name}/")
        assert answer.status_code == 200
    assert decidim.run(export, body="parks")["repeated"] is True
    assert Conversation.objects.count() == 1
    verified()


def test_killed_between_cases_and_what_was_said_it_resumes(
    hall: Hall, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = decidim.said_before._conversation

    def dies(*_given: object) -> Conversation:
        raise KeyboardInterrupt

    monkeypatch.setattr(decidim.said_before, "_conversation", dies)
    with pytest.raises(KeyboardInterrupt):
        decidim.run(export, body="parks")
    assert Case.objects.count() == 2 and queries.visible().count() == 0
    monkeypatch.setattr(decidim.said_before, "_conversation", original)
    decidim.run(export, body="parks")
    assert (Case.objects.count(), queries.visible().count()) == (2, 1)
    assert import_runs.open_runs() == []


def test_what_is_no_export_or_is_wrong_in_it_is_named(hall: Hall, home: Path) -> None:
    path = home / "x.zip"
    path.write_bytes(b"nothing")
    with pytest.raises(Invalid, match="not a ZIP"):
        decidim.run(path, body="parks")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x-open-data-meetings.csv", "id;title/en\n1;a\n")
    with pytest.raises(Invalid, match="no table of proposals"):
        decidim.run(path, body="parks")
    with zipfile.ZipFile(path, "w") as archive:
        head = "id;title/en;state;published_at;url\n"
        archive.writestr("x-open-data-proposals.csv", f"{head}1;a;dreaming;someday;u\n")
    with pytest.raises(Invalid) as caught:
        decidim.run(path, body="parks")
    assert {(one.line, one.field) for one in caught.value.problems} == {
        (2, "state"),
        (2, "published_at"),
    }
    assert Case.objects.count() == 0


def test_consuls_answer_becomes_cases_and_what_was_said(hall: Hall) -> None:
    result = consul.run(FILES / "consul-graphql.json", body="parks")
    assert (result["rows"], result["conversations"], result["comments"]) == (3, 1, 1)
    found = {one.title: one for one in Case.objects.all()}
    assert set(found) == {"More benches", "Cars or trams?", "A fountain"}
    assert found["More benches"].text == "Benches.\n\nBenches in the park."
    assert found["More benches"].unit.code == "north"
    assert found["A fountain"].unit.code == "south"
    assert Statement.objects.get().text == "Good."
    nobody_named("ann_example", "bob_example")
    assert consul.run(FILES / "consul-graphql.json", body="parks")["repeated"] is True
    verified()


def test_consuls_exporters_have_no_days_and_comments_apart(hall: Hall) -> None:
    file, comments = FILES / "consul-proposals.json", str(FILES / "consul-comments.json")
    with pytest.raises(Invalid, match="publicCreatedAt"):
        consul.run(file, body="parks", comments=comments)
    result = consul.run(file, body="parks", comments=comments, day="2022-05-01")
    assert (result["rows"], result["comments"]) == (2, 1)
    with pytest.raises(Invalid, match="--kind"):
        consul.run(FILES / "consul-comments.json", body="parks", day="2022-05-01")


def test_the_commands_say_what_came(
    hall: Hall, export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["import", "proposals", str(export), "--format", "decidim", "--body", "parks"]
    assert cli.main([*words, "--dry-run"]) == 0
    assert "2 comments in 1 conversations" in capsys.readouterr().out
    assert cli.main(words) == 0
    assert "Left there: meetings 1." in capsys.readouterr().out
