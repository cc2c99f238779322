"""Tables from files: what they would do is shown first, every fault with line and column; all or none."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonhall.actions import table_imports
from commonhall.actions.actors import Actor
from commonhall.cases.categories import table_actions as category_tables
from commonhall.cases.categories.actions import end_category
from commonhall.cases.categories.models import Category, Route
from commonhall.core.export_formats import csv as csv_format
from commonhall.core.exports import datasets
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.bodies import table_actions as body_tables
from commonhall.people.bodies.models import Body, Office
from commonhall.people.organisations import table_actions as organisation_tables
from commonhall.people.organisations.models import Organisation
from commonhall.record.models import Entry
from commonhall.services.services import table_actions as service_tables
from commonhall.services.services.models import Service
from commonhall.site import cli
from tests.delivery import budget_books
from tests.kit import Hall, found_hall, key_of, signed_in
from tests.words import CODES, OTHER, SOURCE

pytestmark = pytest.mark.django_db
BODIES = """code,names,kind,place,parent,email
trees,Tree service,agency,root,green,trees@example.org
green,Green spaces,department,North,,
"""


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def foreseen(table: Any, actor: Actor, text: str) -> table_imports.Foreseen:
    return table_imports.foresee(table, actor, text)


def faults(table: Any, actor: Actor, text: str) -> list[tuple[int, str]]:
    return [(one.line, one.field) for one in foreseen(table, actor, text).problems]


def exported(name: str) -> str:
    dataset = datasets()[name]
    return b"".join(csv_format.pieces(dataset.columns, dataset.rows())).decode()


# --- what a file does -----------------------------------------------------------------------------
def test_bodies_come_whole_each_line_an_action_and_the_same_file_changes_nothing(
    hall: Hall,
) -> None:
    outcome = body_tables.import_bodies.perform(hall.chair, lines=BODIES)
    assert (outcome.result.made, outcome.result.changed, outcome.result.same) == (2, 0, 0)
    trees = Body.objects.get(code="trees")
    assert (trees.parent.code, trees.unit.code, trees.email) == (
        "green",
        "root",
        "trees@example.org",
    )
    # The parent is made first, though it stands below.
    made = [entry.action for entry in outcome.children]
    assert made == ["people.establish_body"] * 2
    assert Body.objects.get(code="green").pk < trees.pk
    before = Entry.objects.count()
    with pytest.raises(BadInput, match="already here"):
        body_tables.import_bodies.perform(hall.chair, lines=BODIES)
    assert Entry.objects.count() == before


def test_a_line_changes_only_the_columns_it_has(hall: Hall) -> None:
    body_tables.import_bodies.perform(hall.chair, lines=BODIES)
    text = f"code,names,names.{OTHER}\ntrees,Trees and hedges,树木\n"
    seen = foreseen(body_tables.BODIES, hall.chair, text)
    assert [one.changed for one in seen.changed] == [("names",)] and not seen.problems
    body_tables.import_bodies.perform(hall.chair, lines=text)
    trees = Body.objects.get(code="trees")
    assert trees.names == {SOURCE: "Trees and hedges", OTHER: "树木"}
    assert (trees.email, trees.parent.code) == ("trees@example.org", "green")


def test_every_fault_is_named_and_nothing_is_written(hall: Hall) -> None:
    text = (
        "code,names,kind,place,parent\n"
        "Big Trees,Trees,agency,root,\n"
        "a,,agency,root,\n"
        "b,B,palace,root,\n"
        "c,C,agency,nowhere,\n"
        "d,D,agency,root,e\n"
        "e,E,agency,root,d\n"
        "f,F,agency,root,ghost\n"
        "f,F,agency,root,\n"
    )
    found = faults(body_tables.BODIES, hall.chair, text)
    assert {
        (2, "code"),
        (3, "names"),
        (4, "kind"),
        (5, "place"),
        (8, "parent"),
        (9, "code"),
    } <= set(found)
    assert (6, "parent") in found or (7, "parent") in found
    before = Body.objects.count(), Entry.objects.count()
    with pytest.raises(BadInput) as error:
        body_tables.import_bodies.perform(hall.chair, lines=text)
    assert "Line 4, kind" in str(error.value.message)
    assert (Body.objects.count(), Entry.objects.count()) == before


def test_what_a_child_refuses_is_said_with_its_line_before_anything_is_done(hall: Hall) -> None:
    """The law is asked for each line: this office may establish no body at all."""
    seen = foreseen(body_tables.BODIES, hall.parks, BODIES)
    assert {one.line for one in seen.problems} == {2, 3}
    with pytest.raises(Refused):
        body_tables.import_bodies.perform(hall.parks, lines=BODIES)
    # An address that is none: the input of the action says so.
    wrong = BODIES.replace("trees@example.org", "trees at example")
    assert faults(body_tables.BODIES, hall.chair, wrong) == [(2, "email")]


def test_offices_categories_routes_organisations_and_services_come_too(hall: Hall) -> None:
    offices = "code;names;body;duties\nhead-of-parks;Head of parks;parks;Trees\n"
    body_tables.import_offices.perform(hall.chair, lines=offices)
    assert Office.objects.get(code="head-of-parks").body.code == "parks"
    categories = "code\tnames\tbody\nlamps\tStreet lights\troads\nbins\tBins\tparks\n"
    outcome = category_tables.import_categories.perform(hall.chair, lines=categories).result
    assert (outcome.made, outcome.changed) == (1, 1)
    assert Category.objects.get(code="lamps").body.code == "roads"
    routes = "category,place,body\nlamps,north,parks\nBins,South,Roads\n"
    category_tables.import_routes.perform(hall.chair, lines=routes)
    assert set(Route.objects.values_list("category__code", "unit__code", "body__code")) == {
        ("lamps", "north", "parks"),
        ("bins", "south", "roads"),
    }
    organisations = (
        "names,kind,place,state,identifier,founded_on\n"
        "Allotments,association,root,recognised,GB-CHC-1,1.5.1987\n"
        "Neighbours,neighbourhood group,north,registered,,\n"
    )
    done = organisation_tables.import_organisations.perform(hall.clerk, lines=organisations)
    assert dict(Organisation.objects.values_list("identifier", "state")) == {
        "GB-CHC-1": "recognised",
        "": "registered",
    }
    assert [one.action for one in done.children].count("people.recognise_organisation") == 1
    services = (
        'code,names,rules,body,place\npass,Bus pass,"age >= 65 | How old are you?",parks,root\n'
    )
    service_tables.import_services.perform(hall.parks, lines=services)
    assert Service.objects.get().rules[0]["value"] == "65"


# --- out and in again -----------------------------------------------------------------------------
def _some_of_each(hall: Hall) -> None:
    body_tables.import_bodies.perform(hall.chair, lines=BODIES)
    category_tables.import_routes.perform(
        hall.chair, lines="category,place,body\nlamps,north,roads\n"
    )
    organisation_tables.import_organisations.perform(
        hall.clerk,
        lines="names,kind,place,state\n=Plus,association,root,recognised\nTwo,union,north,registered\n",
    )
    service_tables.import_services.perform(
        hall.parks,
        lines='code,names,texts,rules,body,place,category\npass,Pass,"A, ""b""\nc","age >= 65 | Age?",parks,root,lamps\n',
    )


QUOTED = '""%s""'
ROUND = [
    ("people.bodies", body_tables.BODIES, "chair", "Tree service", "Trees"),
    ("people.offices", body_tables.OFFICES, "chair", QUOTED % "Parks desk", QUOTED % "Parks"),
    (
        "cases.categories",
        category_tables.CATEGORIES,
        "chair",
        QUOTED % "Lamps",
        QUOTED % "Lights",
    ),
    ("cases.routes", category_tables.ROUTES, "chair", "north,roads", "north,parks"),
    ("people.organisations", organisation_tables.ORGANISATIONS, "clerk", '""Two""', '""Three""'),
    ("services.services", service_tables.SERVICES, "parks", '""Pass""', '""Bus pass""'),
]


@pytest.mark.parametrize("name,table,who,old,new", ROUND, ids=[one[0] for one in ROUND])
def test_an_export_is_a_file_that_changes_nothing_and_edited_changes_one_line(
    hall: Hall, name: str, table: Any, who: str, old: str, new: str
) -> None:
    _some_of_each(hall)
    actor, text = getattr(hall, who), exported(name)
    seen = foreseen(table, actor, text)
    assert [str(one) for one in seen.problems] == [] and seen.same and not seen.wanted
    assert old in text
    edited = text.replace(old, new)
    seen = foreseen(table, actor, edited)
    assert not seen.problems and [len(seen.made), len(seen.changed)] == [0, 1]
    from commonhall.actions import registry

    registry.actions()[table.action].perform(actor, lines=edited)
    assert new in exported(name) and old not in exported(name)


def test_what_has_ended_stays_ended_where_the_file_says_so(hall: Hall) -> None:
    end_category.perform(hall.chair, hall.lamps)
    text = exported("cases.categories")
    assert not foreseen(category_tables.CATEGORIES, hall.chair, text).wanted
    # Ended by a file: no. Without the column it is taken up again, and that is said.
    wrong = "code,names,body,ended_on\nnew,New,parks,2020-01-01\n"
    assert faults(category_tables.CATEGORIES, hall.chair, wrong) == [(2, "ended_on")]
    seen = foreseen(category_tables.CATEGORIES, hall.chair, "code,names,body\nlamps,Lamps,parks\n")
    assert [one.changed for one in seen.changed] == [("ended_on",)]


def test_the_samples_are_right_in_this_hall(hall: Hall) -> None:
    budget_books.begun(hall)
    for table, _action in table_imports.tables():
        actor = {
            "organisations": hall.clerk,
            "services": hall.parks,
            "budget_lines": hall.parks,
        }.get(table.name, hall.chair)
        seen = foreseen(table, actor, table.sample_file())
        assert [str(one) for one in seen.problems] == [], table.name
        assert seen.wanted, table.name


# --- as Excel saves it ----------------------------------------------------------------------------
CATEGORY = (
    "code;names;body\r\nzieleń;x;parks\r\n".replace("zieleń", "green") + "trees;Żółć;parks\r\n"
)


@pytest.mark.parametrize(
    "raw,encoding",
    [
        (CATEGORY.encode("utf-8-sig"), ""),
        (CATEGORY.encode("utf-16"), ""),
        (CATEGORY.replace(";", "\t").encode("utf-16-le"), ""),
        (b"sep=;\r\n" + CATEGORY.encode(), ""),
        (CATEGORY.encode("cp1250"), "cp1250"),
    ],
    ids=["bom", "utf-16", "utf-16-tabs", "sep", "windows-1250"],
)
def test_files_as_excel_saves_them_are_read(hall: Hall, raw: bytes, encoding: str) -> None:
    file = SimpleUploadedFile("a.csv", raw)
    category_tables.import_categories.perform(hall.chair, file=file, encoding=encoding)
    assert Category.objects.get(code="trees").names == {SOURCE: "Żółć"}


@pytest.mark.parametrize(
    "raw,encoding,line,word",
    [
        (CATEGORY.encode("cp1250"), "", 3, "UTF-8"),
        (b"PK\x03\x04rest", "", 1, "workbook"),
        (b"\xd0\xcf\x11\xe0rest", "", 1, "workbook"),
        (b"code,names,body\na,b\0,parks\n", "", 2, "not a text file"),
        (b"", "", 1, "Choose a file or enter"),
        (b"code,names,body\n", "", 1, "no lines below"),
        (b'code,names,body\na,"b,parks\n', "", 2, "quotation mark"),
        (b"code,names,body\na,b,parks,more\n", "", 2, "4 fields"),
        (b"code,colour,names\na,red,b\n", "", 1, "no such column"),
        (b"names,body\nb,parks\n", "", 1, "missing"),
        (b"code,code,names\na,a,b\n", "", 1, "twice"),
        (b'code,names,body\na,"{""tlh"": ""x""}",parks\n', "", 2, "not a language of this hall"),
        (b'code,names,body\na,"{""x"": 1}",parks\n', "", 2, "for each language"),
        ("code,names,body\nélan,b,parks\n".encode(), "gb18030", 2, ""),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_plain_sentence(
    hall: Hall, raw: bytes, encoding: str, line: int, word: str
) -> None:
    before = Category.objects.count()
    with pytest.raises(BadInput) as error:
        category_tables.import_categories.perform(
            hall.chair, file=SimpleUploadedFile("a.csv", raw) if raw else None, encoding=encoding
        )
    assert f"Line {line}," in str(error.value.message) and word in str(error.value.message)
    assert Category.objects.count() == before


# --- in the browser -------------------------------------------------------------------------------
ADDRESS = "/bodies/import-bodies/"


def posted(hall: Hall, text: str, **more: Any) -> Any:
    client = signed_in(hall.chair)
    file = SimpleUploadedFile("bodies.csv", text.encode())
    return client, client.post(ADDRESS, {"file": file, "once": "a-key", **more})


def test_the_page_shows_first_and_does_it_then(hall: Hall) -> None:
    before = Entry.objects.count()
    client, shown = posted(hall, BODIES)
    page = shown.content.decode()
    assert shown.status_code == 200 and "Tree service" in page and "Nothing is saved yet" in page
    assert Entry.objects.count() == before and not Body.objects.filter(code="trees").exists()
    done = client.post(ADDRESS, {"lines": BODIES, "asked": "1", "once": "a-key"}, follow=True)
    assert "New: 2, changed: 0" in done.content.decode()
    assert Body.objects.filter(code__in=["trees", "green"]).count() == 2
    # Sent twice by a nervous finger: answered by the first.
    client.post(ADDRESS, {"lines": BODIES, "asked": "1", "once": "a-key"})
    assert Entry.objects.filter(action="people.import_bodies").count() == 1
    # The same file another day.
    shown = client.post(ADDRESS, {"lines": BODIES, "once": "another"})
    assert "already here" in shown.content.decode()


def test_the_page_lists_faults_and_hostile_text_stays_text(hall: Hall) -> None:
    _client, shown = posted(
        hall, 'code,names,kind,place\n<b>x</b>,"</textarea><script>",agency,root\n'
    )
    page = shown.content.decode()
    assert "<script>" not in page.replace("<script src", "") or "</textarea><script>" not in page
    assert "small letters, digits and hyphens" in page and "1 error in the file" in page
    assert 'name="asked"' not in page


def test_the_second_factor_is_asked_for_with_the_button_not_before(hall: Hall) -> None:
    client = signed_in(hall.chair, confirmed=False)
    page = client.get(ADDRESS).content.decode()
    assert "Set up a second factor first" in page
    from tests.kit import code_of

    code = code_of(hall.chair.account_id)
    assert 'name="second_factor"' not in client.get(ADDRESS).content.decode()
    shown = client.post(ADDRESS, {"lines": BODIES, "once": "k"}).content.decode()
    assert 'name="second_factor"' in shown
    sent = {"lines": BODIES, "once": "k", "asked": "1"}
    assert client.post(ADDRESS, {**sent, "second_factor": "000000"}).status_code == 400
    assert not Body.objects.filter(code="trees").exists()
    assert client.post(ADDRESS, {**sent, "second_factor": code}).status_code == 302
    assert Body.objects.filter(code="trees").exists()


def test_one_page_leads_to_all_of_it_with_samples_and_what_is_here(hall: Hall) -> None:
    client = signed_in(hall.chair)
    page = client.get("/administration/files/").content.decode()
    for table, _action in table_imports.tables():
        assert f"/administration/files/{table.name}-sample.csv" in page
        sample = client.get(f"/administration/files/{table.name}-sample.csv").content
        assert sample.startswith(b"\xef\xbb\xbf")
        now = client.get(f"/administration/files/{table.name}.csv")
        assert b"".join(now.streaming_content).startswith(b"\xef\xbb\xbf")
    assert ADDRESS in page
    parks = signed_in(hall.parks).get("/administration/files/").content.decode()
    assert ADDRESS not in parks and "/services/import-services/" in parks
    resident = signed_in(hall.resident).get("/administration/files/").content.decode()
    assert "for people who act in an office" in resident and ADDRESS not in resident
    assert client.get("/administration/files/nothing.csv").status_code == 404


def test_a_command_reads_the_file_and_foresees_it(
    hall: Hall, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONHALL_KEY", key_of(hall.chair))
    file = tmp_path / "categories.csv"
    file.write_bytes("code;names;body\nbins;Bins;parks\n".encode("utf-16"))
    words = ["do", "cases.import_categories", f"lines=@{file}"]
    assert cli.main([*words, "--dry-run"]) == 0
    assert "line 2: Bins: new" in capsys.readouterr().err
    assert not Category.objects.filter(code="bins").exists()
    assert cli.main(words) == 0
    assert Category.objects.filter(code="bins").exists()
    file.write_text("code,names,body\nbins,Bins,nobody\n")
    assert cli.main([*words, "--dry-run"]) == 2
    assert "line 2, body" in capsys.readouterr().err
    assert cli.main(["do", "cases.import_categories", f"lines=@{tmp_path}/none"]) != 0


def test_csv_written_by_the_standard_writer_is_read(hall: Hall) -> None:
    import csv

    out = io.StringIO()
    csv.writer(out).writerows([["code", "names", "body"], ["a", 'say "x", y\nz', "parks"]])
    category_tables.import_categories.perform(hall.chair, lines=out.getvalue())
    assert Category.objects.get(code="a").names[SOURCE] == 'say "x", y z'
    assert CODES


def test_a_line_that_fails_at_the_last_moment_takes_all_others_back(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, calls = table_imports._do, []

    def fails(ctx: Any, line: int, step: Any, name: str) -> None:
        calls.append(line)
        if len(calls) == 2:
            raise BadInput(name, f"line {line}")
        original(ctx, line, step, name)

    monkeypatch.setattr(table_imports, "_do", fails)
    before = Body.objects.count(), Entry.objects.count()
    with pytest.raises(BadInput):
        body_tables.import_bodies.perform(hall.chair, lines=BODIES)
    assert len(calls) == 2 and (Body.objects.count(), Entry.objects.count()) == before
