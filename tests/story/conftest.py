"""Every story is walked with a pointer, and once more by keyboard alone (`make test-full`; one of them always)."""

from __future__ import annotations

import pytest

from tests import by_keyboard

# Walked by keyboard in every run: a form with files, boxes, choices and long answers, from home to the end.
ALWAYS = "test_a_service_applied_for_at_home_and_its_standard_mended"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "open_page" not in metafunc.fixturenames:
        return
    more = () if metafunc.function.__name__ == ALWAYS else (pytest.mark.full,)
    hands = ["pointer", pytest.param("keyboard", marks=more)]
    metafunc.parametrize("hands", hands, indirect=True)


@pytest.fixture(autouse=True)
def hands(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How the story is walked."""
    how = str(getattr(request, "param", "pointer"))
    if how == "keyboard":
        by_keyboard.install(monkeypatch)
    return how
