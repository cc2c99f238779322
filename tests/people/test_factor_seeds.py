"""Seeds of second factors: sealed in the database, moved to the newest key, never lost without a word."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.db import connection
from django.test import Client

from commonhall.actions import second_factor
from commonhall.core import doctor
from commonhall.people.accounts import seeds
from commonhall.people.accounts.models import Account
from commonhall.people.residents import roll_keys
from commonhall.site.cli import main
from tests.kit import found_hall, signed_in

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DAY = date(2026, 3, 1)


@pytest.fixture
def account(home: Path) -> Account:
    """Somebody with one-time codes and recovery codes."""
    found_hall()
    signed_in("resident")
    found: Account = Account.objects.get(email="resident@example.org")
    Authenticator.objects.filter(user=found).delete()
    totp.TOTP.activate(found, SEED)
    RecoveryCodes.activate(found)
    return found


def code() -> str:
    counter = int(time.time()) // second_factor.STEP
    return str(totp.format_hotp_value(totp.hotp_value(SEED, counter)))


@pytest.mark.django_db
def test_the_database_holds_no_seed_that_anybody_could_read(account: Account) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        kept = "".join(json.dumps(row) for row in cursor.fetchall())
    recovery = Authenticator.objects.get(user=account, type="recovery_codes")
    assert SEED not in kept
    assert not set(recovery.wrap().generate_codes()) & set(kept.split('"'))
    assert seeds.unseal(recovery.data["seed"]) not in kept
    assert second_factor.take(account.pk, code()).type == "totp"


@pytest.mark.django_db
def test_the_same_seed_is_sealed_differently_each_time(home: Path) -> None:
    assert seeds.seal(SEED) != seeds.seal(SEED)
    assert seeds.unseal(seeds.seal(SEED)) == SEED


@pytest.mark.django_db
@pytest.mark.parametrize("broken", ["", "1:", "1:AAAA", "9:AAAA", SEED, "1:###"])
def test_what_was_changed_in_the_table_opens_nothing(home: Path, broken: str) -> None:
    with pytest.raises(seeds.SeedUnreadable):
        seeds.unseal(broken)


@pytest.mark.django_db
def test_a_new_key_takes_them_over_and_the_old_one_may_go(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    assert seeds.under() == {"1": 2}
    assert main(["roll", "rotate", "--json"]) == 0
    found = {
        one["name"]: one["second_factors"] for one in json.loads(capsys.readouterr().out)["keys"]
    }
    assert found == {"2": 2, "1": 0}
    assert roll_keys.needed("1") == []
    assert second_factor.take(account.pk, code()).type == "totp"


@pytest.mark.django_db
def test_a_key_that_second_factors_need_is_not_let_go(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    roll_keys.rotate()
    assert main(["roll", "forget", "1"]) != 0
    assert "2 second factors are sealed under key 1" in capsys.readouterr().err
    assert main(["roll", "reseal"]) == 0
    assert seeds.under() == {"2": 2}


@pytest.mark.django_db
def test_a_lost_key_is_said_and_no_code_counts(account: Account, home: Path) -> None:
    assert "second-factor-key" not in {one.code for one in doctor.examine(DAY)}
    (home / "keys" / "roll_keys").unlink()
    assert "second-factor-key" in {one.code for one in doctor.examine(DAY)}
    with pytest.raises(seeds.SeedUnreadable, match="key to second factors is missing"):
        second_factor.take(account.pk, code())


@pytest.mark.django_db
def test_at_sign_in_a_lost_key_is_said_in_words(account: Account, home: Path) -> None:
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    account.set_password("the mill turns slowly")
    account.save()
    (home / "keys" / "roll_keys").unlink()
    client = Client()
    client.post("/account/login/", {"login": account.email, "password": "the mill turns slowly"})
    answer = client.post("/account/2fa/authenticate/", {"code": code()})
    assert answer.status_code == 403
    assert "key to second factors is missing" in answer.content.decode()
    assert "_auth_user_id" not in client.session
