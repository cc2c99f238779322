"""Pages, programs, feeds and tables of debates: who sees what, in few queries, however long the thread is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.consultations.comments.models import Remark, UsefulMark
from commonhall.core import clock
from commonhall.core.exports import datasets
from commonhall.core.models import Governed, _writing
from tests.asking_kit import confirmed
from tests.consultations.debates import mark, reply, say
from tests.consultations.initiatives import begun
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.law import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def address(thing: Governed) -> str:
    return f"/conversations/debates/{thing.ref}/"


def shown(path: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_comment_is_written_on_the_page_of_the_debate(hall: Hall) -> None:
    one, who = begun(hall), kit.confirmed(hall)
    page = shown(address(one), signed_in(who))
    assert 'name="about_ref"' in page and 'value="against"' in page
    sent = {"about_ref": one.ref, "text": "Bats <b>need</b> the dark.", "side": "against"}
    made = signed_in(who).post(
        "/conversations/debates/write/", {**sent, "next": address(one), "once": "x"}
    )
    assert made.status_code == 302 and made["Location"] == address(one)
    remark = Remark.objects.get()
    assert (remark.text, remark.side) == ("Bats <b>need</b> the dark.", "against")
    page = shown(address(one))
    assert "<b>need</b>" not in page and "Bats" in page and "The best of each side" in page
    assert "Bats" in shown(one.get_absolute_url()) and "Bats" in shown(remark.get_absolute_url())


def test_bad_input_is_told_at_its_field_and_loses_nothing(hall: Hall) -> None:
    one, client = begun(hall), signed_in(kit.confirmed(hall))
    page = client.post("/conversations/debates/write/", {"about_ref": one.ref, "text": "My words"})
    assert set(page.context["form"].errors) == {"side"}
    assert "My words" in page.content.decode()
    page = client.post(
        "/conversations/debates/write/", {"about_ref": one.ref, "side": "for", "text": "x" * 2001}
    )
    assert set(page.context["form"].errors) == {"text"}


def test_the_debate_on_a_case_has_no_sides(hall: Hall) -> None:
    case, (who,) = hall.raise_case(), confirmed(hall, 1)
    assert "Write the first comment" in shown(case.get_absolute_url())
    say(who, case, "It went out on Monday.")
    assert "It went out on Monday." in shown(case.get_absolute_url())
    page = shown(address(case), signed_in(kit.confirmed(hall)))
    assert "The best of each side" not in page and 'name="side"' not in page


def test_who_may_not_comment_is_told_the_way(hall: Hall) -> None:
    one = begun(hall)
    assert "/account/login/" in shown(address(one))
    assert "/me/verify/" in shown(address(one), signed_in("resident"))


def test_marking_on_the_page_and_taking_it_back(hall: Hall) -> None:
    one, who = begun(hall), kit.confirmed(hall)
    remark = say(confirmed(hall, 1)[0], one)
    client = signed_in(who)
    client.post(f"/conversations/remarks/{remark.pk}/mark/", {"next": address(one)})
    assert f"/conversations/remarks/{remark.pk}/unmark/" in shown(address(one), client)
    client.post(f"/conversations/remarks/{remark.pk}/unmark/", {"next": address(one)})
    assert f"/conversations/remarks/{remark.pk}/mark/" in shown(address(one), client)


def test_the_thread_is_narrowed_sorted_and_linked(hall: Hall) -> None:
    one, people = begun(hall), confirmed(hall, 3)
    first, second = say(people[0], one, "Alpha"), say(people[1], one, "Beta", "against")
    say(hall.parks, one, "Gamma", "question")
    mark(people[2], first)
    reply(people[2], second, "Reply to beta")
    said = shown(f"{address(one)}?side=against&kind=resident")
    part = said[said.index("All comments") :]
    assert "Beta" in part and "Reply to beta" in part and "Alpha" not in part
    said = shown(f"{address(one)}?order=useful")
    part = said[said.index("All comments") :]
    assert part.index("Alpha") < part.index("Gamma") < part.index("Beta")
    said = shown(f"{address(one)}?order=oldest&side=nonsense&kind=<script>")
    assert "<script>alert" not in said
    assert "Reply to beta" in shown(second.get_absolute_url())


def test_what_is_not_debated_has_no_page(hall: Hall) -> None:
    for ref in ("people.body:1", "cases.case:999", "nonsense", "cases.case:x", "cases.case:"):
        assert Client().get(f"/conversations/debates/{ref}/").status_code == 404


def thread_of(hall: Hall, about: Governed, number: int) -> None:
    """A long thread with replies and marks, straight into its tables: a thousand acts would take minutes."""
    people = confirmed(hall, 20)
    now = clock.now()
    token = _writing.set(True)
    try:
        rows = Remark.objects.bulk_create(
            [
                Remark(
                    about=about.ref,
                    side=("for", "against", "question")[n % 3],
                    text=f"Comment **{n}**, because it is dark there at night and nobody sees the kerb.",
                    speaker="resident",
                    person_id=people[n % 20].person,
                    at=now,
                    useful=n % 7,
                    replies=1 if n % 2 else 0,
                )
                for n in range(number)
            ]
        )
        Remark.objects.bulk_create(
            [
                Remark(
                    about=about.ref,
                    parent=row,
                    text="No.",
                    speaker="resident",
                    person_id=people[0].person,
                    at=now,
                )
                for row in rows
                if row.replies
            ]
        )
        UsefulMark.objects.bulk_create(
            [
                UsefulMark(remark=row, person_id=people[m].person, at=now)
                for row in rows
                for m in range(row.useful)
            ]
        )
    finally:
        _writing.reset(token)


@pytest.mark.parametrize("order", ["newest", "useful"])
def test_a_thread_of_a_thousand_costs_ten_queries(hall: Hall, order: str) -> None:
    """adhocracy+ needs 826 queries for a hundred. Its time: `python -m benchmarks.debates`."""
    one = begun(hall)
    thread_of(hall, one, 1000)
    reader = signed_in(kit.confirmed(hall))
    path = f"{address(one)}?order={order}"
    for client, most in ((Client(), 10), (reader, 14)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = shown(path, client)
        assert len(queries) <= most, "\n".join(one["sql"][:230] for one in queries)
        assert page.count('class="bubble') >= 20

    assert len(page.encode()) < 150_000


def test_the_page_of_a_thing_costs_the_same_however_long_its_thread_is(hall: Hall) -> None:
    one = begun(hall)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(one.get_absolute_url())
        return len(queries)

    asked()
    say(confirmed(hall, 1)[0], one)
    few = asked()
    thread_of(hall, one, 200)
    assert asked() <= few + 1


def test_the_newest_comments_cost_the_same_however_many(hall: Hall) -> None:
    one, case = begun(hall), hall.raise_case()
    (who,) = confirmed(hall, 1)
    say(who, one)
    say(who, case, "On a case")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert "bubble" not in shown("/conversations/debates/")
        return len(queries)

    asked()
    few = asked()
    thread_of(hall, one, 60)
    assert asked() <= few <= 6


def test_what_is_kept_for_strangers_is_never_older_than_the_record(hall: Hall) -> None:
    """The thread is made once for all strangers, and anew for whoever asks after a word or a mark."""
    one = begun(hall)
    writer, (other,) = kit.confirmed(hall), confirmed(hall, 1)
    first = say(writer, one, "The first word")
    assert "The first word" in shown(address(one))
    with CaptureQueriesContext(connection) as queries:
        shown(address(one))
    assert len(queries) <= 4, "kept: neither comments nor replies are read again"
    say(writer, one, "The second word")
    assert "The second word" in shown(address(one))
    mark(other, first)
    assert "1 resident found this useful" in shown(address(one))
    reader = shown(address(one), signed_in(writer))
    assert "Correct" in reader and "Correct" not in shown(address(one)), "own links stay own"


def test_pages_lead_on_by_key(hall: Hall) -> None:
    one = begun(hall)
    thread_of(hall, one, 45)
    client, path, seen = Client(), f"{address(one)}?order=useful", set()
    while path:
        answer = client.get(path if path.startswith("/") else address(one) + path)
        seen |= {line.one.pk for line in answer.context["lines"]}
        path = answer.context["page"].older
    assert len(seen) == 45
    assert client.get(f"{address(one)}?cursor=nonsense").status_code == 400


def test_programs_read_and_write(hall: Hall) -> None:
    one, who = begun(hall), kit.confirmed(hall)
    sent = {"about": one.ref, "text": "By program", "side": "for"}
    assert by_key(who, "/debates/write", sent).status_code in (404, 405)
    answer = by_key(who, "/comments/write", sent)
    assert answer.status_code == 201, answer.content
    found = Client().get(f"/api/v1/debate-comments?about={one.ref}").json()["items"]
    assert [(row["text"], row["side"], row["name"]) for row in found] == [("By program", "for", "")]
    number = found[0]["id"]
    assert by_key(who, f"/remarks/{number}/reply-to", {"text": "And more"}).status_code == 200
    below = Client().get(f"/api/v1/debate-comments?about={one.ref}&reply_to={number}").json()
    assert [row["text"] for row in below["items"]] == ["And more"]
    assert Client().get(f"/api/v1/remarks/{number}").json()["replies"] == 1
    assert Client().get("/api/v1/debate-comments?about=cases.case:77").status_code == 404
    wrong = by_key(who, "/comments/write", {**sent, "side": ""})
    assert wrong.status_code in (400, 422) and wrong.json()["field"] == "side"


def test_tables_and_feeds_have_it(hall: Hall) -> None:
    one, who = begun(hall), kit.confirmed(hall)
    remark = say(who, one, "In the table")
    mark(confirmed(hall, 1)[0], remark)
    (row,) = datasets()["consultations.comments"].rows()
    assert (row["text"], row["useful"], row["name"]) == ("In the table", 1, "")
    assert "In the table" in shown(f"{address(one)}feed.atom")
    assert json.dumps(row, default=str)
    assert "In the table" in shown("/search/?q=table")
