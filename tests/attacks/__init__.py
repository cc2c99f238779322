"""Attacks on power: each tried by every door, each refused (`docs/security.md` lists them)."""

import pytest

pytest.register_assert_rewrite("tests.attacks.doors")
