"""Files of panels and indices, damaged: no reader ends in anything but its own error."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from commonhall.methods.index import (
    IndexMethodError,
    constant,
    evaluate,
    gather,
    read_framework,
    read_table,
)
from commonhall.methods.index.framework import framework_of
from commonhall.methods.sortition import SortitionError, make_pool, read_people, read_quotas
from commonhall.site.cli import main
from tests.damage import damaged, damaged_json

MANY = settings(max_examples=150, deadline=None)
QUOTAS = "feature,value,min,max\nGender,Female,1,2\nGender,Male,1,2\nage,16-29,1,1\nage,30+,2,2\n"
PEOPLE = "id,Gender,age,address\np1,Female,16-29,1 Oak Road\np2,Male,30+,\n,,,\np3,Male,30+,x\n"
TABLE = "id,a,b\nu0,5,0\nu1,5,1\nu2,6,2\nu3,7,x\n".replace("x", "3")
FRAMEWORK = {
    "title": "T",
    "unit": "id",
    "groups": {"whole": {}, "part": {"parent": "whole", "aggregation": "geometric", "weight": 2}},
    "indicators": {
        "a": {"parent": "whole", "goalposts": [0, 10], "floor": 2},
        "b": {"parent": "part", "direction": -1, "transformation": "none", "reference": 1.5},
    },
    "methods": {"normalisation": "min-max", "weights": "stated", "scale": [0, 100]},
    "uncertainty": {"normalisation": ["rank"], "weight_spread": 0.2},
    "skip": ["ZZ*"],
}


@given(quotas=damaged(QUOTAS.encode()), people=damaged(PEOPLE.encode()))
@MANY
def test_panels(quotas: bytes, people: bytes) -> None:
    for there in (quotas, QUOTAS):
        try:
            wanted = read_quotas(there)
            found = read_people(people, wanted, household=["address"])
            make_pool(found.people, wanted, 2)
        except SortitionError as error:
            assert str(error)


@given(table=damaged(TABLE.encode()))
@MANY
def test_tables(table: bytes) -> None:
    framework = framework_of(FRAMEWORK)
    try:
        evaluate(framework, gather(framework, read_table(table.decode("utf-8", "replace"))))
    except IndexMethodError as error:
        assert str(error)


@given(tree=damaged_json(FRAMEWORK))
@MANY
def test_frameworks(tree: dict[str, object]) -> None:
    if not isinstance(tree, dict):
        return
    try:
        framework = framework_of(tree)
        evaluate(framework, gather(framework, read_table(TABLE)))
    except IndexMethodError as error:
        assert str(error)


@given(text=damaged(b'unit = "id"\n[groups.whole]\n[indicators.a]\nparent = "whole"\nweight = 2\n'))
@MANY
def test_frameworks_as_text(text: bytes) -> None:
    try:
        framework = read_framework(text.decode("utf-8", "replace"))
        gather(framework, read_table(TABLE))
    except IndexMethodError as error:
        assert str(error)


def test_the_separator_is_the_one_the_header_has_most_often() -> None:
    people = 'id;Gender;age;"address, city"\np1;Female;16-29;Road 1, Town\np2;Male;30+;\n'
    read = read_people(people, read_quotas(QUOTAS), household=["address, city"])
    assert [person.id for person in read.people] == ["p1", "p2"]
    plain = people.replace('"', "")
    assert read_people(plain, read_quotas(QUOTAS)).people[0].features["age"] == "16-29"
    assert read_quotas(QUOTAS.replace(",", "\t")) == read_quotas(QUOTAS)


def test_a_characteristic_is_the_same_in_whatever_case() -> None:
    quotas = read_quotas("feature,value,min,max\nArea,North,0,1\narea,South,0.0,1\n")
    assert {quota.feature for quota in quotas} == {"Area"}
    people = read_people("id,AREA\np1,north\np2,South\n", quotas).people
    assert [person.features for person in people] == [{"Area": "North"}, {"Area": "South"}]
    make_pool(people, quotas, 1)
    with pytest.raises(SortitionError, match="stands already on line 2"):
        read_quotas("feature,value,min,max\nArea,North,0,1\narea,NORTH,0,1\n")


def test_a_row_with_more_cells_than_columns_is_refused() -> None:
    with pytest.raises(SortitionError, match="line 2: 3 cells, the header has 2"):
        read_people("id,Area\np1,North,x\n", read_quotas("feature,value,min,max\nArea,North,0,1\n"))


@pytest.mark.parametrize("weights", ["pca", "factor", "entropy", "critic"])
def test_an_indicator_that_does_not_vary_weighs_nothing_and_is_named(
    weights: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"u{n},5,{n},{(n * 7) % 10}\n" for n in range(10))
    (tmp_path / "t.csv").write_text("id,a,b,c\n" + rows)
    indicators = "".join(f'[indicators.{name}]\nparent="whole"\n' for name in "abc")
    text = f'unit="id"\n[groups.whole]\n{indicators}[methods]\nweights="{weights}"\n'
    framework = read_framework(text)
    inputs = gather(framework, read_table("id,a,b,c\n" + rows))
    assert constant(framework, inputs) == ("a",)
    effective = evaluate(framework, inputs).tree.effective()
    assert effective[0] < 1e-12 and np.isclose(effective[:3].sum(), 1)
    (tmp_path / "f.toml").write_text(text)
    assert main(["index", str(tmp_path / "f.toml"), str(tmp_path / "t.csv"), "--draws", "0"]) == 0
    assert "t.csv: a is the same for every unit" in capsys.readouterr().err
