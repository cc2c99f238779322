"""How alike words are to things in the search index, in any script: shared words count, rare ones more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping

from commonhall.core.models import SearchText
from commonhall.ui import fold


def alike(kind: str, numbers: Collection[int], words: str) -> Counter[int]:
    """How much of `words` each of these things of a kind ("cases.case") holds, from 0 to 1; one query."""
    return _likeness(set(fold.index_text(words).split()), _tokens(kind, numbers))


def _tokens(kind: str, numbers: Collection[int]) -> dict[int, set[str]]:
    rows = SearchText.objects.filter(kind=kind, object_id__in=list(numbers))
    return {number: set(text.split()) for number, text in rows.values_list("object_id", "tokens")}


def _likeness(asked: set[str], tokens: Mapping[int, set[str]]) -> Counter[int]:
    """A word that many hold says little."""
    held = Counter(token for own in tokens.values() for token in own & asked)
    weight = {token: math.log(1 + len(tokens) / (held[token] or 0.5)) for token in asked}
    whole = sum(weight.values()) or 1.0
    found: Counter[int] = Counter()
    for number, own in tokens.items():
        found[number] = sum(weight[token] for token in own & asked) / whole  # type: ignore[assignment]
    return found
