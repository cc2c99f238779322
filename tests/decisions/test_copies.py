"""A second copy of the sealed envelopes lies with the tellers: what is lost is put back, what was never recorded is told."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.decisions.votes import tally, teller_files
from commonhall.decisions.votes.copy_actions import compare_copy, confirm_copy_deleted, take_copy
from commonhall.decisions.votes.models import Election, Envelope
from commonhall.decisions.votes.teller_files import Copy
from commonhall.open_data import dump, dump_verification
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.attacks.test_envelopes_counted import found
from tests.decisions.kit import TELLERS, cast, close, hand_in, open_it, question, voter
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path, monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


def running(hall: Hall, votes: int = 3) -> Election:
    election = open_it(hall, question(hall))
    for number in range(votes):
        cast(voter(hall, number), election, "yes")
    return election


def teller(election: Election, at: int = 0) -> Actor:
    return TELLERS[election.pk][at][0]


def over(election: Election) -> None:
    with clock.replay(timezone.now() + timedelta(days=8)):
        close(election)
    election.refresh_from_db()


def compared(election: Election, copy: Copy, at: int = 0) -> tuple[int | None, int | None]:
    file = ContentFile(copy.written().encode(), name="copy.json")
    made = compare_copy.perform(teller(election, at), election=election, file=file).result
    return made.copy_restored, made.copy_unknown


def test_envelopes_taken_away_are_put_back_from_a_copy_and_counted(
    hall: Hall, tmp_path: Path
) -> None:
    election = running(hall)
    copy = take_copy.perform(teller(election), election=election).result
    assert len(copy.envelopes) == 3 and "voter" not in copy.written()
    said = Entry.objects.get(action="decisions.take_copy")
    assert json.loads(said.body)["data"] == {"teller": 1, "set": copy.set, "envelopes": 3}
    election.envelopes.filter(pk__in=election.envelopes.values("pk")[:2]).delete()
    over(election)
    assert refusal(lambda: hand_in(election)) == "other-envelopes"
    assert compared(election, copy) == (2, 0)
    assert compared(election, copy) == (0, 0)
    hand_in(election)
    assert tally.tally(election).outcome["votes"]["yes"] == 3
    page = Client().get(f"/decisions/{election.pk}/tellers/").content.decode()
    assert "copy not confirmed as deleted" in page
    with pytest.raises(BadInput, match="Delete your copies first"):
        confirm_copy_deleted.perform(teller(election), election=election, deleted=False)
    confirm_copy_deleted.perform(teller(election), election=election, deleted=True)
    again = lambda: confirm_copy_deleted.perform(  # noqa: E731
        teller(election), election=election, deleted=True
    )
    assert refusal(again) == "copy-gone"
    page = Client().get(f"/decisions/{election.pk}/tellers/").content.decode()
    assert "copy not confirmed as deleted" not in page and "Deleted, they say" in page
    assert Entry.objects.filter(action="decisions.confirm_copy_deleted").count() == 1
    sequencer.sequence_once()
    assert not found(verification.verify(DatabaseSource()))
    dump.write(tmp_path / "dump")
    report, _derived = dump_verification.verify(tmp_path / "dump")
    assert not found(report)


def test_an_old_copy_puts_back_nothing_that_was_replaced(hall: Hall) -> None:
    election = running(hall, 1)
    copy = take_copy.perform(teller(election), election=election).result
    person = voter(hall, 9)
    cast(person, election, "no")
    late = take_copy.perform(teller(election, 1), election=election).result
    cast(person, election, "yes")
    over(election)
    assert compared(election, copy) == (0, 0) and compared(election, late, 1) == (0, 0)
    hand_in(election)
    assert tally.tally(election).outcome["votes"] == {"no": 0, "yes": 2}


def test_an_envelope_that_the_record_does_not_name_is_told_and_not_put_in(hall: Hall) -> None:
    """A hall that cast an envelope and hid its entry; or a teller who makes one up."""
    election, other = running(hall), running(hall, 0)
    cast(voter(hall, 20), other, "no")
    stranger = take_copy.perform(teller(other), election=other).result.envelopes
    copy = take_copy.perform(teller(election), election=election).result
    pairs = tuple(sorted([*copy.envelopes, *stranger]))
    more = Copy(election.ref, 1, teller_files.root_of(one for one, _sealed in pairs), pairs)
    over(election)
    assert compared(election, more) == (0, 1)
    assert election.envelopes.count() == 3
    page = Client().get(f"/decisions/{election.pk}/tellers/").content.decode()
    assert "1 not on the record" in page


def test_only_tellers_take_and_compare_copies_and_only_their_vote_s(hall: Hall) -> None:
    election, other = running(hall), running(hall, 0)
    stranger = voter(hall, 30)
    assert refusal(lambda: take_copy.perform(stranger, election=election)) == "no-teller"
    assert refusal(lambda: take_copy.perform(teller(other), election=election)) == "no-teller"
    copy = take_copy.perform(teller(election), election=election).result
    over(election)
    assert refusal(lambda: take_copy.perform(teller(election), election=election)) == "wrong-state"
    assert refusal(lambda: compared(election, copy, 1)) == "no-copy"
    changed = copy.envelopes[0][1][:-1] + b"x"
    for wrong in (
        Copy(other.ref, 1, copy.set, copy.envelopes),
        Copy(copy.vote, 1, "00" * 32, copy.envelopes),
        Copy(copy.vote, 1, copy.set, ((copy.envelopes[0][0], changed), *copy.envelopes[1:])),
    ):
        with pytest.raises(BadInput):
            compared(election, wrong)
    assert Envelope.objects.filter(election=election).count() == 3


def test_the_page_gives_the_copy_as_a_file(hall: Hall) -> None:
    from commonhall.decisions.votes import teller_actions
    from commonhall.people.residents.models import Person

    election = question(hall)
    person = Person.objects.get(pk=hall.resident.person)
    teller_actions.name_teller.perform(hall.chair, election=election, person=person)
    key = teller_files.make_key()
    teller_actions.join_as_teller.perform(hall.resident, election=election, public_key=key.public)
    client, address = signed_in("resident"), f"/decisions/{election.pk}/take-copy/"
    assert "You cannot do this while" in client.get(address).content.decode()
    open_it(hall, election)
    cast(voter(hall, 1), election, "yes")
    assert "Download the copy" in client.get(address).content.decode()
    assert "take-copy" in client.get(f"/decisions/{election.pk}/tellers/").content.decode()
    answer = client.post(address)
    copy = teller_files.read_copy(answer.content.decode())
    assert (copy.teller, len(copy.envelopes), answer["Cache-Control"]) == (1, 1, "no-store")
    assert Client().post(address).status_code == 302
