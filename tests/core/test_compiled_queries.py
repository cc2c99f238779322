"""Prepared queries answer as the query sets they were made from, and cost one query."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from commonhall.actions.context import Context
from commonhall.actions.models import Follow, Link, Sealed, Version
from commonhall.cases.cases.actions import answer_case
from commonhall.cases.cases.models import Case
from commonhall.core import clock
from commonhall.core.compiled_queries import CompiledQuery, by_key
from commonhall.core.models import Governed, _writing
from commonhall.law import queries
from commonhall.law.instruments.models import Competence, Right
from tests.kit import found_hall
from tests.living import living_hall

pytestmark = pytest.mark.django_db


def test_a_prepared_query_gives_what_the_query_set_gives() -> None:
    found_hall()
    today = date.today()
    for day in (today - timedelta(days=4000), today, today + timedelta(days=40000)):
        for grant in Competence.objects.all():
            asked = queries.competences(grant.body_id, [grant.power], day)
            got = queries.COMPETENCES.rows(body=grant.body_id, power=grant.power, day=day)
            assert sorted(one.pk for one in got) == sorted(one.pk for one in asked)
            assert all(one.starts <= day for one in got)
    assert queries.RIGHTS.rows(right="raise-cases", holder="person", day=today) == list(
        Right.objects.filter(right="raise-cases", holder="person")
    )
    assert not queries.RIGHTS.rows(right="raise-cases' OR 1=1 --", holder="person", day=today)


@pytest.mark.slow
def test_every_model_is_read_as_the_orm_reads_it(home: Path) -> None:
    """Column by column, with Python's types: of every table a living hall has rows in."""
    living_hall()
    seen = 0
    for model in apps.get_models():
        if not (issubclass(model, Governed) or model in (Version, Sealed, Link, Follow)):
            continue
        names = [field.attname for field in model._meta.concrete_fields]
        for plain in model._base_manager.order_by("pk")[:20]:
            read: Any = by_key(model, plain.pk)
            for name in names:
                got, wanted = getattr(read, name), getattr(plain, name)
                assert (type(got), got) == (type(wanted), wanted), f"{model.__name__}.{name}"
            seen += 1
    assert seen > 100


def test_each_call_is_one_query(django_assert_num_queries: Any) -> None:
    hall = found_hall()
    with django_assert_num_queries(1):
        queries.DEADLINES.rows(duty="answer-cases", day=date.today(), matter="")
    case = hall.raise_case()
    with transaction.atomic(), django_assert_num_queries(1):
        assert by_key(Case, case.pk, lock=True) == case


def test_a_thing_that_is_gone_is_named() -> None:
    with pytest.raises(Case.DoesNotExist, match="Case 99"):
        by_key(Case, 99)


def test_what_cannot_be_prepared_is_refused() -> None:
    joined = CompiledQuery(lambda pk: Case.objects.select_related("unit").filter(pk=pk), pk=0)
    with pytest.raises(ValueError, match="plain columns"):
        joined.rows(pk=1)
    lost = CompiledQuery(lambda pk, other: Case.objects.filter(pk=pk), pk=0, other=0)
    with pytest.raises(ValueError, match="other"):
        lost.rows(pk=1, other=2)


def test_writing_a_thing_that_vanished_fails_loudly() -> None:
    hall = found_hall()
    case = hall.raise_case()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_case WHERE id = %s", [case.pk])
    token = _writing.set(True)
    try:
        with pytest.raises(DatabaseError, match="did not affect any rows"):
            case.save()
    finally:
        _writing.reset(token)


def test_a_tie_belongs_to_the_entry_that_made_it() -> None:
    """Tying two things again adds neither a row nor a step to the later entry."""
    hall = found_hall()
    first, second = hall.raise_case(), hall.raise_case()
    entries = []
    for _ in range(2):
        ctx = Context.root(answer_case, hall.parks, clock.now())
        ctx.link(first, second, "concerns")
        ctx.link(first, second, "concerns")
        entries.append(ctx.data.get("links", []))
    assert entries == [[[first.ref, "concerns", second.ref]], []]
    assert Link.objects.filter(kind="concerns").count() == 1
