"""A ballot is sealed in the voter's browser, opened as a test, and cast: the server never sees what is in it."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from commonhall.decisions.votes import envelopes, papers, unopened
from commonhall.decisions.votes.ballot_paper import Paper
from commonhall.decisions.votes.ballot_signatures import leaf
from commonhall.decisions.votes.envelopes import Ballot
from commonhall.site import cli
from tests.browser_kit import OpenPage, assert_accessible, assert_fits, screenshot
from tests.decisions import hostile
from tests.decisions.kit import TELLERS, budget, count_it, open_it, question
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]
LIB = "window.commonhallEnvelopes"


@pytest.fixture
def hall(home: Path, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


def coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


# --- browser and server do the same -----------------------------------------------------------------
def test_browser_and_server_seal_and_open_alike(hall: Hall, open_page: OpenPage) -> None:
    """Byte by byte; what holds no ballot holds none for both; and each takes the other's proofs."""
    election = open_it(hall, question(hall))
    page = open_page(f"/decisions/{election.pk}/check/")
    paper, said = papers.of(election), papers.said(election)
    digest = page.evaluate(f"paper => {LIB}.paperDigest(paper)", said)
    assert digest == paper.digest
    _seal_alike(page, paper, said)
    keys = dict(enumerate((key for _actor, key in TELLERS[election.pk]), start=1))
    good = {
        "good": paper.seal(hostile.VOTED_YES),
        "blank": paper.seal(Ballot(hostile.TRACKER, ())),
        "other sign": hostile.other_sign(paper),
        "short": paper.seal(hostile.VOTED_YES)[:-1],
    }
    rows = []
    for kind, envelope in {**good, **hostile.all_of(paper)}.items():
        for pair in ((1, 2), (1, 3)) if kind != "short" else ((1, 2),):
            given = hostile.given_by(paper, envelope, keys, pair)
            ballot = paper.read(envelope, given)
            wanted = leaf(ballot) if ballot is not None else None
            rows.append([kind, coded(envelope), list(map(coded, given.values())), pair, wanted])
    read = page.evaluate(
        """async ([paper, rows]) => {
          const lib = window.commonhallEnvelopes;
          const found = [];
          for (const [kind, envelope, given, numbers] of rows) {
            const parts = given.map(lib.fromBase64);
            const made = await lib.leafOf(
              lib.fromBase64(envelope), parts, numbers, lib.weightsOf(numbers), paper);
            found.push([kind, made]);
          }
          return found;
        }""",
        [said, rows],
    )
    assert read == [[row[0], row[4]] for row in rows]
    _prove_alike(page, paper, keys)


def _seal_alike(page: Page, paper: Paper, said: dict[str, Any]) -> None:
    for choices in ((), (("yes", 1),), (("no", 1), ("yes", 12))):
        seed, mine, theirs = os.urandom(32), os.urandom(16).hex(), os.urandom(16).hex()
        made = page.evaluate(
            f"""async ([paper, seed, choices, own, server]) => {{
              const lib = {LIB};
              const tracker = await lib.mixedTracker(paper.vote, "ABCD2345", own, server);
              const text = lib.ballotText(tracker, choices);
              return [tracker, text, lib.base64(await lib.seal(text, lib.fromHex(seed), paper))];
            }}""",
            [said, seed.hex(), choices, mine, theirs],
        )
        tracker = envelopes.mixed_tracker(paper.vote, "ABCD2345", mine, theirs)
        ballot = Ballot(tracker, choices)
        wanted = [tracker, envelopes.text_of(ballot).decode(), coded(paper.seal(ballot, seed))]
        assert made == wanted
    odd = 'é"\\\n\x7f\u2028😀'
    by_browser = page.evaluate(f"said => {LIB}.ballotText(said, [[said, 1]])", odd)
    assert by_browser == envelopes.text_of(Ballot(odd, ((odd, 1),))).decode()


def _prove_alike(page: Page, paper: Paper, keys: dict[int, Any]) -> None:
    """A proof made in the browser is taken by the server, which takes none of a good part; and the other way round."""
    bad, fine = hostile.noise(paper), paper.seal(hostile.VOTED_YES)
    cuts = [envelopes.for_teller(one, 0) for one in (bad, fine)]
    key = keys[1]
    made = page.evaluate(
        f"""async ([secret, cuts, vote]) => {{
          const lib = {LIB};
          const number = BigInt("0x" + secret);
          return Promise.all(cuts.map(async (cut) =>
            lib.base64(await lib.prove(number, lib.fromBase64(cut), vote))));
        }}""",
        [f"{key.secret:064x}", list(map(coded, cuts)), paper.vote],
    )
    taken = [
        unopened.is_proven(base64.b64decode(proof), cut, key.public, 1, paper.vote)
        for proof, cut in zip(made, cuts, strict=True)
    ]
    assert taken == [True, False]
    proofs = [unopened.prove(key.secret, cut, paper.vote) for cut in cuts]
    by_browser = page.evaluate(
        f"""async ([proofs, cuts, key, vote]) => {{
          const lib = {LIB};
          const [first, second] = [proofs, cuts].map((them) => them.map(lib.fromBase64));
          return Promise.all(first.map((proof, at) =>
            lib.isProven(proof, second[at], lib.fromHex(key), vote, 1)));
        }}""",
        [list(map(coded, proofs)), list(map(coded, cuts)), key.public, paper.vote],
    )
    assert by_browser == [True, False]


# --- a voter's way ----------------------------------------------------------------------------------
def test_a_voter_seals_checks_seals_anew_and_casts_on_a_phone(
    hall: Hall, open_page: OpenPage, tmp_path: Path
) -> None:
    election = open_it(hall, budget(hall, within_budget=True))
    client = signed_in(kit.confirmed(hall))
    address = f"/decisions/{election.pk}/vote/"
    page = open_page(address, width=390, client=client)
    assert not page.locator("[data-server-seals]").is_visible()
    sent: list[Any] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    for name in ("Project a", "Project b", "Project c"):
        page.get_by_label(name, exact=True).check(force=True)
    page.get_by_role("button", name="Seal my ballot").click()
    page.get_by_text("Take something out").wait_for()
    assert_accessible(page)
    page.get_by_label("Project c", exact=True).uncheck(force=True)
    page.get_by_label("Eight letters or digits of your own").fill("my own")
    page.get_by_role("button", name="Seal my ballot").click()
    page.get_by_text("Enter eight letters or digits").first.wait_for()
    page.get_by_label("Eight letters or digits of your own").fill("my 23 keyo")
    page.get_by_role("button", name="Seal my ballot").click()
    sealed = page.locator("[data-sealed]")
    sealed.wait_for()
    assert page.evaluate("document.activeElement.hasAttribute('data-sealed')")
    assert "Project a" in sealed.inner_text() and "Project c" not in sealed.inner_text()
    first = sealed.locator("[data-part=digest]").inner_text()
    spent = sealed.locator("[data-part=tracker]").inner_text()
    assert spent.startswith("MY23-KEY0-")
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, "sealed-ballot-390")
    with page.expect_download() as download:
        page.get_by_role("button", name="Open it and check").click()
    file = tmp_path / "opened.json"
    download.value.save_as(file)
    assert_accessible(page)
    screenshot(page, "opened-ballot-390")
    _checked(open_page, client, election.pk, file, first, tmp_path)
    page.get_by_role("button", name="Go back and seal a new envelope").click()
    page.get_by_label("Project b", exact=True).uncheck(force=True)
    page.get_by_role("button", name="Seal my ballot").click()
    sealed.wait_for()
    digest = sealed.locator("[data-part=digest]").inner_text()
    tracker = sealed.locator("[data-part=tracker]").inner_text()
    assert digest != first and tracker[:9] != spent[:9], "nothing of the opened one is used again"
    assert not sent, "nothing is sent before it is cast"
    page.get_by_role("button", name="Cast this envelope").click()
    page.get_by_text("Your sealed envelope is in").wait_for()
    assert digest in page.inner_text("main") and tracker in page.inner_text("main")
    assert page.evaluate("sessionStorage.getItem('commonhall-tracker')") is None
    assert_accessible(page)
    screenshot(page, "handed-in-390")
    (request,) = sent
    given = request.post_data
    assert {one.partition("=")[0] for one in given.split("&")} == {
        "csrfmiddlewaretoken",
        "envelope",
    }
    assert election.envelopes.get().digest == digest
    result = count_it(election)
    assert (result.ballots, result.spoilt) == (1, 0)
    assert election.ballots.get().tracker == tracker
    assert election.ballots.get().choices == [["a", 1]]


def _checked(
    open_page: OpenPage, client: Any, election: int, file: Path, digest: str, folder: Path
) -> None:
    """On another device: the hall's page, the page that works offline, and the command say the same."""
    paper, tool = folder / "paper.json", folder / "check.html"
    paper.write_bytes(client.get(f"/decisions/{election}/ballot-paper.json").content)
    tool.write_bytes(client.get("/decisions/check-offline.html").content)
    here = open_page(f"/decisions/{election}/check/")
    here.get_by_role("button", name="Check the envelope").click()
    here.get_by_role("status").filter(
        has_text="Choose the file of the opened envelope first"
    ).wait_for()
    here.set_input_files("#opened-envelope", file)
    here.get_by_role("button", name="Check the envelope").click()
    here.get_by_role("status").filter(has_text="sealed to the tellers of this vote").wait_for()
    assert "Project a" in here.inner_text("main") and digest in here.inner_text("main")
    assert_accessible(here)
    assert_fits(here)
    screenshot(here, "checked-envelope")
    off = open_page("/", width=390)
    off.goto(tool.as_uri())
    off.set_input_files("#ballot-paper", paper)
    off.set_input_files("#opened-envelope", file)
    off.get_by_role("button", name="Check the envelope").click()
    off.get_by_role("status").filter(has_text="sealed to the tellers of this vote").wait_for()
    # A device that seals something else than it shows is found by any of them.
    said = json.loads(file.read_text())
    other = folder / "other.json"
    for name, value in (
        ("ballot", said["ballot"].replace('"a"', '"c"')),
        ("digest", "00" * 32),
        ("seed", "11" * 32),
    ):
        other.write_text(json.dumps({**said, name: value}))
        off.set_input_files("#opened-envelope", other)
        off.get_by_role("button", name="Check the envelope").click()
        off.get_by_role("status").filter(has_text="does not hold what the file says").wait_for()
        off.set_input_files("#opened-envelope", file)
        off.get_by_role("button", name="Check the envelope").click()
        off.get_by_role("status").filter(has_text="sealed to the tellers of this vote").wait_for()
        assert cli.main(["ballot", "check", str(other), "--paper", str(paper)]) == 2
    swapped = json.loads(paper.read_text())
    swapped["tellers"][0][1] = swapped["tellers"][1][1]
    (folder / "swapped.json").write_text(json.dumps(swapped))
    command = ["ballot", "check", str(file), "--paper"]
    assert cli.main([*command, str(folder / "swapped.json")]) == 2
    assert cli.main([*command, str(paper)]) == 0


def test_without_scripts_the_server_seals_and_says_so(hall: Hall, open_page: OpenPage) -> None:
    election = open_it(hall, question(hall))
    client = signed_in(kit.confirmed(hall))
    page = open_page(f"/decisions/{election.pk}/vote/", client=client, javascript=False)
    assert "the server sees your choice for a moment" in page.inner_text("main")
    page.get_by_label("Yes", exact=True).check(force=True)
    page.fill("[name=mark]", "ABCD2345")
    page.get_by_role("button", name="Cast my vote").click()
    page.wait_for_selector("main code")
    assert page.inner_text("main code").startswith("ABCD-2345-")
    assert count_it(election).outcome["votes"] == {"no": 0, "yes": 1}
