"""The record's pages and endpoints, as people and programs meet them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from commonhall.record import (
    checkpoints,
    entries,
    keys,
    merkle,
    published_checkpoints,
    receipts,
    tiles,
    wording,
)
from commonhall.record.models import Entry
from commonhall.record.wording import Name
from tests.record.attacks import Attacker
from tests.record.samples import body, write, write_sequenced
from tests.words import OTHER, tag

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:  # type: ignore[no-untyped-def]
    """What a page says, without its markup."""
    assert answer.status_code == 200
    plain = unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return re.sub(r"\s+", " ", plain)


@pytest.fixture
def names():  # type: ignore[no-untyped-def]
    """What apps above say of actions and references."""
    actions = lambda: {"cases.raise_case": "A matter was raised"}  # noqa: E731
    refs = lambda wanted: {  # noqa: E731
        ref: Name(f"Name of {ref}", f"/at/{ref}") for ref in wanted if ref != "cases.case:2"
    }
    wording.provide_actions(actions)
    wording.provide_names(refs)
    yield
    wording._actions.remove(actions)
    wording._names.remove(refs)


def test_the_record_shows_entries_newest_first_with_their_place(client: Client) -> None:
    write_sequenced(2)
    write(1, subject="cases.case:99")
    text = text_of(client.get("/record/"))
    assert text.index("cases.case:99") < text.index("cases.case:2") < text.index("cases.case:1")
    assert "waiting for its place in the log" in text
    assert "No. 1 in the log" in text


def test_an_empty_record_says_what_comes_first(client: Client) -> None:
    assert "Nothing has been recorded yet" in text_of(client.get("/record/"))


def test_pages_lead_back_and_forth_without_losing_an_entry(client: Client) -> None:
    write(75)
    seen: list[str] = []
    address = "/record/"
    backwards = []
    while address:
        page = client.get(address).context["page"]
        seen += [line.entry.subject for line in page.lines]
        backwards.append(address)
        address = client.get(address).context["older"]
    assert seen == [f"cases.case:{number}" for number in range(75, 0, -1)]
    assert len(backwards) == 3
    middle = client.get(client.get(backwards[2]).context["newer"]).context["page"]
    assert [line.entry.subject for line in middle.lines] == seen[30:60]


def test_the_record_can_be_narrowed(client: Client) -> None:
    write(3)
    write(1, kind="refusal", refusal={"rule": "competence", "code": "no-mandate"})
    write(1, action="cases.answer_case", subject="cases.case:2")
    shown = lambda query: [  # noqa: E731
        line.entry for line in client.get(f"/record/?{query}").context["page"].lines
    ]
    assert [one.kind for one in shown("kind=refusal")] == ["refusal"]
    assert len(shown("subject=cases.case:2")) == 2
    assert [one.action for one in shown("action=cases.answer_case&subject=cases.case:2")] == [
        "cases.answer_case"
    ]
    assert "No entries match" in text_of(client.get("/record/?action=nobody.knows"))


def test_the_list_takes_few_queries(client: Client, django_assert_max_num_queries, names) -> None:  # type: ignore[no-untyped-def]
    write_sequenced(60)
    with django_assert_max_num_queries(6):
        client.get("/record/")


def test_an_entry_takes_few_queries(client: Client, django_assert_max_num_queries, names) -> None:  # type: ignore[no-untyped-def]
    written = write_sequenced(600)
    with django_assert_max_num_queries(6):
        client.get(f"/record/entry/{written[300].id}/")


def test_an_entry_is_told_with_the_names_rooms_give(client: Client, names: None) -> None:
    written = write_sequenced(2)
    answer = client.get(f"/record/entry/{written[0].id}/")
    text = text_of(answer)
    assert "A matter was raised" in text
    assert "Name of people.office:12" in text
    assert "Name of law.provision:4" in text
    assert '<a href="/at/cases.case:1">' in answer.content.decode()
    # What nobody names keeps its reference.
    assert "cases.case:2" in text_of(client.get(f"/record/entry/{written[1].id}/"))


def test_an_entry_shows_how_to_check_it(client: Client) -> None:
    written = write_sequenced(20)
    text = text_of(client.get(f"/record/entry/{written[7].id}/"))
    proof = client.get(f"/record/proof/inclusion/{written[7].id}").json()
    assert bytes(written[7].leaf_hash).hex() in text
    assert proof["root"] in text
    assert all(one in text for one in proof["proof"])
    assert "No. 7" in text


def test_a_waiting_entry_says_so(client: Client) -> None:
    (entry,) = write()
    text = text_of(client.get(f"/record/entry/{entry.id}/"))
    assert "within 60 seconds" in text
    answer = client.get(f"/record/proof/inclusion/{entry.id}")
    assert (answer.status_code, answer.json()["error"]) == (404, "waiting")


def test_a_refusal_says_which_rule_refused(client: Client) -> None:
    refusal = {"rule": "competence", "code": "no-mandate", "provision": "law.provision:3"}
    (entry,) = write(kind="refusal", refusal=refusal)
    text = text_of(client.get(f"/record/entry/{entry.id}/"))
    assert "Why it was refused" in text
    assert "no-mandate" in text
    assert "law.provision:3" in text


def test_a_resident_is_not_named(client: Client) -> None:
    (entry,) = write(by={"kind": "person", "commitment": "ab" * 32})
    assert "Residents are not named" in text_of(client.get(f"/record/entry/{entry.id}/"))


def test_child_acts_are_linked_both_ways(client: Client) -> None:
    (parent,) = write()
    (child,) = write(parent=str(parent.id), action="cases.notify")
    assert str(child.id) in client.get(f"/record/entry/{parent.id}/").content.decode()
    assert str(parent.id) in client.get(f"/record/entry/{child.id}/").content.decode()


def test_a_tampered_body_does_not_break_its_page(client: Client) -> None:
    (entry,) = write_sequenced()
    Attacker()
    Entry.objects.filter(pk=entry.pk).update(body='{"<script>":1}')
    answer = client.get(f"/record/entry/{entry.id}/")
    assert answer.status_code == 200
    assert b'<script>"' not in answer.content


@pytest.mark.parametrize(
    "address",
    [
        "entry/01a20cb3-e7fb-7de6-bc8f-526aca17dbbf/",
        "entry/01a20cb3-e7fb-7de6-bc8f-526aca17dbbf.json",
        "proof/inclusion/01a20cb3-e7fb-7de6-bc8f-526aca17dbbf",
        "receipt/01a20cb3-e7fb-7de6-bc8f-526aca17dbbf.txt",
        "tile/0/001",
        "tile/0/000",  # not full yet
        "tile/0/000.p/21",
        "tile/00/000.p/20",
        "tile/64/000",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/000.p/21",
        "tile/entries/../keys",
        "2/checkpoint",
        "0/checkpoint",
    ],
)
def test_what_is_not_there_is_a_clear_404(client: Client, address: str) -> None:
    write_sequenced(20)
    assert client.get(f"/record/{address}").status_code == 404


def test_a_client_of_the_tiles_rebuilds_the_signed_root(client: Client) -> None:
    write_sequenced(300)
    note = client.get("/record/checkpoint").content.decode()
    stated = checkpoints.verify(note, keys.log_keys("localhost/record")).checkpoint
    assert stated.size == 300
    bundles = [client.get(f"/record/tile/entries/{path}").content for path in ("000", "001.p/44")]
    leaves = [merkle.leaf_hash(one) for data in bundles for one in tiles.decode_bundle(data)]
    assert merkle.root(leaves) == stated.root
    level0 = (
        client.get("/record/tile/0/000").content + client.get("/record/tile/0/001.p/44").content
    )
    assert level0 == b"".join(leaves)
    assert client.get("/record/tile/1/000.p/1").content == merkle.root(leaves[:256])


def test_tiles_are_kept_forever_and_the_checkpoint_for_seconds(client: Client) -> None:
    write_sequenced(20)
    tile = client.get("/record/tile/0/000.p/20")
    assert tile["Content-Type"] == "application/octet-stream"
    assert "immutable" in tile["Cache-Control"]
    head = client.get("/record/checkpoint")
    assert head["Content-Type"] == "text/plain; charset=utf-8"
    assert head["Cache-Control"] == "public, max-age=2"
    assert client.get("/record/1/checkpoint").content == head.content


def test_a_partial_tile_of_an_earlier_size_stays_readable(client: Client) -> None:
    write_sequenced(20)
    before = client.get("/record/tile/0/000.p/20").content
    write_sequenced(280)
    assert client.get("/record/tile/0/000.p/20").content == before


def test_only_what_is_signed_is_served(client: Client) -> None:
    write_sequenced(2)
    write(3)
    from commonhall.record import logs, sequencer

    sequencer._integrate(logs.current(), 10)  # placed, not signed yet
    assert client.get("/record/tile/entries/000.p/5").status_code == 404
    assert client.get("/record/tile/entries/000.p/2").status_code == 200


def test_a_consistency_proof_is_given_and_holds(client: Client) -> None:
    write_sequenced(20)
    write_sequenced(17)
    proof = client.get("/record/proof/consistency?first=20&second=37").json()
    merkle.verify_consistency(
        20,
        37,
        bytes.fromhex(proof["first_root"]),
        bytes.fromhex(proof["second_root"]),
        [bytes.fromhex(one) for one in proof["proof"]],
    )
    assert (
        checkpoints.parse(published_checkpoints.latest() or "").root.hex() == proof["second_root"]
    )
    assert client.get("/record/proof/consistency?first=9&second=8").status_code == 400
    assert client.get("/record/proof/consistency?first=x").status_code == 400
    assert client.get("/record/proof/consistency?first=1&second=999").status_code == 400


def test_keys_and_state_are_served(client: Client) -> None:
    write_sequenced(1)
    served = client.get("/record/keys.json").json()
    assert served["logs"][0]["keys"] == [str(key) for key in keys.log_keys("localhost/record")]
    assert client.get("/record/status.json").json()["size"] == 1
    published_checkpoints.raise_alarm("forked", "…")
    assert client.get("/record/status.json").status_code == 503


def test_history_is_read_in_pages(client: Client) -> None:
    for _ in range(3):
        write_sequenced(1)
    lines = [json.loads(one) for one in client.get("/record/checkpoints").content.splitlines()]
    assert [checkpoints.parse(one["note"]).size for one in lines] == [1, 2, 3]
    rest = client.get(f"/record/checkpoints?after={lines[1]['number']}").content.splitlines()
    assert [json.loads(one) for one in rest] == lines[2:]


def test_the_guide_names_keys_and_checkpoint(client: Client) -> None:
    write_sequenced(3)
    text = text_of(client.get("/record/how-to-check/"))
    assert str(keys.log_keys("localhost/record")[0]) in text
    assert "covers 3 entries" in text
    assert "commonhall record verify http://testserver" in text


def test_the_foot_of_every_page_shows_the_newest_checkpoint(client: Client) -> None:
    assert "last checkpoint" not in text_of(client.get("/record/how-to-check/"))
    write_sequenced(3)
    assert "Record: 3 entries" in text_of(client.get("/record/how-to-check/"))


class TestReceipts:
    @staticmethod
    def check(client: Client, receipt: str) -> str:
        return text_of(client.post("/record/receipt/", {"receipt": receipt}))

    def test_a_kept_promise(self, client: Client) -> None:
        (entry,) = write_sequenced()
        file = client.get(f"/record/receipt/{entry.id}.txt")
        assert "attachment" in file["Content-Disposition"]
        assert "The promise was kept" in self.check(client, file.content.decode())
        assert "The promise was kept" in self.check(client, json.dumps(entries.receipt(entry)))

    def test_an_entry_on_its_way(self, client: Client) -> None:
        (entry,) = write()
        assert "On its way" in self.check(client, json.dumps(entries.receipt(entry)))

    def test_a_missing_entry(self, client: Client) -> None:
        (entry,) = write()
        receipt = json.dumps(entries.receipt(entry))
        Attacker().delete(entry)
        assert "Somebody removed it" in self.check(client, receipt)

    def test_a_changed_entry(self, client: Client) -> None:
        (entry,) = write()
        receipt = json.dumps(entries.receipt(entry))
        Attacker().edit(entry, "phone", "paper")
        assert "not the one that was promised" in self.check(client, receipt)

    def test_a_receipt_of_another_place(self, client: Client) -> None:
        (entry,) = write()
        given = entries.receipt(entry) | {"longest_delay_seconds": 5}
        assert "Not signed here" in self.check(client, json.dumps(given))

    @pytest.mark.parametrize("text", ["", "hello", "{}", "[1]", "commonhall receipt v1\n"])
    def test_what_is_no_receipt(self, client: Client, text: str) -> None:
        answer = client.post("/record/receipt/", {"receipt": text})
        assert answer.context["form"].errors

    def test_the_box_for_who_just_acted(self) -> None:
        (entry,) = write()
        shown = receipts.shown(entry)
        assert shown["leaf_hash"] == bytes(entry.leaf_hash).hex()
        assert shown["due"] - shown["time"] == timedelta(seconds=60)
        assert shown["download_url"] == reverse("record:receipt_file", args=[entry.id])


def test_pages_speak_chinese(client: Client) -> None:
    (entry,) = write_sequenced()
    for address in ("", f"entry/{entry.id}/", "how-to-check/", "receipt/"):
        page = client.get(f"/record/{address}", headers={"accept-language": OTHER})
        assert f'lang="{tag(OTHER)}"' in page.content.decode()


def test_a_subject_cannot_break_out_of_the_page(client: Client) -> None:
    write(1, subject='cases.case:"><script>alert(1)</script>')
    assert b"<script>alert" not in client.get("/record/").content
    assert body()  # the sample itself is well-formed
