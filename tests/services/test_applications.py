"""Services are applied for: a number and a day at once, an answer with reasons, and words that nobody else reads."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonhall.actions.models import KeptDraft
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.appeals.actions import file_appeal
from commonhall.law.instruments.models import Provision
from commonhall.law.promises.models import Fate, Promise
from commonhall.people.actors import as_person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from commonhall.services.applications import actions, deciding_actions, intake_actions, queries
from commonhall.services.applications.models import Application, ApplicationDocument
from commonhall.services.applications.timers import destroy_old_words
from tests.kit import Hall, found_hall, signed_in
from tests.services import kit

pytestmark = pytest.mark.django_db
State = Application.State


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def provision() -> Provision:
    return Provision.objects.get(number="Article 21")


def refuse(hall: Hall, application: Application) -> Application:
    return deciding_actions.refuse_application.perform(
        hall.parks, application=application, text="You are 30.", provision=provision()
    ).result


def code_of(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_an_application_has_a_number_a_day_and_a_promise_at_once(hall: Hall) -> None:
    ada = kit.applicant(hall)
    one = kit.apply(ada, kit.applied_service(hall))
    assert one.pk >= 100_000_000 and one.answers == {"household": "2"}
    assert one.due_on == clock.today() + timedelta(days=30)
    promise = Promise.objects.get(thing=one.ref)
    assert (promise.kind, promise.body.code, promise.first_on) == (
        "application",
        "parks",
        one.due_on,
    )
    granted = kit.grant(hall, one)
    promise.refresh_from_db()
    assert granted.state == State.GRANTED and promise.fate(clock.today()) == Fate.KEPT
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_asking_for_more_stops_the_days_once(hall: Hall) -> None:
    one = kit.apply(kit.applicant(hall), kit.applied_service(hall))
    now, due = clock.now(), one.due_on
    assert due is not None

    def ask() -> None:
        one.refresh_from_db()
        deciding_actions.ask_for_more.perform(hall.parks, application=one, text="Your income?")

    def reply() -> None:
        one.refresh_from_db()
        actions.reply_to_office.perform(as_person(one.person), application=one, text="812.")  # type: ignore[arg-type]

    with clock.replay(now + timedelta(days=10)):
        ask()
        one.refresh_from_db()
        assert one.due_on == due + timedelta(days=21)
        assert code_of(lambda: refuse(hall, one)) == "may-reply"
    with clock.replay(now + timedelta(days=15)):
        reply()
    one.refresh_from_db()
    assert (one.state, one.due_on) == (State.OPEN, due + timedelta(days=5)), "stood for five days"
    with clock.replay(now + timedelta(days=20)):
        ask()
        reply()
    one.refresh_from_db()
    assert one.due_on == due + timedelta(days=5), "a second question stops nothing"
    fates = {one.fate(clock.today()) for one in Promise.objects.filter(kind="application")}
    assert fates == {Fate.WITHDRAWN, Fate.TO_COME}
    with clock.replay(now + timedelta(days=36)):
        one.refresh_from_db()
        refuse(hall, one)
    assert Promise.objects.get(first_on=one.due_on).fate(clock.today()) == Fate.LATE


def test_a_late_body_wins_no_days_by_asking(hall: Hall) -> None:
    one = kit.apply(kit.applicant(hall), kit.applied_service(hall))
    with clock.replay(clock.now() + timedelta(days=31)):
        deciding_actions.ask_for_more.perform(hall.parks, application=one, text="Your income?")
        late = one.due_on
        one.refresh_from_db()
        assert one.due_on == late and Promise.objects.get().fate(clock.today()) == Fate.BROKEN


def test_bad_input_is_named_and_loses_nothing(hall: Hall) -> None:
    made = kit.applied_service(hall)
    ada = kit.applicant(hall)
    page = f"/services/{made.pk}/apply-for/"
    sent = {"answers_shown": str(made.pk), "answers_household": "many", "text": kit.SECRET}
    answer = signed_in(ada).post(page, sent)
    text = answer.content.decode()
    assert answer.status_code == 400 and 'value="many"' in text and kit.SECRET in text
    for said in ({}, {"household": "many"}, {"household": "2", "colour": "red"}):
        with pytest.raises(BadInput, match="answers"):
            kit.apply(ada, made, answers=said)
    assert not Application.objects.exists()


def test_the_unverified_the_doubled_and_the_withdrawn_are_told_the_rule(hall: Hall) -> None:
    made = kit.applied_service(hall)
    assert code_of(lambda: kit.apply(hall.resident, made)) == "not-verified"
    page = signed_in(hall.resident).get(f"/services/{made.pk}/apply-for/").content.decode()
    assert "/me/verify/" in page, "the way on is shown"
    ada = kit.applicant(hall)
    one = kit.apply(ada, made)
    assert code_of(lambda: kit.apply(ada, made)) == "applied"
    again = signed_in(ada).get(f"/services/{made.pk}/apply-for/").content.decode()
    assert one.number in again, "the way on is the first application"
    actions.take_back_application.perform(ada, application=one)
    one.refresh_from_db()
    assert Promise.objects.get().fate(clock.today()) == Fate.WITHDRAWN
    for call in (
        lambda: kit.grant(hall, one),
        lambda: actions.take_back_application.perform(ada, application=one),
    ):
        assert code_of(call) == "withdrawn"
    kit.apply(ada, made)
    assert code_of(lambda: kit.apply(ada, kit.service(hall, "other"))) == "not-applied-for"


def test_a_draft_is_kept_for_its_writer_alone(hall: Hall) -> None:
    made, ada = kit.applied_service(hall), kit.applicant(hall)
    page, client = f"/services/{made.pk}/apply-for/", signed_in(ada)
    sent = {"answers_shown": str(made.pk), "answers_household": "7", "keep_draft": "yes"}
    client.post(page, sent)
    kept = KeptDraft.objects.filter(account=ada.account)
    assert kept.count() == 1, "answers alone are worth keeping"
    assert 'value="7"' in client.get(page).content.decode()
    assert 'value="7"' not in signed_in(hall.resident).get(page).content.decode()


def test_documents_are_opened_by_the_body_alone_and_taken_back(hall: Hall) -> None:
    ada, bob = kit.applicant(hall), kit.applicant(hall, "bob")
    one = kit.apply(ada, kit.applied_service(hall))
    file = SimpleUploadedFile("my income.pdf", b"%PDF-1.4 812", "application/pdf")
    added = signed_in(ada).post(
        f"/services/applications/{one.pk}/add-document/", {"file": file, "need": "income"}
    )
    assert added.status_code == 302
    document = ApplicationDocument.objects.get()
    assert document.need == "income" and "income" not in document.file.name
    address = f"/services/applications/documents/{document.pk}/"
    desk = signed_in(hall.parks).get(address)
    assert b"".join(desk.streaming_content) == b"%PDF-1.4 812"  # type: ignore[attr-defined]
    assert desk["Cache-Control"] == "no-store" and "attachment" in desk["Content-Disposition"]
    for other in (Client(), signed_in(bob), signed_in(hall.roads), signed_in(hall.chair)):
        assert other.get(address).status_code == 404
    actions.take_back_document.perform(ada, application_document=document)
    document.refresh_from_db()
    assert not document.file and signed_in(ada).get(address).status_code == 404
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_an_operator_writes_one_down_and_records_a_later_word(hall: Hall) -> None:
    made = kit.applied_service(hall)
    given: dict[str, Any] = {
        "service": made,
        "channel": "counter",
        "name": "Grandma Ruth",
        "identity": "Identity card shown",
        "phone": "555 1",
        "answers": {"household": "1"},
    }
    one = intake_actions.take_in_application.perform(hall.clerk, **given).result
    assert one.person.name == "Grandma Ruth" and one.channel == "counter"
    with pytest.raises(BadInput, match="name"):
        intake_actions.take_in_application.perform(hall.clerk, **given)
    page = signed_in(hall.clerk).get(f"/services/applications/{one.pk}/").content.decode()
    assert "Grandma" not in page, "who wrote it down reads nothing afterwards"
    assert (
        "Grandma" in signed_in(hall.parks).get(f"/services/applications/{one.pk}/").content.decode()
    )
    word = {"application": one, "says": "withdraw", "text": ""}
    with pytest.raises(BadInput, match="code"):
        intake_actions.record_applicant_word.perform(hall.clerk, code="ABCD EFGH", **word)
    intake_actions.record_applicant_word.perform(hall.clerk, code=one.receipt.lower(), **word)
    one.refresh_from_db()
    assert one.state == State.WITHDRAWN


def test_a_refusal_is_appealed_and_only_then_read_by_the_reviewer(hall: Hall) -> None:
    from tests.law.kit import reviewer

    ada = kit.applicant(hall)
    one = refuse(hall, kit.apply(ada, kit.applied_service(hall)))
    judge = reviewer(hall)
    page = f"/services/applications/{one.pk}/"
    assert kit.SECRET not in signed_in(judge).get(page).content.decode()
    own = signed_in(ada).get(page).content.decode()
    entry = Entry.objects.get(action="services.refuse_application")
    assert f"?entry={entry.pk}" in own and "Article 21" in own
    file_appeal.perform(ada, entry=entry, text="I am 70.")
    assert kit.SECRET in signed_in(judge).get(page).content.decode()


def test_figures_appear_from_ten_on_and_give_nobody_away(hall: Hall) -> None:
    made = kit.applied_service(hall)
    people = [kit.applicant(hall, f"one{number}") for number in range(11)]
    rows = [kit.apply(one, made) for one in people[:9]]
    assert queries.figures(made) == queries.Figures(None)
    rows += [kit.apply(one, made) for one in people[9:]]
    for one in rows[:10]:
        kit.grant(hall, one)
    refuse(hall, rows[10])
    found = queries.figures(made)
    assert (found.handed_in, found.in_time, found.days) == (11, 100, 0)
    assert (found.granted, found.refused) == (None, None), "eleven less ten would tell the one"


def test_the_desk_and_the_catalogue_cost_the_same_however_long(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    made, office = kit.applied_service(hall), signed_in(hall.parks)
    people = [kit.applicant(hall, f"one{number}") for number in range(12)]
    for number, one in enumerate(people):
        with clock.replay(clock.now() + timedelta(days=number)):
            kit.apply(one, made)
    stranger = Client()
    page = f"/services/{made.pk}/"
    pages = [(office, "/services/applications/"), (stranger, "/services/?q=bus&applied=yes")]
    for client, address in (*pages, (stranger, page)):
        client.get(address)
    for client, address in pages:
        with django_assert_max_num_queries(10):
            client.get(address)
    with django_assert_max_num_queries(16):
        stranger.get(page)
    text = office.get("/services/applications/").content.decode()
    days = [row.number for row in Application.objects.order_by("due_on")]
    assert text.index(days[0]) < text.index(days[-1]), "the latest first"
    other = signed_in(hall.roads).get("/services/applications/").content.decode()
    assert not any(number in other for number in days)


def test_erasing_a_person_takes_their_words(hall: Hall) -> None:
    from commonhall.people.personal_data import everything_about
    from commonhall.people.residents.actions import erase_me

    ada = kit.applicant(hall)
    one = kit.apply(ada, kit.applied_service(hall))
    held = everything_about(one.person)["services"]["applications"]  # type: ignore[arg-type]
    assert held[0]["text"] == kit.SECRET
    erase_me.perform(ada, words=True)
    one.refresh_from_db()
    assert (one.person, one.text, one.answers, one.state) == (None, "", None, "withdrawn")
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_words_are_destroyed_after_the_days_of_the_provision(hall: Hall) -> None:
    one = kit.grant(hall, kit.apply(kit.applicant(hall), kit.applied_service(hall)))
    with clock.replay(clock.now() + timedelta(days=1095)):
        assert destroy_old_words() == 0
    with clock.replay(clock.now() + timedelta(days=1096)):
        assert (destroy_old_words(), destroy_old_words()) == (1, 0)
    one.refresh_from_db()
    assert (one.person, one.text, one.service.code) == (None, "", "pass"), "it is still counted"
    page = signed_in(hall.parks).get(f"/services/applications/{one.pk}/").content.decode()
    assert kit.SECRET not in page and "from Monday" not in page
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok
