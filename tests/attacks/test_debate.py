"""Debates cannot be forged, flooded or judged in one's own cause, and hidden words are read nowhere."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commonhall.actions.models import Version
from commonhall.cases.cases.models import Case
from commonhall.consultations.comments import actions, queries
from commonhall.consultations.comments.models import Remark, UsefulMark
from commonhall.consultations.moderation import actions as older
from commonhall.consultations.moderation import remark_actions as moderation
from commonhall.consultations.moderation import report_actions, reports
from commonhall.consultations.moderation.models import WordsReport
from commonhall.core import clock, jobs, search
from commonhall.core.exports import datasets
from commonhall.core.refusals import BadInput
from commonhall.law.appeals import actions as appeals
from commonhall.people import actors
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.asking_kit import confirmed
from tests.consultations.debates import mark, reply, say
from tests.consultations.initiatives import begun
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.law import kit
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db
SECRET = "Grabowski lives at 14"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def at(**span: Any) -> Any:
    return clock.replay(timezone.now() + timedelta(**span))


def hide(hall: Hall, remark: Remark, reason: str = "private") -> None:
    moderation.hide_remark.perform(hall.parks, remark=remark, reason=reason)
    remark.refresh_from_db()


# --- speaking -------------------------------------------------------------------------------------
def test_nobody_speaks_as_another(hall: Hall) -> None:
    one, who = begun(hall), kit.confirmed(hall)
    sent = {"about": one.ref, "text": "x", "side": "for"}
    for forged in ({"speaker": "official"}, {"person": 2}, {"office": 1}, {"useful": 99}):
        assert by_key(who, "/comments/write", {**sent, **forged}).status_code == 422
    signed_in(who).post(
        "/conversations/debates/write/",
        {"about_ref": one.ref, "text": "x", "side": "for", "speaker": "official", "office": "1"},
    )
    made = Remark.objects.get()
    assert (made.speaker, made.person_id, made.office_id) == ("resident", who.person, None)
    stranger = Client().post("/api/v1/comments/write", sent, content_type="application/json")
    assert stranger.status_code in (401, 403)


def test_others_words_are_neither_changed_nor_withdrawn(hall: Hall) -> None:
    first, second = confirmed(hall, 2)
    remark = say(first, begun(hall))
    for call in (
        lambda: actions.reword_remark.perform(second, remark=remark, text="Mine now"),
        lambda: actions.withdraw_remark.perform(second, remark=remark),
        lambda: actions.reword_remark.perform(hall.parks, remark=remark, text="Mine now"),
    ):
        assert refusal(call) == "not-yours"


def test_nobody_marks_twice_by_page_and_program(hall: Hall) -> None:
    one, who = begun(hall), kit.confirmed(hall)
    remark = say(confirmed(hall, 1)[0], one)
    client = signed_in(who)
    for _again in range(3):
        client.post(f"/conversations/remarks/{remark.pk}/mark/")
    assert by_key(who, f"/remarks/{remark.pk}/mark", {}).json()["code"] == "marked"
    assert refusal(lambda: mark(hall.parks, remark)) == "wrong-kind"
    assert refusal(lambda: mark(kit.organisation(hall), remark)) == "wrong-kind"
    remark.refresh_from_db()
    assert remark.useful == UsefulMark.objects.count() == 1


def test_the_database_itself_takes_one_mark_of_each(hall: Hall) -> None:
    """Two that were judged at the same moment: the second insert fails."""
    first, second = confirmed(hall, 2)
    remark = say(first, begun(hall))
    mark(second, remark)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO consultations_usefulmark (version, remark_id, person_id, at) "
            "VALUES (1, %s, %s, %s)",
            [remark.pk, second.person, timezone.now()],
        )


def test_a_reply_has_no_reply_and_hidden_words_have_none(hall: Hall) -> None:
    first, second = confirmed(hall, 2)
    remark = say(first, begun(hall))
    answer = reply(second, remark)
    assert refusal(lambda: reply(first, answer)) == "reply"
    who = kit.confirmed(hall)
    code = by_key(who, f"/remarks/{answer.pk}/reply-to", {"text": "x"}).json()["code"]
    assert code == "reply"
    hide(hall, remark)
    assert refusal(lambda: reply(second, remark)) == "wrong-state"


def test_words_that_others_relied_on_are_not_turned_round(hall: Hall) -> None:
    """Neither after the hour, nor after a mark or a reply within it, nor after moderation."""
    first, second = confirmed(hall, 2)
    one = begun(hall)
    late, marked, answered, hidden = (say(first, one, f"Comment {n}") for n in range(4))
    mark(second, marked)
    reply(second, answered)
    hide(hall, hidden)

    def reword(remark: Remark) -> str:
        return refusal(
            lambda: actions.reword_remark.perform(first, remark=remark, text="The opposite")
        )

    assert [reword(one) for one in (marked, answered, hidden)] == ["answered", "answered", "hidden"]
    assert refusal(lambda: actions.withdraw_remark.perform(first, remark=hidden)) == "hidden"
    # Taking the mark back frees the words again, but not beyond the hour.
    actions.unmark_remark.perform(second, remark=marked)
    with at(hours=1, seconds=1):
        assert [reword(one) for one in (late, marked)] == ["too-late", "too-late"]


def test_no_comment_on_what_is_hidden_or_cannot_be_seen(hall: Hall) -> None:
    one, (who,) = begun(hall), confirmed(hall, 1)
    remark = say(who, one)
    older.hide_initiative.perform(hall.clerk, initiative=one, reason="private")
    with pytest.raises(BadInput):
        say(who, one)
    assert refusal(lambda: reply(who, remark)) == "closed"
    for ref in ("cases.note:1", "people.person:1", "consultations.remark:1", "x" * 300, "a:b:c"):
        with pytest.raises(BadInput):
            actions.write_comment.perform(who, about=ref, text="x", side="for")


def test_a_thing_that_may_not_be_seen_has_no_debate_at_any_door(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case that is no longer for everybody: its comments go with it."""
    from dataclasses import replace

    from commonhall.consultations.comments import subjects

    case, (who,) = hall.raise_case(), confirmed(hall, 1)
    remark = say(who, case, SECRET)
    unseen = replace(subjects._subjects["cases.case"], seen=Case.objects.none)
    monkeypatch.setitem(subjects._subjects, "cases.case", unseen)
    for path in (
        f"/conversations/debates/{case.ref}/",
        f"/conversations/debates/{case.ref}/feed.atom",
        remark.get_absolute_url(),
        f"/api/v1/remarks/{remark.pk}",
        f"/api/v1/debate-comments?about={case.ref}",
    ):
        assert Client().get(path).status_code == 404, path
    for path in ("/conversations/debates/", "/search/?q=Grabowski"):
        assert SECRET not in Client().get(path).content.decode()
    assert not list(datasets()["consultations.comments"].rows())
    with pytest.raises(BadInput):
        say(who, case)


# --- what is written ------------------------------------------------------------------------------
def test_a_script_is_stored_as_words_and_control_characters_not_at_all(hall: Hall) -> None:
    one, who = begun(hall), kit.confirmed(hall)
    evil = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(2)>"
    remark = say(who, one, evil)
    for path in (
        f"/conversations/debates/{one.ref}/",
        remark.get_absolute_url(),
        one.get_absolute_url(),
    ):
        page = Client().get(path).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page, path
        assert 'href="javascript:' not in page
    say(who, one, "be\u202ell\u0007 and \u200bwhistle")
    kept = Remark.objects.latest("pk").text
    assert "\u0007" not in kept
    answer = by_key(who, "/comments/write", {"about": one.ref, "text": "a\x00b", "side": "for"})
    assert answer.status_code == 201
    assert Remark.objects.latest("pk").text == "ab"
    for blank in ("", "   ", "\u200b\u200b"):
        with pytest.raises(BadInput):
            say(who, one, blank)


# --- floods ---------------------------------------------------------------------------------------
def test_a_flood_of_comments_marks_and_reports_is_stopped(hall: Hall, settings: Any) -> None:
    limits = ("write_comment", "mark_remark", "report_words")
    one, who = begun(hall), kit.confirmed(hall)
    remark = say(confirmed(hall, 1)[0], one)
    settings.RATE_LIMITS = {f"consultations.{name}": "0/h" for name in limits}
    reported = {"about": remark.ref, "reason": "insult"}
    sent = {"about": one.ref, "text": "x", "side": "for"}
    assert by_key(who, "/comments/write", sent).status_code == 429
    assert by_key(who, f"/remarks/{remark.pk}/mark", {}).status_code == 429
    assert by_key(who, "/moderation/report-words", reported).status_code == 429


def test_fresh_accounts_cannot_bury_a_debate(hall: Hall, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "consultations.newcomers_comments": "2/d"}
    one, (who,) = begun(hall), confirmed(hall, 1)
    first = say(who, one, "One")
    reply(who, say(kit.confirmed(hall), one), "Two")
    assert refusal(lambda: say(who, one, "Three")) == "newcomer"
    # Withdrawing gives no place back.
    actions.withdraw_remark.perform(who, remark=first)
    assert refusal(lambda: say(who, one, "Three")) == "newcomer"


def test_one_who_reports_a_hundred_times_counts_once(hall: Hall) -> None:
    remark, who = say(confirmed(hall, 1)[0], begun(hall)), kit.confirmed(hall)

    def report() -> None:
        report_actions.report_words.perform(who, about=remark.ref, reason="insult")

    report()
    for _again in range(3):
        with pytest.raises(BadInput):
            report()
    assert [row.number for row in reports.waiting()] == [1]
    remark.refresh_from_db()
    # Reports hide nothing by themselves.
    assert remark.is_shown


def test_nobody_reads_who_reported(hall: Hall) -> None:
    remark, who = say(confirmed(hall, 1)[0], begun(hall)), kit.confirmed(hall)
    report_actions.report_words.perform(
        who, about=remark.ref, reason="insult", note="It is about my sister"
    )
    seen = [
        Client().get(path).content.decode()
        for path in (
            remark.get_absolute_url(),
            "/conversations/moderation/",
            "/api/v1/moderations",
            f"/record/?subject={remark.ref}",
        )
    ]
    desk = signed_in(hall.parks).get("/conversations/moderation/reports/").content.decode()
    assert "It is about my sister" in desk
    assert "/conversations/moderation/reports/" in signed_in(hall.parks).get("/").content.decode()
    for page in [*seen, desk]:
        assert "resident@example.org" not in page and "people.person:" not in page
    assert not any("my sister" in page for page in seen)
    assert (
        "my sister"
        not in signed_in("resident").get("/conversations/moderation/reports/").content.decode()
    )
    entry = Entry.objects.get(action="consultations.report_words")
    assert json.loads(entry.body)["by"]["kind"] == "person" and "my sister" not in entry.body
    public = Version.objects.filter(type="consultations.wordsreport").latest("pk")
    assert "my sister" not in public.state


# --- judging --------------------------------------------------------------------------------------
def test_no_moderator_judges_their_own_words(hall: Hall) -> None:
    one = begun(hall)
    found = Person.objects.get(pk=hall.parks.person)
    residents.verify_resident.perform(hall.clerk, person=found, unit=hall.unit("north"))
    mine = say(actors.as_person(found), one)
    official = say(hall.parks, one, side="against")
    given = {"reason": "insult"}
    assert refusal(lambda: moderation.hide_remark.perform(hall.parks, remark=mine, **given)) == (
        "own-matter"
    )
    hide_own = lambda: moderation.hide_remark.perform(hall.parks, remark=official, **given)  # noqa: E731
    assert refusal(hide_own) == "own-words"
    # Reports of one's own words are not set aside by oneself either.
    who = kit.confirmed(hall)
    report = report_actions.report_words.perform(who, about=mine.ref, reason="insult").result
    assert (
        refusal(lambda: report_actions.set_aside_words_report.perform(hall.parks, report))
        == "own-matter"
    )
    with pytest.raises(BadInput):
        report_actions.report_words.perform(
            actors.as_person(found), about=mine.ref, reason="insult"
        )


def test_the_appeal_is_decided_by_another_body_once(hall: Hall) -> None:
    one, who = begun(hall, body=hall.body("parks")), kit.confirmed(hall)
    remark = say(who, one, "It is dark")
    hide(hall, remark)
    appeal = moderation.appeal_hidden_remark
    assert refusal(lambda: appeal.perform(confirmed(hall, 1)[0], remark=remark, text="x")) == (
        "not-yours"
    )
    appeal.perform(who, remark=remark, text="It names nobody.")
    assert refusal(lambda: appeal.perform(who, remark=remark, text="again")) == "appealed"
    decide = moderation.decide_remark_appeal
    given = {"verdict": "overturned", "text": "It names nobody."}
    assert refusal(lambda: decide.perform(hall.parks, remark=remark, **given)) == "no-competence"
    decide.perform(hall.clerk, remark=remark, **given)
    remark.refresh_from_db()
    assert remark.is_shown and search.matching(Remark.objects.all(), "consultations.remark", "dark")
    assert refusal(lambda: hide(hall, remark)) == "overturned"


def test_hidden_words_are_read_nowhere_and_kept_under_seal(hall: Hall) -> None:
    who = kit.confirmed(hall)
    one, (other,) = begun(hall, who), confirmed(hall, 1)
    remark = say(other, one, SECRET)
    mark(who, remark)
    while jobs.run_one("test"):
        pass
    mail.outbox.clear()
    hide(hall, remark)
    paths = (
        one.get_absolute_url(),
        f"/conversations/debates/{one.ref}/",
        f"/conversations/debates/{one.ref}/feed.atom",
        remark.get_absolute_url(),
        "/conversations/moderation/",
        "/api/v1/moderations",
        f"/api/v1/remarks/{remark.pk}",
        f"/api/v1/debate-comments?about={one.ref}",
        reverse("open_data:table", args=["consultations.comments", "csv"]),
        reverse("open_data:table", args=["consultations.moderations", "csv"]),
        f"/record/?subject={remark.ref}",
        "/search/?q=Grabowski",
        "/conversations/debates/",
    )
    for path in paths:
        for client in (Client(), signed_in(who)):
            answer = client.get(path)
            assert answer.status_code == 200, path
            body = b"".join(answer) if answer.streaming else answer.content
            assert SECRET not in body.decode().replace("value=", ""), path
    while jobs.run_one("test"):
        pass
    assert not any(SECRET in str(letter.body) for letter in mail.outbox)
    assert "Grabowski" not in "".join(Entry.objects.values_list("body", flat=True))
    assert queries.debate(one.ref).number == 0
    # The words themselves are kept for whoever decides an appeal.
    assert remark.text == SECRET
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_a_review_that_undoes_the_hiding_shows_the_words_again(hall: Hall) -> None:
    who = kit.confirmed(hall)
    remark = say(who, begun(hall), "It is dark")
    hide(hall, remark)
    appeal = appeals.file_appeal.perform(
        who, entry=kit.entry_of("consultations.hide_remark"), text="It names nobody."
    ).result
    appeals.decide_appeal.perform(
        kit.reviewer(hall), appeal=appeal, verdict="granted", text="It names nobody."
    )
    remark.refresh_from_db()
    assert remark.is_shown
    assert search.matching(Remark.objects.all(), "consultations.remark", "dark")
    assert "shown again" in Client().get("/conversations/moderation/").content.decode()


def test_hiding_closes_the_reports_and_the_log_holds_every_kind(hall: Hall) -> None:
    one, who = begun(hall), kit.confirmed(hall)
    remark = say(confirmed(hall, 1)[0], one)
    for about in (remark.ref, one.ref):
        report_actions.report_words.perform(who, about=about, reason="insult")
    hide(hall, remark)
    older.hide_initiative.perform(hall.clerk, initiative=one, reason="insult")
    assert set(WordsReport.objects.values_list("outcome", flat=True)) == {"hidden"}
    assert not reports.waiting()
    rows = list(datasets()["consultations.moderations"].rows())
    assert {row["about"] for row in rows} == {remark.ref, one.ref}
    assert {row["initiative"] for row in rows} == {None, one.pk}
    logged = Client().get("/api/v1/moderations").json()["items"]
    assert [row["about"] for row in logged] == [one.ref, remark.ref]
    assert all(row["now"]["hidden"] for row in logged)
