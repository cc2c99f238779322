"""Drawing panels: against every panel listed, what a lottery owes, and files and faults."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhall.methods.sortition import (
    InfeasibleError,
    Person,
    Pool,
    Quota,
    SortitionError,
    draw_people,
    find_draw,
    held,
    least_relaxation,
    make_pool,
    make_portfolio,
    possible_sizes,
    read_people,
    read_quotas,
    relaxed,
    replacement_pool,
)
from commonhall.methods.sortition.targets import relaxed_leximin
from commonhall.site import cli
from tests.methods.sortition_kit import all_panels, brute_leximin, brute_nash, random_pool

RULES = ("leximin", "maximin", "nash")


def chances_of(pool: Pool, chances: np.ndarray, people: list[Person]) -> np.ndarray:
    by = {name: chances[at] for at, kind in enumerate(pool.types) for name in kind.people}
    return np.array([by[person.id] for person in people])


def meets(people: list[Person], quotas: list[Quota], size: int, drawn: tuple[str, ...]) -> bool:
    by = {person.id: person for person in people}
    homes = [by[name].household for name in drawn if by[name].household is not None]
    return (
        len(set(drawn)) == size
        and len(set(homes)) == len(homes)
        and all(
            q.least <= sum(by[name].features[q.feature] == q.value for name in drawn) <= q.most
            for q in quotas
        )
    )


@pytest.mark.parametrize("homes", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_small_pools_have_the_chances_of_brute_force(seed: int, homes: bool) -> None:
    chance = np.random.default_rng(seed + 500)
    people, quotas = random_pool(seed, int(chance.integers(7, 11)), 3, 3, homes=homes, room=0.9)
    panels = all_panels(people, quotas, 3)
    pool = make_pool(people, quotas, 3)
    if not len(panels):
        with pytest.raises(InfeasibleError):
            find_draw(pool)
        return
    expected = brute_leximin(panels)
    fair = find_draw(pool, "leximin")
    assert fair.proved
    assert chances_of(pool, fair.chances, people) == pytest.approx(expected, abs=2e-6)
    lowest = expected[panels.any(axis=0)].min()
    maximin = find_draw(pool, "maximin")
    assert maximin.proved and maximin.lowest == pytest.approx(lowest, abs=1e-6)
    nash = find_draw(pool, "nash")
    mine = chances_of(pool, nash.chances, people)[panels.any(axis=0)]
    assert nash.proved and np.log(mine).mean() == pytest.approx(brute_nash(panels), abs=2e-6)
    left_out = {name for at in fair.excluded for name in pool.types[at].people}
    assert left_out == {
        person.id for person, used in zip(people, panels.any(axis=0), strict=True) if not used
    }


def triangles() -> tuple[list[Person], list[Quota]]:
    """Two triples of whom every two share a value with one seat, and somebody apart.

    Fractions of people could sit by halves, 1½ of each triple; whole people only one of each.
    """
    people = []
    for triple in ("abc", "uvw"):
        for name in triple:
            mine = dict.fromkeys(("ab", "ac", "bc", "uv", "uw", "vw"), "0")
            for edge in mine:
                if name in edge:
                    mine[edge] = "1"
            people.append(Person(name, mine))
    people.append(Person("z", dict.fromkeys(people[0].features, "0")))
    return people, [
        Quota(edge, value, 0, 1 if value == "1" else 9)
        for edge in people[0].features
        for value in "01"
    ]


@pytest.mark.parametrize("rule", RULES)
def test_what_only_fractions_of_people_could_do_is_not_promised(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, quotas = triangles()
    panels = all_panels(people, quotas, 3)
    pool = make_pool(people, quotas, 3)
    bound, _ = relaxed_leximin(pool, np.ones(len(pool.types), dtype=bool))
    assert bound == pytest.approx([3 / 7] * 7)
    found = find_draw(pool, rule)
    assert found.proved
    mine = chances_of(pool, found.chances, people)
    assert mine == pytest.approx([1 / 3] * 6 + [1.0], abs=1e-6)
    assert mine == pytest.approx(brute_leximin(panels), abs=1e-6)
    monkeypatch.setattr("commonhall.methods.sortition.chances.PROOF_TYPES", 1)
    unproved = find_draw(pool, "leximin")
    assert not unproved.proved and unproved.gap == pytest.approx(3 / 7 - 1 / 3, abs=1e-6)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(RULES), st.booleans())
def test_every_panel_meets_the_quotas_and_equals_are_equal(
    seed: int, rule: str, homes: bool
) -> None:
    people, quotas = random_pool(seed, 60, 12, 3, homes=homes, room=1.5)
    pool = make_pool(people, quotas, 12)
    try:
        draw = find_draw(pool, rule)
    except InfeasibleError:
        assert least_relaxation(pool)
        return
    assert draw.proved and draw.shares.sum() == pytest.approx(1)
    assert all(pool.fits(panel) for panel in draw.panels)
    assert draw.chances @ pool.counts == pytest.approx(12)
    portfolio = make_portfolio(draw, 10_000)
    assert portfolio.all_tickets == 10_000 and min(portfolio.tickets) >= 1
    assert np.abs(portfolio.chances - draw.chances).max() < 0.01
    for text in ("one", "two", "три", "四"):
        assert meets(people, quotas, 12, draw_people(portfolio, text).people)


@pytest.mark.slow
def test_leximin_is_never_below_maximin_and_nash_is_never_beaten() -> None:
    for seed in range(5):
        people, quotas = random_pool(seed, 80, 15, 3)
        pool = make_pool(people, quotas, 15)
        found = {rule: find_draw(pool, rule) for rule in RULES}
        assert found["leximin"].lowest == pytest.approx(found["maximin"].lowest, abs=1e-6)
        welfare = {
            rule: float(pool.counts @ np.log(np.maximum(draw.chances, 1e-12)))
            for rule, draw in found.items()
        }
        assert welfare["nash"] >= max(welfare.values()) - 1e-4
        assert found["nash"].lowest <= found["maximin"].lowest + 1e-6


def test_the_lottery_is_what_its_procedure_says() -> None:
    people, quotas = random_pool(3, 50, 10, 3, homes=True, room=1.5)
    portfolio = make_portfolio(find_draw(make_pool(people, quotas, 10)), 9_999)
    public = json.loads(json.dumps(portfolio.published()))
    seed = "the numbers drawn on Saturday: 4 8 15 16 23 42"
    # Recomputed from the published text alone, by other code.
    number = int(hashlib.sha256((seed + "\nticket").encode()).hexdigest(), 16) % 9_999
    for panel in public["panels"]:
        if number < panel["tickets"]:
            break
        number -= panel["tickets"]
    chosen: list[str] = []
    used: set[str] = set()
    for at, seats in sorted((int(at), seats) for at, seats in panel["seats"].items()):
        line = sorted(
            public["types"][at]["people"],
            key=lambda name: hashlib.sha256(f"{seed}\nperson\n{name}".encode()).hexdigest(),
        )
        for name in line:
            home = public["households"].get(name)
            if seats and (home is None or home not in used):
                chosen.append(name)
                seats -= 1
                used |= {home} - {None}
    drawn = draw_people(portfolio, seed)
    assert drawn.people == tuple(sorted(chosen))
    text = json.dumps(public, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert portfolio.digest == hashlib.sha256(text.encode()).hexdigest()
    with pytest.raises(SortitionError, match="seed is empty"):
        draw_people(portfolio, "")


def test_over_many_seeds_people_come_up_as_often_as_their_chances_say() -> None:
    people, quotas = random_pool(4, 24, 6, 2, homes=True, room=1.5)
    pool = make_pool(people, quotas, 6)
    portfolio = make_portfolio(find_draw(pool))
    times = Counter(
        name for seed in range(3_000) for name in draw_people(portfolio, str(seed)).people
    )
    expected = chances_of(pool, portfolio.chances, people)
    seen = np.array([times[person.id] / 3_000 for person in people])
    spread = np.sqrt(expected * (1 - expected) / 3_000)
    assert (np.abs(seen - expected) <= 4.5 * spread + 1e-9).all()


def test_order_of_people_changes_nothing() -> None:
    people, quotas = random_pool(8, 40, 8, 3)
    one = make_portfolio(find_draw(make_pool(people, quotas, 8)))
    two = make_portfolio(find_draw(make_pool(people[::-1], quotas, 8)))
    assert one.digest == two.digest
    assert draw_people(one, "s").people == draw_people(two, "s").people


@pytest.mark.parametrize("seed", range(20))
def test_relaxation_is_the_smallest_and_makes_a_panel_possible(seed: int) -> None:
    people, quotas = random_pool(seed, 9, 4, 2, room=0.1)
    tight = [replace(quota, least=quota.most) for quota in quotas]
    pool = make_pool(people, tight, 4)
    found = least_relaxation(pool)
    assert bool(found) == (not len(all_panels(people, tight, 4)))
    loosened = relaxed(pool)
    assert len(all_panels(people, list(loosened.quotas), 4))
    # No smaller change: the least distance of any panel of four from the quotas.
    everyone = all_panels(people, [Quota(tight[0].feature, tight[0].value, 0, 4)], 4)
    away = [
        sum(
            max(q.least - n, 0) + max(n - q.most, 0)
            for q in tight
            for n in [sum(people[at].features[q.feature] == q.value for at in np.flatnonzero(row))]
        )
        for row in everyone
    ]
    assert sum(item.by for item in found) == min(away)


def test_relaxation_stays_in_the_given_room_when_it_can() -> None:
    people = [Person(str(at), {"x": "a" if at < 2 else "b", "y": "c"}) for at in range(8)]
    quotas = [
        Quota("x", "a", 3, 3, 3, 3),
        Quota("x", "b", 1, 1, 0, 4),
        Quota("y", "c", 4, 4),
    ]
    # "a" cannot reach 3 (two people) and has no room: the room is left, and said.
    assert [item.text for item in least_relaxation(make_pool(people, quotas, 4))] == [
        "x / a: least 3 → 2",
        "x / b: most 1 → 2",
    ]
    roomy = [replace(quotas[0], flex_least=1), quotas[1], quotas[2]]
    assert len(least_relaxation(make_pool(people, roomy, 4))) == 2
    with pytest.raises(InfeasibleError, match=r"x / a: least 3 → 2; x / b: most 1 → 2"):
        find_draw(make_pool(people, quotas, 4))


def test_replacements_keep_the_panel_within_its_quotas() -> None:
    people, quotas = random_pool(6, 80, 12, 3, homes=True, room=1.5)
    pool = make_pool(people, quotas, 12)
    before = draw_people(make_portfolio(find_draw(pool)), "first").people
    leaving = before[:2]
    again = replacement_pool(pool, people, before, leaving, unavailable=[people[0].id])
    new = draw_people(make_portfolio(find_draw(again)), "second").people
    assert len(new) == 2 and not set(new) & {*before, people[0].id}
    assert meets(people, quotas, 12, (*before[2:], *new))
    with pytest.raises(SortitionError, match="not on the panel"):
        replacement_pool(pool, people, before, [next(p.id for p in people if p.id not in before)])
    with pytest.raises(SortitionError, match="nobody drops out"):
        replacement_pool(pool, people, before, [])


def test_out_of_time_a_gap_is_stated() -> None:
    people, quotas = random_pool(1, 300, 30, 5)
    draw = find_draw(make_pool(people, quotas, 30), seconds=0.05)
    assert not draw.proved and 0 < draw.gap < 1
    assert all(draw.pool.fits(panel) for panel in draw.panels)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"size": 0}, "the size must be 1 or more"),
        ({"quotas": []}, "there are no quotas"),
        ({"quotas": [Quota("x", "a", 0, 1), Quota("x", "a", 0, 1)]}, "x / a stands twice"),
        ({"quotas": [Quota("x", "a", 2, 1)]}, "2 … 1; the least must be 0 or more"),
        ({"people": [Person("p", {"x": "a"})] * 2}, "'p' stands twice"),
        ({"people": [Person("p", {"x": "b"})]}, "x is 'b', for which there is no quota"),
    ],
)
def test_contradictions_are_refused(change: dict[str, object], message: str) -> None:
    given_: dict[str, object] = {
        "people": [Person("p", {"x": "a"})],
        "quotas": [Quota("x", "a", 0, 1)],
        "size": 1,
    }
    with pytest.raises(SortitionError, match=message):
        make_pool(**{**given_, **change})  # type: ignore[arg-type]


def test_a_panel_larger_than_the_pool_is_infeasible_without_a_way_out() -> None:
    pool = make_pool([Person("p", {"x": "a"})], [Quota("x", "a", 0, 5)], 2)
    with pytest.raises(InfeasibleError, match="no panel of 2 can be made from 1 people"):
        find_draw(pool)


QUOTAS = "feature,value,min,max\nGender,Female,1,2\nGender,Male,1,2\nage,16-29,1,1\nage,30+,2,2\n"
PEOPLE = (
    "nationbuilder_id,first_name,address,zip,Gender,age\n"
    'p1,"Ann, B.",Road 1,1,female,16-29\np2,Bo,Road 1,1,Male,30+\np3,李,Road 2,1,Female,30+\n'
    "p4,Di,Road 3,1,Male,16-29\np5,Ed,,,Male,30+\np6,Fi,,,Female,30+\n"
)


def test_files_of_sortition_algorithms_are_read_as_they_are() -> None:
    quotas = read_quotas(QUOTAS)
    assert quotas[0] == Quota("Gender", "Female", 1, 2)
    old = QUOTAS.replace("feature,value", "category,name")
    assert read_quotas(old.encode("utf-8-sig")) == quotas
    flexible = read_quotas(
        "feature,value,min,max,min_flex,max_flex\r\nage,16-29,5,7,0,7\r\n".encode("utf-16")
    )
    assert flexible == (Quota("age", "16-29", 5, 7, 0, 7),)
    read = read_people(PEOPLE, quotas, household=["address", "zip"])
    assert read.id_column == "nationbuilder_id"
    assert read.people[0] == Person("p1", {"Gender": "Female", "age": "16-29"}, "road 1\n1")
    assert read.people[4].household is None
    assert read_people(PEOPLE, quotas, id_column="first_name").people[2].id == "李"
    assert possible_sizes(quotas) == (3, 3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            QUOTAS.replace("Male,1,2", "Male,one,2"),
            "q.csv, line 3, column min: 'one' is not a whole number of 0 or more",
        ),
        (
            QUOTAS.replace("Male,1,2", "Male,3,2"),
            "q.csv, line 3, column max: 2 is below the min of 3",
        ),
        (
            QUOTAS.replace("Gender,Male", "Gender,FEMALE"),
            "q.csv, line 3: Gender / FEMALE stands already on line 2",
        ),
        (
            QUOTAS.replace("max\n", "most\n"),
            "q.csv, line 1: no column 'max'; the header has feature, value, min, most",
        ),
        (QUOTAS.replace("Male,1,2", "Male,1"), "q.csv, line 3: 3 cells, the header has 4"),
        (QUOTAS.replace("Male,1,2", ",1,2"), "q.csv, line 3, column value: empty"),
        ("feature,value,min,max\n", "q.csv: no quotas below the header"),
    ],
)
def test_faults_in_quotas_are_named(text: str, message: str) -> None:
    with pytest.raises(SortitionError) as caught:
        read_quotas(text, "q.csv")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            PEOPLE.replace("Road 3,1,Male", "Road 3,1,M"),
            "p.csv, line 5, column Gender: 'M' is none of Female, Male",
        ),
        (
            PEOPLE.replace("p4", "p1"),
            "p.csv, line 5, column nationbuilder_id: 'p1' stands already on line 2",
        ),
        (PEOPLE.replace("p4,", ",", 1), "p.csv, line 5, column nationbuilder_id: empty id"),
        (
            PEOPLE.replace(",age\n", ",Age\n").replace("Gender", "sex"),
            "p.csv, line 1: no column 'Gender'; the header has nationbuilder_id, first_name, address, "
            "zip, sex, Age",
        ),
        (PEOPLE.replace("zip,", "Gender,"), "p.csv, line 1: column 'Gender' stands twice"),
        (
            PEOPLE.encode().replace("李".encode(), b"\xa7\xf5"),
            "p.csv, line 4: byte 4 is not UTF-8 text; save the file as UTF-8",
        ),
        (
            PEOPLE + 'p7,"open,Road,1,Male,30+\n',
            "p.csv, line 8: quotation marks are broken (unexpected end of data)",
        ),
    ],
)
def test_faults_in_people_are_named(text: str | bytes, message: str) -> None:
    with pytest.raises(SortitionError) as caught:
        read_people(text, read_quotas(QUOTAS), "p.csv")
    assert str(caught.value) == message


def test_the_command_draws_and_can_be_recomputed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people, quotas, public = (tmp_path / name for name in ("p.csv", "q.csv", "portfolio.json"))
    people.write_text(PEOPLE, encoding="utf-8")
    quotas.write_text(QUOTAS, encoding="utf-8")
    command = ["draw-panel", str(people), str(quotas), "--seed", "2026", "--household", "address"]
    assert cli.main([*command, "--json", "--portfolio", str(public)]) == 0
    first = capsys.readouterr().out
    data = json.loads(first)
    assert len(data["selected"]) == 3 and data["proved_optimal"] and data["size"] == 3
    assert not {"p1", "p2"} <= set(data["selected"])
    assert sum(data["chances"].values()) == pytest.approx(3)
    assert hashlib.sha256(public.read_bytes()).hexdigest() == data["portfolio_digest"]
    assert cli.main([*command, "--json"]) == 0
    assert capsys.readouterr().out == first
    panel = tmp_path / "panel.txt"
    panel.write_text("\n".join(data["selected"]), encoding="utf-8")
    gone = data["selected"][0]
    again = [*command, "--panel", str(panel), "--dropped", gone, "--json"]
    assert cli.main(again) == 0
    new = json.loads(capsys.readouterr().out)["selected"]
    assert len(new) == 1 and new[0] not in data["selected"]
    assert cli.main(command) == 0
    assert "proved: no draw is fairer by this rule" in capsys.readouterr().out


def test_the_command_names_what_to_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people, quotas = tmp_path / "p.csv", tmp_path / "q.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    quotas.write_text(
        QUOTAS.replace("Female,1,2", "Female,4,4")
        .replace("Male,1,2", "Male,0,0")
        .replace("30+,2,2", "30+,3,3"),
        encoding="utf-8",
    )
    command = ["draw-panel", str(people), str(quotas), "--seed", "x"]
    assert cli.main(command) == 2
    assert (
        "Gender / Female: least 4 → 3; Gender / Male: most 0 → 1; --relax"
        in capsys.readouterr().err
    )
    assert cli.main([*command, "--relax"]) == 0
    assert cli.main(["draw-panel", str(people), str(quotas), "--seed", " "]) == 2
    assert "--seed is empty" in capsys.readouterr().err
    quotas.write_text(QUOTAS.replace("16-29,1,1", "16-29,1,x"), encoding="utf-8")
    assert cli.main(command) == 2
    assert "q.csv, line 4, column max: 'x'" in capsys.readouterr().err


def test_unnamed_sizes_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people, quotas = tmp_path / "p.csv", tmp_path / "q.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    quotas.write_text("feature,value,min,max\nGender,Female,1,2\nGender,Male,1,2\n", "utf-8")
    assert cli.main(["draw-panel", str(people), str(quotas), "--seed", "x", "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["size"] == 2 and "allow 2 to 4 seats" in told.err


def test_held_counts_the_values_of_people() -> None:
    pool = make_pool(
        [Person("p", {"x": "a"}), Person("q", {"x": "b"})],
        [Quota("x", "a", 0, 1), Quota("x", "b", 0, 1)],
        1,
    )
    assert held(pool, ["q"]) == {("x", "a"): 0, ("x", "b"): 1}
