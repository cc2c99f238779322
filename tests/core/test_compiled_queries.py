"""Prepared queries answer as the query sets they were made from, and cost one query."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from commonhall.actions.models import Version
from commonhall.cases.cases.models import Case
from commonhall.core.compiled_queries import CompiledQuery, by_key, insert_many
from commonhall.core.models import _writing
from commonhall.law import queries
from commonhall.law.instruments.models import Competence, Right
from tests.kit import found_hall

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


def test_columns_come_back_as_python_values() -> None:
    hall = found_hall()
    case = hall.raise_case(unit=hall.unit("north"))
    read, plain = by_key(Case, case.pk), Case.objects.get(pk=case.pk)
    names = [field.attname for field in Case._meta.concrete_fields]
    assert [getattr(read, name) for name in names] == [getattr(plain, name) for name in names]
    assert by_key(type(case.unit), case.unit_id).names == case.unit.names


def test_each_call_is_one_query(django_assert_num_queries: Any) -> None:
    hall = found_hall()
    with django_assert_num_queries(1):
        queries.DEADLINES.rows(duty="answer-cases", day=date.today())
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


def test_many_rows_get_their_own_keys() -> None:
    rows = [
        Version(type="x.y", object_id=at, version=1, entry=f"{at:032x}", digest="d", state=str(at))
        for at in range(1, 6)
    ]
    insert_many(rows)
    for row in rows:
        assert Version.objects.get(pk=row.pk).state == row.state


def test_writing_a_thing_that_vanished_fails_loudly() -> None:
    hall = found_hall()
    case = hall.raise_case()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_case WHERE id = %s", [case.pk])
    token = _writing.set(True)
    try:
        with pytest.raises(Case.DoesNotExist):
            case.save()
    finally:
        _writing.reset(token)
