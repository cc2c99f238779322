"""Cases of other systems: Open311 from a real server and from files, FixMyStreet, Signalen. Persons stay there."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from commonhall.actions import import_runs
from commonhall.actions.models import ExternalId, ImportRun, Version
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases import queries
from commonhall.cases.cases.models import Answer, Case
from commonhall.cases.categories.models import Category
from commonhall.cases.moving_in import georeport, systems
from commonhall.cases.moving_in.importers import fixmystreet, open311, signalen
from commonhall.core import clock, fetching
from commonhall.core.imports import Invalid
from commonhall.core.models import Governed
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.kit import Hall, found_hall

FILES = Path(__file__).parent / "files"
LEADS = """
[categories]
"Street lights" = "lamps"
Lantaarns = "lamps"
[others]
category = "lamps"
"""


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def leads(home: Path) -> str:
    (home / "leads.toml").write_text(LEADS)
    return str(home / "leads.toml")


def nothing_of(*words: str) -> None:
    """None of these stands in a case, an answer, or a version of anything but the law."""
    for model, names in ((Case, ("title", "text", "address")), (Answer, ("text",))):
        for row in model.objects.values_list(*names):
            assert not any(word in value for word in words for value in row)
    # The law's own words say "internet".
    kept = Version.objects.exclude(type="law.provision")
    for state in kept.values_list("state", flat=True):
        assert not any(word in str(state) for word in words)


def verified() -> None:
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).codes() == set()


# --- FixMyStreet ----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_fixmystreets_export_lands_with_what_bodies_said(hall: Hall, leads: str) -> None:
    reports, updates = FILES / "fixmystreet-reports.csv", FILES / "fixmystreet-updates.csv"
    result = fixmystreet.run(reports, leads, updates=str(updates))
    assert (result["rows"], result["new"]) == (3, 3)
    found = {one.title: one for one in Case.objects.all()}
    assert {title: one.state for title, one in found.items()} == {
        "Lamp out": "closed",
        "Deep hole": "working",
        "Not ours": "cannot",
    }
    lamp = found["Lamp out"]
    assert (lamp.unit.code, lamp.channel, lamp.closed_at.date().isoformat()) == (
        "north",
        "mobile",
        "2022-05-09",
    )
    assert [(one.text, one.kind) for one in lamp.answers.order_by("at")] == [
        ("We will look.", "answer"),
        ("A new lamp.", "done"),
    ]
    # Hidden there, hidden here; and nobody is named, nor speaks as a body.
    nothing_of("Spam", "Buy now", "Example", "Please hurry")
    assert fixmystreet.run(reports, leads, updates=str(updates))["repeated"] is True
    verified()


@pytest.mark.django_db
def test_an_export_that_is_wrong_names_line_and_column(hall: Hall, home: Path, leads: str) -> None:
    text = (FILES / "fixmystreet-reports.csv").read_text()
    file = home / "wrong.csv"
    file.write_text(
        text.replace("2022-05-02T09:05:00", "someday").replace(",1.5,10.5,", ",north,10.5,")
    )
    with pytest.raises(Invalid) as caught:
        fixmystreet.run(file, leads)
    assert {(one.line, one.field) for one in caught.value.problems} == {
        (2, "Latitude"),
        (4, "Confirmed"),
    }
    assert Case.objects.count() == 0
    result = fixmystreet.run(file, leads, leave_out_faulty=True)
    assert (result["new"], len(result["left_out"])) == (1, 2)
    file.write_text(text.replace("Status", "State"))
    with pytest.raises(Invalid, match="Status"):
        fixmystreet.run(file, leads)
    file.write_text(text.replace("investigating", "levitating"))
    with pytest.raises(Invalid, match="levitating"):
        fixmystreet.run(file, leads)


@pytest.mark.django_db
def test_categories_are_made_for_a_body_where_no_mapping_leads(hall: Hall) -> None:
    result = fixmystreet.run(FILES / "fixmystreet-reports.csv", body="roads")
    assert sorted(result["made"]) == [
        "fixmystreet-bridges",
        "fixmystreet-potholes",
        "fixmystreet-street-lights",
    ]
    assert set(Category.objects.exclude(code="lamps").values_list("body__code", flat=True)) == {
        "roads"
    }
    with pytest.raises(Invalid, match="nobody"):
        fixmystreet.run(FILES / "fixmystreet-reports.csv", body="nobody")


# --- Signalen -------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_signalens_answer_lands_without_reporters_and_notes(hall: Hall, leads: str) -> None:
    assert signalen.run(FILES / "signalen-list.json", leads)["new"] == 3
    one, two, three = Case.objects.order_by("pk")
    assert (one.unit.code, one.state, one.channel, one.address) == (
        "north",
        "closed",
        "phone",
        "Molenweg 1",
    )
    assert Answer.objects.get(case=one).text == "Gemaakt."
    # What an official noted for themselves while working was told to nobody.
    assert (two.state, two.answers.count(), two.due_on.isoformat()) == ("working", 0, "2022-12-01")
    assert three.state == "cannot"
    nothing_of("melder@example.org", "0201234567", "someone@example.org", "intern")
    verified()


@pytest.mark.django_db
def test_signalens_dump_is_joined_from_its_tables(hall: Hall, home: Path, leads: str) -> None:
    assert signalen.run(FILES / "signalen-dump" / "signals.csv", leads)["new"] == 1
    case = Case.objects.get()
    # Its dump calls x "lat": the point lies in the north all the same.
    assert (case.unit.code, case.category.code, case.state) == ("north", "lamps", "closed")
    (home / "signals.csv").write_bytes((FILES / "signalen-dump" / "signals.csv").read_bytes())
    with pytest.raises(Invalid, match=r"categories\.csv"):
        signalen.run(home / "signals.csv", leads)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["{", "[1]", '{"results": "no"}', "[]", "\xff"])
def test_json_that_is_no_list_of_signals_is_refused(
    hall: Hall, home: Path, leads: str, text: str
) -> None:
    (home / "a.json").write_text(text)
    with pytest.raises(Invalid):
        signalen.run(home / "a.json", leads)
    assert Case.objects.count() == 0


# --- Open311 from files ---------------------------------------------------------------------------
RECORD = {
    "service_request_id": 638344,
    "status": "closed",
    "status_notes": "Duplicate request.",
    "service_name": "Street lights",
    "service_code": "006",
    "description": "A lamp is out.\nSince Monday.",
    "agency_responsible": {"recipient": ["Lamps"]},
    "requested_datetime": "2010-04-14T06:37:38-08:00",
    "updated_datetime": "2010-04-14T11:37:38-08:00",
    "lat": 1.5,
    "long": 10.5,
    "requestor_name": "Ann Example",
    "email": "ann@example.org",
}
XML = """<?xml version="1.0" encoding="utf-8"?>
<service_requests><request><service_request_id>638344</service_request_id><status>open</status>
<service_name>Street lights</service_name><description>A lamp is out.</description>
<requested_datetime>2010-04-14T06:37:38-08:00</requested_datetime><lat>1.5</lat><long>10.5</long>
</request></service_requests>"""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        json.dumps([RECORD]),
        json.dumps({"service_requests": [RECORD]}),
        json.dumps({"requests": {"request": [RECORD]}}),
        XML,
    ],
    ids=["list", "rooted", "nested", "xml"],
)
def test_a_saved_answer_is_read_in_every_shape_servers_give_it(
    hall: Hall, home: Path, leads: str, text: str
) -> None:
    (home / "requests.txt").write_text(text)
    assert open311.run(home / "requests.txt", leads)["new"] == 1
    case = Case.objects.get()
    assert (case.title, case.unit.code, case.category.code) == ("A lamp is out.", "north", "lamps")
    assert case.raised_at == datetime(2010, 4, 14, 14, 37, 38, tzinfo=UTC)
    nothing_of("Ann", "ann@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        "[1, 2]",
        '<!DOCTYPE x [<!ENTITY a "b">]><service_requests>&a;</service_requests>',
        "<service_requests><request></service_requests>",
    ],
)
def test_what_is_no_open311_is_refused(hall: Hall, home: Path, leads: str, text: str) -> None:
    (home / "r").write_text(text)
    with pytest.raises(Invalid):
        open311.run(home / "r", leads)


# --- Open311 from a server ------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("xml", [False, True], ids=["json", "xml"])
def test_a_real_server_is_pulled_by_spans_resumed_and_pulled_again(
    home: Path,
    live_server: Any,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    leads: str,
    xml: bool,
) -> None:
    """The server is this hall's own Open311 door over HTTP; what it gives comes back as reported cases."""
    settings.FETCH_PRIVATE = True
    hall = found_hall()
    for number, days in enumerate((1, 3, 9, 10, 20)):
        coming = case_actions.raise_case.coming(occurred_at=clock.now() - timedelta(days=days))
        coming.perform(
            hall.resident,
            kind="complaint",
            title=f"Lamp {number}",
            category=hall.lamps,
            unit=hall.unit("north"),
        )
    case_actions.mark_done.perform(hall.parks, case=Case.objects.get(title="Lamp 2"), text="New.")
    since = (clock.today() - timedelta(days=21)).isoformat()
    address = f"{live_server.url}/open311/v2/requests.json"
    given = {"mapping_file": leads, "since": since, "days": 7, "xml": xml}
    tried = open311.run(address, dry_run=True, **given)
    assert (tried["new"], tried["spans"]) == (5, 3) and Case.objects.filter(
        reported=True
    ).count() == 0
    # Killed within the second span: the first is here, the second hidden.
    original, calls = import_runs.save_batch, []

    def dies(things: Any) -> list[Governed]:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return original(things)

    monkeypatch.setattr(import_runs, "save_batch", dies)
    with pytest.raises(KeyboardInterrupt):
        open311.run(address, **given)
    monkeypatch.setattr(import_runs, "save_batch", original)
    before = queries.visible().filter(reported=True).count()
    assert 0 < before < 5
    # The server gives what was brought in, too, as it is the same hall: those have numbers of their own.
    own = {str(pk) for pk in Case.objects.filter(reported=False).values_list("pk", flat=True)}
    open311.run(address, **given)
    assert own <= set(ExternalId.objects.values_list("key", flat=True))
    assert not ImportRun.objects.filter(state=ImportRun.State.STAGED).exists()
    done = Case.objects.filter(reported=True, title="Lamp 2").first()
    assert done is not None
    assert (done.state, done.answers.get().text) == ("closed", "New.")
    asked: list[str] = []
    monkeypatch.setattr(fetching, "get", lambda url, *_rest, **_more: asked.append(url) or b"[]")
    assert open311.run(address, **given)["repeated"] is True
    assert asked == []
    verified()


@pytest.mark.django_db
def test_a_server_that_gives_only_so_many_is_asked_for_shorter_spans(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, leads: str
) -> None:
    """Made up: it knows no pages and never gives more than a hundred."""
    start = datetime(2022, 5, 1, tzinfo=UTC)
    every = [(str(n), start + timedelta(minutes=17 * n)) for n in range(500)]

    def page(self: Any, since: datetime, until: datetime, number: int) -> list[dict[str, Any]]:
        within = [(key, at) for key, at in every if since <= at <= until]
        return [
            {
                **RECORD,
                "service_request_id": key,
                "requested_datetime": at.isoformat(),
                "updated_datetime": "",
            }
            for key, at in within[:100]
        ]

    monkeypatch.setattr(georeport.Server, "page", page)
    result = open311.run("https://x.example.org", leads, since="2022-05-01", until="2022-05-07")
    assert result["new"] == 500 and Case.objects.count() == 500


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given,word",
    [
        ({"since": ""}, "--from"),
        ({"since": "May"}, "--from"),
        ({"since": "2022-05-09", "until": "2022-05-01"}, "--from"),
        ({"since": "2022-05-01", "until": "2999-05-01"}, "--to"),
        ({"since": "2022-05-01", "until": "2022-05-02", "days": 900}, "--days"),
    ],
)
def test_what_is_asked_of_a_server_must_make_sense(hall: Hall, given: Any, word: str) -> None:
    with pytest.raises(Invalid, match=word):
        open311.run("https://x.example.org", **given)


# --- other people's servers -----------------------------------------------------------------------
@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://example.org/",
        "http://127.0.0.1/",
        "http://localhost:8000/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fd00::1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "https://name:secret@example.org/",
        "http://example.org:99999/",
        "http:///nohost",
        "http://127.0.0.1/a b",
    ],
)
def test_addresses_of_ones_own_networks_and_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(fetching.FetchError) as error:
        fetching.get(url)
    assert "secret" not in str(error.value)


def test_a_redirect_into_ones_own_network_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answers(target: Any, *_rest: Any, **_more: Any) -> fetching.Answer:
        return fetching.Answer(302, b"", location="http://127.0.0.1/inner")

    public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))]
    real = socket.getaddrinfo

    def looked_up(host: str, *rest: Any, **more: Any) -> Any:
        return public if host == "public.example.org" else real(host, *rest, **more)

    monkeypatch.setattr(fetching, "_ask", answers)
    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    with pytest.raises(fetching.FetchError, match="network of one's own"):
        fetching.get("https://public.example.org/")


def test_words_of_a_page_are_plain() -> None:
    assert systems.plain("<p>One &amp; two</p><script>alert(1)</script><ul><li>a</li></ul>") == (
        "One & two\n\na"
    )
    assert systems.plain("3 < 4 &amp; 5") == "3 < 4 & 5"
