"""Holding back guesses at an action that takes a secret: a number on a list, a code from a letter.

Every try is counted before it is judged, in a transaction of its own, so that many at once gain nothing; it
is given back unless it was a wrong guess. So a thousand residents who type their own code trip nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.core import rate_limits
from commonhall.core.refusals import Refused

TOO_MANY = _(
    "There were too many wrong codes or numbers. For safety, nobody can try again for a while. An office can confirm you in person."
)


@dataclass(frozen=True)
class Guesses:
    """wrong: codes of the refusals that are a wrong guess. at: (arguments) → what is guessed at, such as the
    number of one letter; "" where that is not known. line, in_all: keys of settings.RATE_LIMITS for guesses at
    one of these, and by everybody together. alarm: called once a window when `in_all` is used up.
    """

    wrong: tuple[str, ...]
    at: Callable[[Mapping[str, Any]], str]
    line: str
    in_all: str
    alarm: Callable[[], object]

    def _counted(self, arguments: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        if line := self.at(arguments):
            yield self.line, line
        yield self.in_all, ""

    @contextmanager
    def counted(self, arguments: Mapping[str, Any]) -> Iterator[None]:
        """Count a try; raises `Refused` where there were too many."""
        held: list[tuple[str, str]] = []
        for limit, who in self._counted(arguments):
            used = rate_limits.count(limit, who)
            if used is None:
                continue
            if used > rate_limits.most(limit):
                _give_back(held)
                if limit == self.in_all and used == rate_limits.most(limit) + 1:
                    self.alarm()
                raise Refused("rate", "too-many", TOO_MANY)
            held.append((limit, who))
        try:
            yield
        except Refused as refusal:
            if refusal.code not in self.wrong:
                _give_back(held)
            raise
        except BaseException:
            _give_back(held)
            raise
        else:
            _give_back(held)


def _give_back(held: Iterable[tuple[str, str]]) -> None:
    for limit, who in held:
        rate_limits.give_back(limit, who)
