"""Words and photos of cases, and texts of organisations, hidden by moderation: gone from every door, kept under seal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from commonhall.actions import subscriptions
from commonhall.actions.context import Context
from commonhall.actions.models import Version
from commonhall.cases.cases.models import Case
from commonhall.cases.pictures.models import Picture
from commonhall.consultations.moderation import report_actions, reports, withheld_actions
from commonhall.consultations.moderation.models import Withheld
from commonhall.core import jobs, search
from commonhall.core.exports import datasets
from commonhall.core.models import _writing
from commonhall.core.refusals import BadInput
from commonhall.law.appeals import actions as appeals
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents import actions as people
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.asking_kit import confirmed
from tests.delivery.test_pictures import a_photo
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db
SECRET = "Grabowski lives at 14"


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def case(hall: Hall) -> Case:
    return hall.raise_case(
        kit.confirmed(hall), title=f"Noise: {SECRET}", text=f"**{SECRET}** and shouts."
    )


def hide(hall: Hall, case: Case, what: str = "text", by: Any = None) -> Withheld:
    made: Withheld = withheld_actions.hide_case.perform(
        by or hall.roads, case=case, what=what, reason="private"
    ).result
    case.refresh_from_db()
    return made


def page(path: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(path)
    assert answer.status_code == 200, path
    body = b"".join(answer) if answer.streaming else answer.content
    return body.decode()


def test_hidden_words_stand_at_no_door_and_are_kept_under_seal(hall: Hall, case: Case) -> None:
    assert SECRET in page(case.get_absolute_url())
    hidden = hide(hall, case)
    while jobs.run_one("test"):
        pass
    for path in (
        case.get_absolute_url(),
        "/cases/",
        "/",
        "/search/?q=Grabowski",
        f"/api/v1/cases/{case.pk}",
        "/api/v1/cases",
        "/api/v1/moderations",
        "/conversations/moderation/",
        hidden.get_absolute_url(),
        f"/conversations/debates/{case.ref}/",
        f"/record/?subject={case.ref}",
        reverse("open_data:table", args=["cases.cases", "csv"]),
        reverse("open_data:table", args=["consultations.moderations", "csv"]),
    ):
        assert SECRET not in page(path), path
    assert not search.matching(Case.objects.all(), "cases.case", "Grabowski")
    assert not any(SECRET in str(letter.body) for letter in mail.outbox)
    assert "Grabowski" not in "".join(Entry.objects.values_list("body", flat=True))
    assert SECRET in hidden.original
    assert "Hidden by moderation" in page(case.get_absolute_url())
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_whose_it_is_and_the_body_that_works_on_it_read_it(hall: Hall, case: Case) -> None:
    hide(hall, case)
    for who in (hall.resident, hall.parks):
        assert SECRET in page(case.get_absolute_url(), signed_in(who))
    for other in ("clerk", "chair"):
        assert SECRET not in page(case.get_absolute_url(), signed_in(other))


def test_one_appeal_which_another_body_decides(hall: Hall, case: Case) -> None:
    hidden = hide(hall, case)
    (stranger,) = confirmed(hall, 1)
    appeal, decide = withheld_actions.appeal_withheld, withheld_actions.decide_withheld
    given = {"verdict": "overturned", "text": "It is a shop."}
    assert refusal(lambda: decide.perform(hall.clerk, hidden, **given)) == "wrong-state"
    assert refusal(lambda: appeal.perform(stranger, hidden, text="x")) == "not-yours"
    appeal.perform(hall.resident, hidden, text="A shop.")
    assert refusal(lambda: appeal.perform(hall.resident, hidden, text="again")) == "appealed"
    assert SECRET in page(hidden.get_absolute_url(), signed_in(hall.clerk))
    decide.perform(hall.clerk, hidden, **given)
    case.refresh_from_db()
    assert SECRET in case.text and SECRET in page(case.get_absolute_url())
    assert search.matching(Case.objects.all(), "cases.case", "Grabowski")
    with pytest.raises(BadInput):
        hide(hall, case)


def test_the_body_that_hid_it_does_not_decide_nor_the_one_that_answers(
    hall: Hall, case: Case
) -> None:
    hidden = hide(hall, case, by=hall.clerk)
    withheld_actions.appeal_withheld.perform(hall.resident, hidden, text="A shop.")
    given = {"verdict": "overturned", "text": "x"}
    decide = withheld_actions.decide_withheld
    assert refusal(lambda: decide.perform(hall.clerk, hidden, **given)) == "same-body"


def test_nobody_hides_their_own_case(hall: Hall) -> None:
    from commonhall.people.actors import as_person
    from commonhall.people.residents.models import Person

    mine = hall.raise_case(as_person(Person.objects.get(pk=hall.roads.person)))
    assert refusal(lambda: hide(hall, mine)) == "own-matter"


def test_photos_are_hidden_apart_from_the_words(hall: Hall) -> None:
    case = hall.raise_case(photo=a_photo(), photo_words="The lamp")
    token = _writing.set(True)
    try:
        more = Picture.objects.create(case=case, words="Closer", at=case.raised_at, image="x.jpg")
    finally:
        _writing.reset(token)
    photo = f"{case.get_absolute_url()}photo.jpg"
    assert Client().get(photo).status_code == 200
    hidden = hide(hall, case, "photos")
    assert case.title and Client().get(photo).status_code == 404
    more.refresh_from_db()
    assert (more.words, more.image.name) == ("", "")
    with pytest.raises(BadInput):
        hide(hall, case, "photos")
    withheld_actions.appeal_withheld.perform(hall.resident, hidden, text="It is a lamp.")
    withheld_actions.decide_withheld.perform(
        hall.clerk, hidden, verdict="overturned", text="A lamp."
    )
    more.refresh_from_db()
    assert (more.words, more.image.name) == ("Closer", "x.jpg")
    assert Client().get(photo).status_code == 200


def test_a_review_that_undoes_the_hiding_shows_it_again(hall: Hall, case: Case) -> None:
    hidden = hide(hall, case)
    appeal = appeals.file_appeal.perform(
        hall.resident, entry=kit.entry_of("consultations.hide_case"), text="It names nobody."
    ).result
    appeals.decide_appeal.perform(
        kit.reviewer(hall), appeal=appeal, verdict="granted", text="It names nobody."
    )
    case.refresh_from_db()
    hidden.refresh_from_db()
    assert SECRET in case.text and hidden.shown_at is not None
    assert search.matching(Case.objects.all(), "cases.case", "Grabowski")


def test_what_an_organisation_says_of_itself_is_hidden_and_shown_again(hall: Hall) -> None:
    friends = kit.organisation(hall)
    one = Organisation.objects.get(pk=friends.organisation)
    token = _writing.set(True)
    try:
        Organisation.objects.filter(pk=one.pk).update(purpose=SECRET)
    finally:
        _writing.reset(token)
    one.refresh_from_db()
    hidden = withheld_actions.hide_organisation.perform(
        hall.parks, organisation=one, reason="private"
    ).result
    for path in (one.get_absolute_url(), "/api/v1/organisations"):
        assert SECRET not in page(path), path
    withheld_actions.appeal_withheld.perform(friends, hidden, text="It is a street.")
    withheld_actions.decide_withheld.perform(
        hall.clerk, hidden, verdict="overturned", text="A street."
    )
    assert SECRET in page(one.get_absolute_url())


def test_erased_with_the_account_of_whoever_wrote_it(hall: Hall, case: Case) -> None:
    hidden = hide(hall, case)
    people.erase_me.perform(hall.resident, words=True)
    hidden.refresh_from_db()
    assert (hidden.original, hidden.author_id) == ("", None)
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


@pytest.mark.django_db(transaction=True)
def test_hidden_photos_are_deleted_with_the_account_of_whoever_sent_them(home: Path) -> None:
    hall = found_hall()
    case = hall.raise_case(kit.confirmed(hall), photo=a_photo())
    name, storage = Case.objects.get(pk=case.pk).photo.name, Case.photo.field.storage
    hide(hall, case, "photos")
    assert storage.exists(name)
    people.erase_me.perform(hall.resident, words=True)
    assert not storage.exists(name)


def test_cases_are_reported_and_wait_for_a_moderator(hall: Hall, case: Case) -> None:
    (who,) = confirmed(hall, 1)
    report_actions.report_words.perform(who, about=case.ref, reason="private")
    with pytest.raises(BadInput):
        report_actions.report_words.perform(hall.resident, about=case.ref, reason="private")
    (row,) = reports.waiting()
    assert row.thing.ref == case.ref
    desk = page("/conversations/moderation/reports/", signed_in(hall.parks))
    assert f"/cases/{case.pk}/hide/" in desk
    hide(hall, case)
    assert not reports.waiting()


def test_the_log_and_its_table_have_it(hall: Hall, case: Case) -> None:
    hide(hall, case)
    (row,) = datasets()["consultations.moderations"].rows()
    assert (row["about"], row["reason"], row["statement"]) == (case.ref, "private", None)
    (act,) = Client().get("/api/v1/moderations").json()["items"]
    assert act["now"]["hidden"] and act["about"] == case.ref


def test_a_refused_attempt_to_hide_is_no_hiding(hall: Hall, case: Case) -> None:
    """The record has it, the log of moderation has not."""
    from commonhall.people.actors import as_person
    from commonhall.people.residents.models import Person

    mine = hall.raise_case(as_person(Person.objects.get(pk=hall.roads.person)))
    assert refusal(lambda: hide(hall, mine)) == "own-matter"
    assert Entry.objects.filter(kind="refusal", action="consultations.hide_case").exists()
    assert Client().get("/api/v1/moderations").json()["items"] == []


def test_reports_that_hiding_closes_stand_on_the_record(hall: Hall) -> None:
    """What is saved once the versions are written would stand in no version."""
    reporter, case = (
        confirmed(hall, 1)[0],
        hall.raise_case(title="Noise of Grab", text="He shouts."),
    )
    report = report_actions.report_words.perform(
        reporter, about=case.ref, reason="private", note="A name."
    ).result
    hide = withheld_actions.hide_case
    hide.perform(hall.roads, case, what="text", reason="private")
    report.refresh_from_db()
    assert (report.outcome, report.version) == ("hidden", 2)
    newest = Version.objects.filter(type=report._meta.label_lower, object_id=report.pk)
    assert newest.latest("version").version == 2


def test_a_listener_changes_nothing_by_itself(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def listens(ctx: Context, case: Case, _arguments: dict[str, Any]) -> None:
        case.title = "Another"
        ctx.save(case)

    listeners = subscriptions._listeners
    monkeypatch.setitem(listeners, "cases.raise_case", [*listeners["cases.raise_case"], listens])
    with pytest.raises(RuntimeError, match="perform an action"):
        hall.raise_case()
    assert not Case.objects.exists()
