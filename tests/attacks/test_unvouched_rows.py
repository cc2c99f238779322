"""Whoever can write to the database, but does not hold the hall's keys, gains no power by it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commonhall.actions import import_runs, versions
from commonhall.actions.models import ImportRun, Version
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases.models import Case
from commonhall.core import clock
from commonhall.core.models import Governed, _writing
from commonhall.core.refusals import Refused
from commonhall.law.instruments.models import Competence, Provision
from commonhall.law.mandates.models import Mandate
from commonhall.people.bodies.models import OfficeTerm
from commonhall.record import entries, health, keys, merkle, published_checkpoints, sequencer
from commonhall.record.models import Entry, Leaf, Pending
from tests.kit import Hall, found_hall
from tests.record import attacks
from tests.record.attacks import Attacker

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home) -> Hall:  # type: ignore[no-untyped-def]
    return found_hall()


def written(thing: Governed) -> Governed:
    """A row put straight into its table."""
    token = _writing.set(True)
    try:
        thing.version = thing.version or 1
        thing.save()
    finally:
        _writing.reset(token)
    return thing


def unvouched(call) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as caught:
        call()
    assert (caught.value.rule, caught.value.code) == ("competence", "unvouched")


def change(thing: Governed, **values: Any) -> None:
    table = thing._meta.db_table
    sets = ", ".join(f'"{name}" = %s' for name in values)
    Attacker().sql(f'UPDATE "{table}" SET {sets} WHERE id = %s', *values.values(), thing.pk)


def answer(hall: Hall) -> Any:
    case = hall.raise_case()
    return lambda: case_actions.answer_case.perform(hall.parks, case=case, text="We look into it.")


def test_what_the_record_vouches_for_is_obeyed(hall: Hall) -> None:
    answer(hall)()


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (Competence, "most", 10**14),
        (Competence, "ends", "2098-12-31"),
        (Mandate, "ends", "2098-12-31"),
        (OfficeTerm, "ends", "2099-12-31"),
    ],
)
def test_a_changed_row_carries_no_power(hall: Hall, model: Any, field: str, value: Any) -> None:
    act = answer(hall)
    for row in model.objects.all():
        change(row, **{field: value})
    unvouched(act)


def test_a_term_handed_to_somebody_else_carries_no_power(hall: Hall) -> None:
    """Who holds an office is sealed; the seal is looked into, too."""
    term = OfficeTerm.objects.get(person=hall.parks.person_id)
    change(term, person_id=hall.roads.person_id)
    case = hall.raise_case()
    usurper = replace(hall.parks, person=hall.roads.person_id, account=hall.roads.account)
    unvouched(lambda: case_actions.answer_case.perform(usurper, case=case, text="We look into it."))


def test_a_row_without_an_entry_carries_no_power(hall: Hall) -> None:
    act = _forged_competence(hall)
    unvouched(act)


def test_rows_of_an_import_that_is_open_carry_no_power(hall: Hall) -> None:
    run = import_runs.open_run("nyc311", "0" * 64, "requests.csv", 1)
    act = _forged_competence(hall, run.entry)
    unvouched(act)
    assert "version_unrecorded" in attacks.found(attacks.check())
    with pytest.raises(TypeError, match="may not write Competence"):
        import_runs.save_batch([Competence()])


@pytest.mark.parametrize("begun", [True, False])
def test_rows_of_an_import_are_excused_only_where_its_beginning_is_on_the_record(
    hall: Hall, begun: bool
) -> None:
    if begun:
        run = import_runs.open_run("nyc311", "0" * 64, "requests.csv", 1)
    else:
        run = ImportRun.objects.create(
            format="nyc311", source_sha256="0" * 64, rows=1, entry=entries.uuid7()
        )
    lawful = hall.raise_case()
    case = written(
        Case(
            kind="complaint",
            category=hall.lamps,
            unit=lawful.unit,
            body=lawful.body,
            raised_at=clock.now(),
            run=run,
        )
    )
    versions.write([case], run.entry)
    report = attacks.check()
    assert ("version_unrecorded" in attacks.found(report)) is not begun
    assert ("import_open" in {one.code for one in report.findings}) is begun


def test_an_entry_put_into_the_table_is_not_signed_and_carries_no_power(hall: Hall) -> None:
    identity = entries.uuid7()
    act = _forged_competence(hall, identity)
    entry = _forged_entry(identity, Version.objects.get(entry=identity))
    unvouched(act)
    sequencer.sequence_once(sweep=True)
    assert not Leaf.objects.filter(entry=entry).exists()
    assert Pending.objects.get(entry=entry).refused
    assert health.status().alarm == "unattested"
    # The rest of the record goes on.
    hall.raise_case()
    assert sequencer.sequence_once() >= 1


def test_entries_of_a_backup_without_its_keys_are_let_in_by_a_public_word(hall: Hall) -> None:
    """The keys were lost: what is published speaks for itself, what was waiting needs somebody's word."""
    sequencer.sequence_once()
    hall.raise_case()
    secret = keys._secret
    keys_folder = published_checkpoints.folder().parent / "keys"
    (keys_folder / keys.ENTRIES).unlink()
    secret.cache_clear()
    waiting = Pending.objects.count()
    assert waiting
    # What the published log covers still carries power.
    answer(hall)()
    sequencer.sequence_once()
    assert Pending.objects.filter(refused=True).count() == waiting
    assert sequencer.admit() == waiting
    sequencer.sequence_once()
    assert not Pending.objects.exists()
    assert not health.status().alarm
    assert attacks.check().ok


def _forged_entry(identity: Any, version: Version) -> Entry:
    body = {
        "v": 1,
        "id": str(identity),
        "action": "law.grant_competence",
        "kind": "action",
        "recorded_at": entries.moment(clock.now()),
        "occurred_at": entries.moment(clock.now()),
        "by": {"kind": "system", "ref": "people.body:1"},
        "subject": "",
        "changes": [versions.change_of(version)],
    }
    text = entries.canonical(body).decode()
    now = timezone.now()
    entry = Entry(
        id=body["id"],
        action=body["action"],
        kind="action",
        subject="",
        actor="people.body:1",
        recorded_at=now,
        occurred_at=now,
        body=text,
        leaf_hash=merkle.leaf_hash(text.encode()),
        attested=hashlib.sha256(text.encode()).digest(),
    )
    entry.save()
    return entry


def _forged_competence(hall: Hall, entry: Any = None) -> Any:
    """Power for a body that has none of it; the act that would use it."""
    case = hall.raise_case()
    office, power = hall.parks, case_actions.answer_case.power
    for lawful in Competence.objects.filter(body=office.body, power=power):
        change(lawful, power="nothing")
    made = written(
        Competence(
            provision=Provision.objects.order_by("pk").first(),
            body_id=office.body,
            power=power,
            unit=hall.unit("root"),
            starts=clock.today() - timedelta(days=1),
        )
    )
    if entry is not None:
        versions.write([made], entry)
    return lambda: case_actions.answer_case.perform(office, case=case, text="We look into it.")
