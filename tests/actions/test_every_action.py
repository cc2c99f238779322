"""Every action of these apps: done once, refused by each rule that applies, bad input named by field, and nothing
left behind. Made from the declarations and from one sample an action (tests/actions/samples)."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from commonhall.actions import inputs, registry
from commonhall.actions.action_pages import has_door
from commonhall.actions.actors import ANYONE, Actor, Kind
from commonhall.actions.declaration import Action
from commonhall.actions.signatures import Asked
from commonhall.core import clock
from commonhall.core.models import Governed
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.inputs import EntryOfRecord, NumberChoice
from commonhall.law.instruments.models import Competence, Right
from commonhall.people.interests.actions import declare_interest
from commonhall.people.residents.models import Verification
from commonhall.record.models import Entry
from commonhall.ui import languages
from tests import on_record
from tests.actions.samples import SAMPLES, Refusal, Sample, set_fields
from tests.kit import Hall, found_hall

ROOT = Path(__file__).resolve().parents[2]
APPS = ("cases", "people", "places", "law", "disputes", "services", "delivery")
for app in (
    "agreements",
    "cases",
    "people",
    "deputies",
    "places",
    "disputes",
    "services",
    "applications",
    "delivery",
    "calls",
    "carriers",
    "law",
    "demands",
    "files",
    "mandates",
    "assets",
    "budget_books",
    "panels",
    "plan_books",
    "projects",
    "mentoring",
    "recognitions",
    "stand_ins",
    "waiting_lists",
    "learning",
):
    import_module(f"tests.actions.samples.{app}")
# Done where it takes more than one call.
ELSEWHERE = {
    "law.found": "tests/law/test_charter_templates.py",
    "cases.import_cases": "tests/cases/test_import.py",
    "cases.prepare_cases": "tests/cases/test_moving_in.py",
    "cases.bring_in_cases": "tests/cases/test_moving_in.py",
}
CODES = sorted(
    code for code, one in registry.actions().items() if one.app in APPS and code not in ELSEWHERE
)
EACH = pytest.mark.parametrize("code", CODES)


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_every_action_has_a_sample() -> None:
    assert sorted(SAMPLES) == CODES, "write its sample into tests/actions/samples"
    for code, file in ELSEWHERE.items():
        assert code in registry.actions() and (ROOT / file).exists()


# --- what both tests need -------------------------------------------------------------------------
def arguments(action: Action[..., Any], one: Sample, **instead: Any) -> dict[str, Any]:
    thing = {action.subject_name: one.thing} if action.subject_name else {}
    return {**thing, **one.given, **instead}


def state_of_the_hall() -> dict[str, int]:
    """How many rows each table has; refusals of public power are recorded, and counted apart."""
    tables = sorted(connection.introspection.django_table_names(only_existing=False))
    counted = " UNION ALL ".join(f"SELECT '{one}', COUNT(*) FROM {one}" for one in tables)
    with connection.cursor() as cursor:
        cursor.execute(counted)
        rows = dict(cursor.fetchall())
    refusals = Entry.objects.filter(kind="refusal").count()
    rows["record_entry"] -= refusals
    rows["record_pending"] -= refusals
    # What was tried too often, how a refusal is told once, and the factor that a door asks for.
    return {table: count for table, count in rows.items() if not table.endswith("ratecount")}


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves nothing; actions take it for a test's transaction."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


def fresh(thing: Governed | None) -> Governed | None:
    return type(thing)._base_manager.get(pk=thing.pk) if thing is not None else None


# --- done -----------------------------------------------------------------------------------------
@pytest.mark.django_db
@EACH
def test_it_is_done_once_and_recorded(hall: Hall, code: str) -> None:
    action, one = registry.actions()[code], SAMPLES[code](hall)
    given = arguments(action, one, **({action.subject_name: fresh(one.thing)} if one.thing else {}))
    known, before = set(Entry.objects.values_list("pk", flat=True)), state_of_the_hall()
    outcome = action.coming(once="a-key-of-this-form").perform(one.actor, **given)
    made = Entry.objects.exclude(pk__in=known)
    kind = "batch" if action.batch else "action"
    assert (outcome.entry.action, outcome.entry.kind) == (code, kind)
    assert {entry.pk for entry in made} == {outcome.entry.pk, *(c.pk for c in outcome.children)}
    assert made.filter(parent=None).count() == 1
    # Whoever acts in their own name, or behind a veil, is a commitment there; everybody else is named.
    personal = one.actor.kind is Kind.PERSON or bool(action.veiled)
    assert outcome.entry.actor == ("" if personal else one.actor.ref)
    assert not personal or f'"{one.actor.ref}"' not in outcome.entry.body
    after = state_of_the_hall()
    assert one.quiet or after["actions_version"] > before["actions_version"]
    result = outcome.result
    result = fresh(result) if isinstance(result, Governed) else result
    assert one.changed(result), result
    # The same submission again is answered by the first one's outcome.
    after = state_of_the_hall()
    again = action.coming(once="a-key-of-this-form").perform(one.actor, **given)
    assert again.repeated and again.entry == outcome.entry
    assert state_of_the_hall() == after


# --- refused --------------------------------------------------------------------------------------
Try = tuple[str, Callable[[], Any], Callable[[], Any]]


@pytest.mark.one_database
@pytest.mark.django_db
@EACH
def test_each_rule_refuses_it_and_nothing_is_left_behind(
    hall: Hall, settings: Any, code: str
) -> None:
    action, one = registry.actions()[code], SAMPLES[code](hall)
    assert refusals_of(action) <= {told.code for told in one.refused}, "no sample of a refusal"
    wrong = []
    for told, before, attempt in [*by_the_gate(action, one, settings), *by_itself(action, one)]:
        with undone():
            before()
            standing = state_of_the_hall()
            try:
                attempt()
                answer = "done"
            except Refused as refusal:
                answer = refusal.code
            except BadInput as error:
                answer = str(error)
            if answer != told or state_of_the_hall() != standing:
                wrong.append(f"{told}: {answer}")
    assert not wrong, wrong


def nothing() -> None:
    pass


def by_the_gate(action: Action[..., Any], one: Sample, settings: Any) -> Iterator[Try]:
    """What follows from the declaration alone."""
    given = arguments(action, one)

    def does(actor: Actor, **came: Any) -> Callable[[], Any]:
        return lambda: action.coming(**came).perform(actor, **given)

    yield ("not-signed-in" if Kind.PERSON in action.by else "wrong-kind", nothing, does(ANYONE))
    for kind in Kind:
        # What an office may do, its body may as a whole, but only by a motion.
        whole = kind is Kind.BODY and Kind.OFFICE in action.by
        if kind not in action.by:
            yield "unknown" if whole else "wrong-kind", nothing, does(replace(one.actor, kind=kind))
    if action.power:
        yield "no-competence", lambda: raw(Competence, power=action.power), does(one.actor)
    if action.right:
        yield "no-right", lambda: raw(Right, right=action.right), does(one.actor)
    if action.verified and one.actor.kind is Kind.PERSON:
        yield "not-verified", lambda: expired(one.actor), does(one.actor)
    concerned = action.request(one.actor, timezone.now(), given).concerned
    if action.power and one.actor.person and concerned:
        yield "recused", lambda: interested(one.actor, concerned[-1]), does(one.actor)
    if action.second_factor:
        yield "second-factor", nothing, does(one.actor, door="page")
    if action.limit and has_door(action):
        settings.RATE_LIMITS = {action.limit: "0/h"}
        yield "too-many", nothing, does(one.actor, door="api", confirmed=True)


def raw(model: type[Governed], **which: Any) -> None:
    QuerySet(model).filter(**which)._raw_delete("default")


def expired(actor: Actor) -> None:
    """Let whoever acts have been confirmed until yesterday."""
    confirmed = QuerySet(Verification).filter(person=actor.person)
    assert on_record.change(confirmed, ends=clock.today() - timedelta(days=1))


def interested(actor: Actor, target: str) -> None:
    declare_interest.perform(actor, target=target, kind="property")


def by_itself(action: Action[..., Any], one: Sample) -> Iterator[Try]:
    """What the thing's own state refuses."""
    for told in one.refused:
        thing = told.thing or one.thing
        named = {action.subject_name: thing} if action.subject_name else {}
        given = {**arguments(action, one, **named), **told.given}
        actor = told.by or one.actor

        def before(told: Refusal = told, thing: Any = thing) -> None:
            if told.fields:
                set_fields(thing, **told.fields)
            if told.before:
                told.before()

        yield told.code, before, lambda a=actor, g=given: action.perform(a, **g)


def refusals_of(action: Action[..., Any]) -> set[str]:
    """The codes of what an action's own code refuses."""
    found = codes_in(inspect.getsource(action.function))
    return found | (codes_of(action.allows) if action.allows else set())


def codes_in(source: str) -> set[str]:
    return set(re.findall(r'Refused\(\s*"\w+",\s*"([\w-]+)"', source))


def codes_of(rule: Any, depth: int = 3) -> set[str]:
    """The refusal codes in a rule and in the functions it calls."""
    found = codes_in(inspect.getsource(rule))
    names = {name for code in [rule.__code__, *nested(rule.__code__)] for name in code.co_names}
    closed = [cell.cell_contents for cell in rule.__closure__ or ()]
    called = [rule.__globals__.get(name) for name in names] + closed
    for other in called:
        ours = isinstance(other, FunctionType) and other.__module__.startswith("commonhall.")
        if ours and depth:
            found |= codes_of(other, depth - 1)
    return found


def nested(code: CodeType) -> list[CodeType]:
    return [one for one in code.co_consts if isinstance(one, CodeType)]


# --- bad input ------------------------------------------------------------------------------------
@pytest.mark.one_database
@pytest.mark.django_db
@EACH
def test_bad_input_is_named_by_its_field_and_nothing_is_left_behind(hall: Hall, code: str) -> None:
    action, one = registry.actions()[code], SAMPLES[code](hall)
    named = re.findall(r'BadInput\(\s*"(\w+)"', inspect.getsource(action.function))
    assert set(named) <= {bad.name for bad in one.wrong}, "no sample of a wrong value"
    wrong = []
    for name, given, before, door in bad_calls(action, one):
        with undone():
            before()
            standing = state_of_the_hall()
            try:
                action.coming(door=door, confirmed=True).perform(one.actor, **given)
                answer = "taken"
            except BadInput as error:
                answer = error.field
            except Refused as refusal:
                answer = f"refused: {refusal.code}"
            if answer != name or state_of_the_hall() != standing:
                wrong.append(f"{name}={given.get(name)!r}: {answer}"[:200])
    assert not wrong, wrong


Call = tuple[str, dict[str, Any], Callable[[], Any], str]


def bad_calls(action: Action[..., Any], one: Sample) -> Iterator[Call]:
    for name, asked in action.inputs.items():
        for value in wrong_values(asked):
            yield name, arguments(action, one, **{name: value}), nothing, ""
    for bad in one.wrong:
        given = arguments(action, one, **bad.along, **{bad.name: bad.value})
        yield bad.name, given, bad.before or nothing, bad.door


def wrong_values(asked: Asked) -> Iterator[Any]:
    """Values that an input refuses whatever the rest says: missing, too long, unknown, of the wrong kind."""
    described = asked.input
    match described:
        case inputs.Names():
            yield {languages.own().code: "x" * (described.most + 1)}
            yield from [{}] if asked.required else []
        case inputs.MailAddress():
            yield "nobody"
        case inputs.WebAddress():
            yield "no site"
        case inputs.Slug():
            yield "Big Letters"
        case inputs.Words() | inputs.Lines():
            yield "x" * (described.most + 1)
            yield from ["", "  "] if asked.required else []
        case EntryOfRecord():
            yield from ["no-entry", "01a22201-5429-7696-8844-761474a9dd8a"]
        case NumberChoice() | inputs.ChoiceMany() if described.choices_of is None:
            yield ["no-such-word"] if isinstance(described, inputs.ChoiceMany) else "no-such-word"
        case inputs.Choice() if described.choices_of is None:
            yield "no-such-word"
            yield from [""] if asked.required else []
        case inputs.Day() | inputs.Moment():
            yield "soon"
            yield from [None] if asked.required else []
        case inputs.Number():
            yield "many"
            yield from [described.least - 1] if described.least is not None else []
            yield from [described.most + 1] if described.most is not None else []
        case inputs.Quantity() | inputs.Amount():
            yield "many"
        case inputs.Either():
            yield "perhaps"
        case inputs.PersonByMail():
            yield "nobody"
            yield "nobody@example.org"
        case inputs.PickMany() | inputs.PickSeveral():
            yield from [[]] if asked.required else []
        case inputs.Pick():
            yield "no-such-thing"
            yield from [None] if asked.required else []
        case inputs.Ref():
            yield from [""] if asked.required else []
