"""What people write in an application is read by no other door: not in the record, lists, exports, search, letters or
addresses; nobody learns who applied for what; and no body looks at its own figures twice and calls it a second look."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from commonhall.actions import threads
from commonhall.actions.models import Follow, Notification, Version
from commonhall.core import exports, search
from commonhall.core.refusals import Refused
from commonhall.people.interests.actions import declare_interest
from commonhall.people.organisations import actions as organisation_actions
from commonhall.record.models import Entry
from commonhall.services.applications import actions, deciding_actions, rules
from commonhall.services.applications.models import Application, ApplicationDocument
from commonhall.services.standards import actions as standards
from tests.actions.samples.applications import a_month
from tests.cases.mail_kit import run_jobs
from tests.kit import MEASURED, Hall, as_whole, found_hall, key_of, signed_in
from tests.services import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
ANSWER, QUESTION = "A pass from Monday for the blind.", "Send your eye test."
HIDDEN = (kit.SECRET, "my sight", ANSWER, QUESTION, "My eye test", "eyes.pdf")


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def one(hall: Hall) -> Application:
    """An application with a document, a question, a reply and an answer."""
    from django.core.files.base import ContentFile

    ada = kit.applicant(hall, "adalbertina")
    found = kit.apply(ada, kit.applied_service(hall))
    file = ContentFile(b"%PDF-1.4", "eyes.pdf")
    actions.add_document.perform(ada, application=found, file=file)
    deciding_actions.ask_for_more.perform(hall.parks, application=found, text=QUESTION)
    actions.reply_to_office.perform(ada, application=found, text="My eye test")
    deciding_actions.grant_application.perform(hall.parks, application=found, text=ANSWER)
    found.refresh_from_db()
    return found


def clean(said: object, *more: str) -> None:
    text = said if isinstance(said, str) else json.dumps(said, default=str, ensure_ascii=False)
    for word in (*HIDDEN, *more):
        assert word not in text, word


def refused(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_no_door_tells_what_was_applied_for_by_whom_or_in_which_words(
    hall: Hall, one: Application
) -> None:
    name, service = str(one.person), one.service
    for entry in Entry.objects.all():
        clean(entry.body)
        if entry.subject == one.ref:
            clean(entry.body, service.ref, f'"{service.code}"', one.person.ref)  # type: ignore[union-attr]
    rows = Version.objects.filter(type__startswith="services.application")
    assert rows.exists()
    for row in rows:
        state = json.loads(row.state)["state"]
        clean(row.state, name)
        assert not {"service_id", "person_id", "answers", "text", "name", "file"} & set(state)
    for table in exports.datasets().values():
        if table.name != "services.services":
            clean(list(table.rows()), name)
    assert not list(search.everything(kit.SECRET, 20))
    clean([str(step) for step in threads.of(one.ref).stations])
    own = one.get_absolute_url()
    bob = kit.applicant(hall, "bob")
    for client in (Client(), signed_in(bob), signed_in(hall.roads), signed_in(hall.chair)):
        answer = client.get(own)
        assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
        clean(answer.content.decode(), service.name, "adalbertina")
        # That the service is in the catalogue is on the record; that it was applied for is not.
        clean(client.get("/record/").content.decode(), "adalbertina")
        for address in (f"/record/?subject={one.ref}", "/law/promises/", "/services/applications/"):
            clean(client.get(address).content.decode(), service.name)
    for path in ("services", f"services/{service.code}", f"threads/{one.ref}"):
        headers = {"Authorization": f"Bearer {key_of(bob)}"}
        clean(Client().get(f"/api/v1/{path}", headers=headers).content.decode())


def test_letters_go_to_those_who_applied_and_say_nothing_of_it(
    hall: Hall, one: Application
) -> None:
    ada = Follow.objects.filter(ref=one.ref)
    assert [row.account_id for row in ada] == [one.person.account_id]  # type: ignore[union-attr]
    bob = kit.applicant(hall, "bob")
    Follow.objects.create(account_id=bob.account or 0, ref=one.ref)
    Follow.objects.create(account_id=bob.account or 0, ref=one.body.ref, wide=True)
    run_jobs()
    assert {row.account_id for row in Notification.objects.filter(ref=one.ref)} <= {
        one.person.account_id  # type: ignore[union-attr]
    }
    assert mail.outbox
    for letter in mail.outbox:
        clean(f"{letter.subject} {letter.body}", one.service.name)
    assert rules.readers(one.ref, [bob.account or 0]) == set()


def test_no_other_body_office_or_applicant_decides_reads_or_adds(
    hall: Hall, one: Application
) -> None:
    bob, made = kit.applicant(hall, "bob"), one.service
    waiting = kit.apply(bob, made)
    ada = kit.actors.as_person(one.person)  # type: ignore[arg-type]
    for who in (hall.roads, hall.clerk):
        code = refused(
            lambda who=who: deciding_actions.grant_application.perform(
                who, application=waiting, text="Mine."
            )
        )
        assert code == "other-body"
    for call in (
        lambda: actions.take_back_application.perform(ada, application=waiting),
        lambda: actions.reply_to_office.perform(ada, application=waiting, text="x"),
        lambda: actions.take_back_document.perform(
            bob, application_document=ApplicationDocument.objects.get()
        ),
    ):
        assert refused(call) == "not-yours"
    declare_interest.perform(hall.parks, target=bob.ref, kind="family")
    code = refused(
        lambda: deciding_actions.grant_application.perform(
            hall.parks, application=waiting, text="For my family."
        )
    )
    assert code == "recused"


def test_an_organisation_applies_and_its_members_alone_read_it(hall: Hall) -> None:
    from commonhall.people.actors import as_organisation
    from commonhall.people.residents.models import Person

    made = organisation_actions.register_organisation.perform(
        hall.resident,
        name="Friends",
        kind="association",
        unit=hall.unit("north"),
        purpose="Light.",
    ).result
    person = Person.objects.get(pk=hall.resident.person)
    group = as_organisation(person, made)
    service = kit.applied_service(hall)
    assert refused(lambda: kit.apply(group, service)) == "not-recognised"
    organisation_actions.recognise_organisation.perform(hall.clerk, organisation=made)
    one = kit.apply(group, service)
    page = one.get_absolute_url()
    assert kit.SECRET in signed_in(group).get(page).content.decode()
    clean(signed_in(hall.resident).get(page).content.decode())


def test_a_body_does_not_look_at_its_own_figures_twice(hall: Hall) -> None:
    made = kit.service(hall, body=hall.body("council"))
    standard = kit.service_actions.set_standard.perform(
        hall.chair,
        service=made,
        names=texts("Soon"),
        measure="reported",
        threshold=Decimal(90),
        at_least=True,
    ).result
    row = standards.report_for_standard.perform(
        as_whole(hall),
        standard=standard,
        month=a_month(),
        unit=hall.unit("north"),
        value=Decimal(99),
        **MEASURED,
    ).result
    for action in (standards.confirm_measurement, standards.reject_measurement):
        code = refused(
            lambda action=action: action.perform(hall.chair, measurement=row, seen="We did it.")
        )
        assert code == "same-body"
