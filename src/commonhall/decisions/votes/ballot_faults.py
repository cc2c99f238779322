"""What is wrong with a ballot, option by option: said at the field on the page, and by the gate wherever it comes from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from commonhall.core.refusals import BadInput
from commonhall.decisions.votes import counting
from commonhall.decisions.votes.counting import Choices, OptionRow, Terms
from commonhall.decisions.votes.models import Election
from commonhall.ui import text

#: Where Python puts a value into a sentence.
PLACE = re.compile(r"%\((\w+)\)[ds]")
Fault = tuple[Sequence[str], str]


def of_ballot(choices: Choices, terms: Terms, names: Mapping[str, str]) -> list[Fault]:
    """(codes of the options, what is wrong with what they were given), in words; names: those options' names."""
    if terms.form == "ranked":
        return list(of_ranks(choices, terms.most, names))
    if terms.form == "scores":
        return list(_scores(choices, terms.most, names))
    return []


def of_ranks(choices: Choices, most: int, names: Mapping[str, str]) -> Iterator[Fault]:
    """The same of ranks; most: how many may be given, 0 for any number."""
    by_rank: dict[int, list[str]] = defaultdict(list)
    for code, rank in choices:
        by_rank[int(rank)].append(code)
    for rank, codes in sorted(by_rank.items()):
        if len(codes) == 2:
            a, b = (names[code] for code in codes)
            said = gettext("You gave %(rank)d to both %(a)s and %(b)s. Give each its own.")
            yield codes, said % {"rank": rank, "a": a, "b": b}
        elif len(codes) > 2:
            said = gettext("You gave %(rank)d to %(names)s. Give each its own.")
            yield codes, said % {"rank": rank, "names": text.listed(names[one] for one in codes)}
    for rank in sorted(by_rank):
        if rank > 1 and rank - 1 not in by_rank:
            said = gettext("You gave %(rank)d to %(name)s, but %(before)d to nothing.")
            code = by_rank[rank][0]
            yield [code], said % {"rank": rank, "before": rank - 1, "name": names[code]}
    if most and len(choices) > most:
        over = [code for code, _rank in sorted(choices, key=lambda one: int(one[1]))][most:]
        said = ngettext(
            "You put %(number)d options in order. Put only %(most)d in order.",
            "You put %(number)d options in order. Put up to %(most)d in order.",
            most,
        )
        yield over, said % {"number": len(choices), "most": most}


def _scores(choices: Choices, most: int, names: Mapping[str, str]) -> Iterator[Fault]:
    for code, value in choices:
        if value > most:
            said = gettext("You gave %(value)d to %(name)s. The highest score is %(most)d.")
            yield [code], said % {"value": value, "name": names[code], "most": most}


def check(
    election: Election, choices: Choices, terms: Terms, options: Mapping[str, OptionRow]
) -> None:
    """Raises `BadInput` for a ballot that is none by the terms of the vote; with the options named, where that helps."""
    if counting.valid(choices, terms, options):
        return
    known = {code for code, _value in choices} <= options.keys()
    if known and all(type(value) is int for _code, value in choices):
        names = _names(election, [code for code, _value in choices])
        for _codes, said in of_ballot(choices, terms, names):
            raise BadInput("choices", said)
    raise BadInput("choices", election.ballot_rule)


def _names(election: Election, codes: Sequence[str]) -> dict[str, Any]:
    return {one.code: one.name for one in election.options.filter(code__in=codes)}


def browser_words(election: Election, options: int) -> dict[str, str]:
    """The same sentences for seal.js, with {name} for what stands in them. options: how many are on the ballot."""
    most = election.most
    whole = gettext("Enter a whole number from 0 to %(most)d, or leave it blank.")
    many = ngettext(
        "You put %(number)d options in order. Put only %(most)d in order.",
        "You put %(number)d options in order. Put up to %(most)d in order.",
        most,
    )
    words = {
        "seal": gettext("Seal my ballot"),
        "rule": str(election.ballot_rule),
        "mark": gettext("Enter eight letters or digits."),
        "failed": gettext("Your ballot was not sealed. Reload the page and try again."),
        "colon": text.colon(),
        "whole": whole % {"most": most or options},
        "both": gettext("You gave %(rank)d to both %(a)s and %(b)s. Give each its own."),
        "several": gettext("You gave %(rank)d to %(names)s. Give each its own."),
        "gap": gettext("You gave %(rank)d to %(name)s, but %(before)d to nothing."),
        "many": many,
        "over": gettext(
            "What you chose costs %(chosen)s. That is %(over)s more than the money. Take something out."
        ),
    }
    return {key: PLACE.sub(r"{\1}", said) for key, said in words.items()}
