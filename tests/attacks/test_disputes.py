"""Confidential words of a dispute appear in no page, door, log, dump, record, search, letter or backup without its key."""

from __future__ import annotations

import json
import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from commonhall.actions import action_pages, threads
from commonhall.actions.models import ActorSeal, Follow, KeptDraft, Notification, Sealed, Version
from commonhall.core import doctor, exports, search
from commonhall.core import refs as core_refs
from commonhall.disputes.disputes import actions, opening, parties, timers
from commonhall.disputes.disputes.models import SECOND, Dispute, Party, Words
from commonhall.disputes.intake import actions as intake
from commonhall.disputes.mediation import actions as mediation
from commonhall.disputes.mediation import settling_actions as settling
from commonhall.disputes.mediators import choosing_actions
from commonhall.disputes.sealing import keys, seals
from commonhall.open_data import dump
from commonhall.people import personal_data
from commonhall.people.interests.actions import declare_interest
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents.models import Person
from commonhall.record import sequencer
from commonhall.record.models import Entry
from commonhall.ui import unsent
from tests.attacks.doors import refused_everywhere
from tests.cases.mail_kit import run_jobs
from tests.disputes.kit import (
    ADDRESS,
    END,
    HIDDEN,
    MATTER,
    NAME,
    NOTE,
    OFFER,
    PHONE,
    TEXT,
    actor,
    mediated,
    opened,
)
from tests.kit import Hall, by_key, found_hall, key_of, signed_in
from tests.law.kit import later, refusal

pytestmark = pytest.mark.django_db
State = Dispute.State


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def taken_in(hall: Hall, **given: Any) -> Dispute:
    values = {"channel": "phone", "name": NAME, "phone": PHONE, "kind": "neighbours"}
    values |= {"other": "The other", "matter": MATTER, "address": ADDRESS, **given}
    return intake.take_in_dispute.perform(hall.clerk, **values).result


def spoken(hall: Hall) -> Dispute:
    """A dispute in mediation in which everything was said."""
    dispute = mediated(hall)
    begins = timezone.now() + timedelta(days=3)
    mediation.call_session.perform(actor("mia"), dispute, begins=begins, where=ADDRESS)
    mediation.offer_dispute.perform(actor("other"), dispute, text=OFFER)
    mediation.note_dispute.perform(actor("mia"), dispute, text=NOTE)
    settling.propose_agreement.perform(actor("mia"), dispute, text=TEXT)
    return dispute


def content(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace")


def readers(hall: Hall) -> dict[str, Client]:
    """Everybody who has no part in it."""
    actor("bystander")
    return {
        "stranger": Client(),
        "another resident": signed_in("bystander"),
        "another body": signed_in("roads", hall.roads.ref),
        "the council": signed_in("chair", hall.chair.ref),
        "the operator": signed_in("clerk", hall.clerk.ref),
        "a mediator who does not mediate here": signed_in("max"),
    }


def near(dispute: Dispute) -> list[str]:
    """The dispute, every action on it, its letter, and the pages of a reader's own."""
    on_it = [
        f"/disputes/{dispute.pk}/{action_pages.slug(one)}/" for one in action_pages.on(Dispute)
    ]
    own = ["/disputes/mine/", "/me/", "/me/all/disputes/"]
    return [f"/disputes/{dispute.pk}/", f"/disputes/{dispute.pk}/letter/", *on_it, *own]


def doors(dispute: Dispute) -> list[str]:
    """Every page of the room, every action on the dispute, and what shows things anywhere."""
    return [
        *near(dispute),
        "/",
        "/disputes/",
        "/disputes/mediators/",
        "/disputes/ways-on/",
        "/disputes/letters/",
        "/disputes/between-bodies/",
        "/disputes/open/",
        "/disputes/take-in-dispute/",
        f"/api/v1/disputes/{dispute.pk}/may",
        f"/thread/{dispute.ref}/",
        f"/api/v1/threads/{dispute.ref}",
        f"/record/?subject={dispute.ref}",
        "/record/",
        "/search/?q=xylophones",
        f"/search/?q={dispute.pk}",
        "/me/drafts/",
        "/me/notifications/",
        "/me/data/",
        "/me/data/export.json",
        "/desk/",
        "/administration/",
        "/administration/jobs/",
        "/administration/letters/",
        "/data/",
    ]


def test_no_door_shows_its_words_to_anybody_else(hall: Hall) -> None:
    dispute = spoken(hall)
    told = [
        f"{who} reads {word!r} at {address}"
        for who, client in readers(hall).items()
        for address in doors(dispute)
        for word in HIDDEN
        if word in content(client.get(address))
    ]
    assert not told, "\n".join(told)


def test_its_people_read_what_is_theirs(hall: Hall) -> None:
    dispute = spoken(hall)
    for who in ("resident", "other", "mia"):
        page = content(signed_in(who).get(dispute.get_absolute_url()))
        assert MATTER in page and OFFER in page and TEXT in page
        assert (NOTE in page) is (who == "mia")


def test_the_other_side_reads_nothing_before_accepting(hall: Hall) -> None:
    dispute = opened(hall)
    client = signed_in("other")
    told = [one for one in near(dispute) if MATTER in content(client.get(one))]
    assert told == []
    actions.refuse_dispute.perform(actor("other"), dispute)
    assert MATTER not in content(client.get(dispute.get_absolute_url()))
    held = json.dumps(personal_data.everything_about(Person.objects.get(pk=actor("other").person)))
    assert MATTER not in held


def test_the_operator_reads_nothing_after_sending(hall: Hall) -> None:
    dispute = taken_in(hall)
    client = signed_in("clerk", hall.clerk.ref)
    hidden = (MATTER, NAME, PHONE)
    told = [
        (one, word) for one in near(dispute) for word in hidden if word in content(client.get(one))
    ]
    assert told == []
    intake.post_dispute.perform(hall.clerk, dispute)
    assert not any(ADDRESS in content(client.get(one)) for one in near(dispute))


def test_a_recused_mediator_and_one_who_declined_read_nothing(hall: Hall) -> None:
    dispute = spoken(hall)
    client = signed_in("mia")
    declare_interest.perform(actor("mia"), target=actor("other").ref, kind="family")
    for _ in range(2):
        told = [
            (one, word)
            for one in near(dispute)
            for word in HIDDEN
            if word in content(client.get(one))
        ]
        assert told == []
        if Dispute.objects.get().state == State.MEDIATING:
            choosing_actions.decline_mediation.perform(actor("mia"), Dispute.objects.get())


def test_an_interest_is_not_tied_to_the_dispute_on_the_record(hall: Hall) -> None:
    dispute = spoken(hall)
    before = set(Entry.objects.values_list("pk", flat=True))
    declare_interest.perform(actor("mia"), target=actor("other").ref, kind="family")
    new = Entry.objects.exclude(pk__in=before)
    assert all(str(dispute.pk) not in one.body for one in new)


def test_nobody_else_acts_in_it_by_any_door(hall: Hall) -> None:
    dispute = spoken(hall)
    bystander = actor("bystander")
    for one in (actions.withdraw_dispute, actions.stop_dispute, settling.sign_dispute):
        refused_everywhere(bystander, one, dispute, by="state not-yours")
    for given in (
        (mediation.offer_dispute, {"text": "x"}),
        (mediation.note_dispute, {"text": "x"}),
        (settling.propose_agreement, {"text": "x"}),
        (settling.end_dispute, {"how": "failed", "words": "x"}),
        (choosing_actions.decline_mediation, {}),
        (actions.accept_dispute, {}),
    ):
        action, values = given
        call = lambda action=action, values=values: action.perform(bystander, dispute, **values)  # noqa: E731
        assert refusal(call) == "not-yours", action.code
    assert refusal(lambda: settling.sign_dispute.perform(actor("mia"), dispute)) == "not-yours"


def test_no_key_of_a_program_reads_it(hall: Hall) -> None:
    dispute = spoken(hall)
    for who in (actor("bystander"), hall.roads, hall.clerk):
        headers = {"Authorization": f"Bearer {key_of(who)}"}
        for address in (
            f"/api/v1/disputes/{dispute.pk}",
            f"/api/v1/threads/{dispute.ref}",
            "/api/v1/disputes",
        ):
            answer = Client().get(address, headers=headers).content.decode()
            assert not any(word in answer for word in HIDDEN)
    answer = by_key(actor("other"), f"/disputes/{dispute.pk}/sign", {}).content.decode()
    assert not any(word in answer for word in HIDDEN), "an answer to an action says no words"
    page_only = by_key(actor("other"), f"/disputes/{dispute.pk}/offer", {"text": "x"})
    assert page_only.status_code == 404


def test_neither_record_nor_versions_nor_index_nor_exports_hold_it(hall: Hall) -> None:
    dispute = spoken(hall)
    taken_in(hall)
    settling.end_dispute.perform(actor("mia"), dispute, how="court", words=END)
    run_jobs()
    everywhere = {
        "states": " ".join(Version.objects.values_list("state", flat=True)),
        "seals": " ".join(str(list(one.values())) for one in [Sealed.objects.all()]),
        "entries": " ".join(one.body for one in Entry.objects.all()),
        "tables": " ".join(str(list(one.rows())) for one in exports.datasets().values()),
        "index": str(search.everything("xylophones")) + str(search.everything("Quillfeather")),
        "refs": str(core_refs.resolve([dispute.ref])),
        "thread": str(threads.of(dispute.ref).found),
        "notices": str(list(Notification.objects.values())),
    }
    for where, found in everywhere.items():
        assert not any(word in found for word in HIDDEN), where
    assert not Follow.objects.filter(ref=dispute.ref).exists()


def test_no_entry_is_tied_to_a_person_and_none_names_one(hall: Hall) -> None:
    before = set(ActorSeal.objects.values_list("entry", flat=True))
    known = set(Entry.objects.values_list("pk", flat=True))
    dispute = spoken(hall)
    settling.sign_dispute.perform(hall.resident, dispute)
    settling.sign_dispute.perform(actor("other"), dispute)
    new = {one.pk: json.loads(one.body) for one in Entry.objects.exclude(pk__in=known)}
    ours = {pk for pk, body in new.items() if body["subject"] == dispute.ref}
    assert len(ours) >= 8
    sealed = set(ActorSeal.objects.values_list("entry", flat=True)) - before
    assert not {str(one) for one in sealed} & {new[pk]["id"] for pk in ours}
    for pk in ours:
        assert new[pk]["by"].keys() in ({"kind", "commitment"}, {"kind", "ref"})
        if "ref" in new[pk]["by"]:
            assert new[pk]["by"]["kind"] == "system"


def test_the_database_shows_neither_words_nor_people_without_the_key(hall: Hall) -> None:
    dispute = spoken(hall)
    taken_in(hall)
    run_jobs()
    held = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                text = " ".join(
                    bytes(one).decode("latin-1")
                    if isinstance(one, (bytes, memoryview))
                    else str(one)
                    for one in row
                )
                held += [(table, word) for word in HIDDEN if word in text]
                if table in ("disputes_party", "disputes_words", "disputes_dispute"):
                    assert "people.person" not in text and "example.org" not in text
    assert held == []
    assert {one.mark for one in dispute.parties.all()}.isdisjoint({hall.resident.ref})


def test_the_dump_holds_none_of_it(hall: Hall, tmp_path: Path) -> None:
    spoken(hall)
    sequencer.sequence_once()
    dump.write(tmp_path / "dumped")
    for file in (tmp_path / "dumped").rglob("*"):
        if file.is_file():
            text = file.read_bytes().decode(errors="replace")
            assert not any(word in text for word in HIDDEN), file.name


def test_letters_say_nothing_of_it(hall: Hall) -> None:
    dispute = spoken(hall)
    settling.end_dispute.perform(actor("mia"), dispute, how="court", words=END)
    run_jobs()
    assert mail.outbox
    for letter in mail.outbox:
        whole = f"{letter.subject} {letter.body}"
        assert not any(word in whole for word in HIDDEN)
        assert "dispute" not in letter.subject.lower() and "resident" not in whole
        assert not re.search(r"mediat", whole)


def test_no_log_says_it_not_even_when_something_breaks(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    connection.force_debug_cursor = True
    try:
        with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "django.db.backends"):
            dispute = spoken(hall)
            run_jobs()
            client = signed_in("resident")
            client.raise_request_exception = False
            with mock.patch.object(opening, "open_for", side_effect=RuntimeError("broken")):
                sent = {"kind": "neighbours", "other": NAME, "matter": MATTER}
                answer = client.post(
                    "/disputes/open/", {**sent, "email": "x@example.org", "once": "1"}
                )
            assert answer.status_code == 500 and MATTER not in answer.content.decode()
            client.get(dispute.get_absolute_url())
    finally:
        connection.force_debug_cursor = False
    assert "disputes_words" in caplog.text, "what is asked of the database was logged"
    assert not any(word in caplog.text for word in HIDDEN)


def test_nothing_is_kept_before_it_is_sent(hall: Hall) -> None:
    given = {"kind": "neighbours", "other": NAME, "matter": MATTER, "keep_draft": "1"}
    signed_in("resident").post("/disputes/open/", given)
    stranger = Client()
    stranger.post("/disputes/open/", given)
    assert unsent.KEY not in stranger.session
    operator = signed_in("clerk", hall.clerk.ref)
    operator.post("/disputes/take-in-dispute/", given)
    assert not KeptDraft.objects.exists() and not Dispute.objects.exists()
    for client in (stranger, operator):
        assert MATTER not in json.dumps(dict(client.session.items()), default=str)


# --- the key --------------------------------------------------------------------------------------
def _lose_key(home: Path, text: str = "") -> None:
    if text:
        keys.path().chmod(0o600)
        keys.path().write_text(text, encoding="ascii")
    else:
        keys.path().unlink()


@pytest.mark.parametrize("other", ["", "ab" * 32])
def test_without_its_key_nothing_reads_and_no_new_key_is_made(
    hall: Hall, home: Path, other: str
) -> None:
    dispute = spoken(hall)
    assert "disputes-key" not in {one.code for one in doctor.examine(dispute.opened_on)}
    _lose_key(home, other)
    page = signed_in("resident").get(dispute.get_absolute_url())
    assert page.status_code == 200 and not any(word in content(page) for word in HIDDEN)
    assert "disputes-key" in {one.code for one in doctor.examine(dispute.opened_on)}
    assert signed_in("resident").get("/me/").status_code == 200
    if not other:
        assert refusal(lambda: opened(hall)) == "key-missing"
        assert not keys.path().exists()


def test_the_key_lies_outside_the_database_for_its_owner_alone(hall: Hall, home: Path) -> None:
    opened(hall)
    assert keys.path() == home / "keys" / "disputes.key"
    assert keys.path().stat().st_mode & 0o077 == 0


def test_a_sealed_word_opens_nowhere_else(hall: Hall) -> None:
    one, another = opened(hall), opened(hall)
    word = Words.objects.get(dispute=one)
    for number, purpose in ((another.pk, word.kind), (one.pk, "offer")):
        with pytest.raises(keys.KeyMissing):
            seals.unseal(word.sealed, number, purpose)
    party = Party.objects.get(dispute=one, side=SECOND)
    changed = bytes(party.sealed[:-1]) + bytes([party.sealed[-1] ^ 1])
    with pytest.raises(keys.KeyMissing):
        seals.unseal(changed, one.pk, "party")
    assert parties.code_of(party) != parties.code_of(
        Party.objects.get(dispute=another, side=SECOND)
    )


# --- one's own data -------------------------------------------------------------------------------
def test_my_data_holds_my_words_and_not_the_other_sides(hall: Hall) -> None:
    spoken(hall)
    mine = json.dumps(personal_data.everything_about(Person.objects.get(pk=hall.resident.person)))
    assert MATTER in mine and OFFER not in mine and NOTE not in mine
    other = json.dumps(personal_data.everything_about(Person.objects.get(pk=actor("other").person)))
    assert OFFER in other and MATTER not in other


def test_erasing_me_ends_it_and_leaves_nothing_of_me(hall: Hall) -> None:
    dispute = spoken(hall)
    resident_actions.erase_me.perform(hall.resident, words=True)
    found = Dispute.objects.get(pk=dispute.pk)
    assert found.state == State.WITHDRAWN
    assert not found.words.filter(kind=Words.Kind.MATTER).exists()
    first = found.parties.get(side=1)
    assert (first.mark, bytes(first.sealed)) == ("", b"")


def test_looking_makes_no_key(hall: Hall) -> None:
    for address in ("/me/", "/disputes/", "/disputes/mine/", "/me/data/"):
        assert signed_in("resident").get(address).status_code == 200
    assert not keys.path().exists(), "two machines would each make their own"


def test_a_day_that_ran_out_without_the_key_stops_no_other(hall: Hall, home: Path) -> None:
    first, second = opened(hall), opened(hall)
    _lose_key(home)
    with later(20):
        timers.watch_disputes()
    states = {Dispute.objects.get(pk=one.pk).state for one in (first, second)}
    assert states == {State.UNANSWERED}
