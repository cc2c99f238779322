"""Known mistakes (`tools/mutations.py`) fit the code of today, so that `make test-mutations` can make each of them."""

from __future__ import annotations

import pytest

from tools.mutations import MUTATIONS, ROOT, SOURCE, Mutation


@pytest.mark.parametrize("one", MUTATIONS, ids=lambda one: one.name)
def test_a_known_mistake_stands_once_in_the_code_and_has_its_tests(one: Mutation) -> None:
    text = (ROOT / SOURCE / one.file).read_text(encoding="utf-8")
    assert text.count(one.old) == 1, f"mend tools/mutations.py: {one.old!r} in {one.file}"
    assert one.new != one.old
    assert (ROOT / one.tests[0]).is_file()
