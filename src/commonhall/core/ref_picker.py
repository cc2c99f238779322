"""Picking a matter on the record in a form: by words, by its page's address, or by its ref.

    about = MatterField(label=_("About which matter"), required=False)

The field gives the ref of what was picked, "" for none. A ref, an address or a whole title picks at once;
anything else that words find is offered as choices, because what goes on the record cannot be taken back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import QuerySet
from django.forms import Field
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.translation import gettext_lazy as _

from commonhall.core import refs as core_refs
from commonhall.core import search
from commonhall.core.models import Governed
from commonhall.ui.fold import fold
from commonhall.ui.forms import LookUp

# So many choices are read through; so many hits are looked at to choose them from.
MOST, HITS = 8, 200
NONE = "none"
_REF = re.compile(r"[a-z]+\.[a-z]+:[0-9]{1,18}")
_ADDRESS = re.compile(r"https?://\S+|/\S*")


@dataclass(frozen=True)
class Given:
    """What a form said: words, the ref chosen, and the words whose hits it was chosen from."""

    words: str = ""
    ref: str = ""
    sought: str = ""


@dataclass(frozen=True)
class Choice:
    """A matter that can be picked, and where it lies."""

    thing: core_refs.Described
    place: str

    @property
    def kind(self) -> str:
        return self.thing.ref.partition(":")[0]

    @property
    def number(self) -> str:
        return self.thing.ref.partition(":")[2]


@dataclass(frozen=True)
class Found:
    """What words led to. words: those that are still open, "" once it is clear what is meant."""

    choices: tuple[Choice, ...] = ()
    chosen: str = ""
    words: str = ""
    more: bool = False
    problem: Any = ""


def read(given: Given) -> Found:
    """What is meant by what a form said."""
    words = given.words.strip()
    if words and words != given.sought:
        return find(words)
    offered = find(words) if words else Found()
    if not given.ref or given.ref == NONE:
        return offered
    if given.ref in {one.thing.ref for one in offered.choices}:
        return replace(offered, chosen=given.ref)
    chosen = choices_of([given.ref] if _REF.fullmatch(given.ref) else [])
    if not chosen:
        return replace(offered, problem=_("You cannot choose this here."))
    return Found((chosen[0],), given.ref)


def find(words: str) -> Found:
    """The matter a ref or an address names, or those that hold all the words."""
    if _REF.fullmatch(words):
        return _named(
            [words], words, _("There is nothing on the record with this reference. Check it.")
        )
    if _ADDRESS.fullmatch(words):
        return _addressed(words)
    hits = choices_of(ref for _key, ref in search.everything(words, count=HITS))
    if not hits:
        return Found(
            words=words,
            problem=_(
                "Nothing on the record contains all these words. Use fewer, or paste an address."
            ),
        )
    whole = [one for one in hits if fold(str(one.thing.title)) == fold(words)]
    if len(whole) == 1:
        return Found((whole[0],), whole[0].thing.ref)
    # The newest of each kind in turn: what there is much of does not hide the rest.
    seen: Counter[str] = Counter()
    turn: dict[str, int] = {}
    for one in hits:
        turn[one.thing.ref] = seen[one.kind]
        seen[one.kind] += 1
    hits.sort(key=lambda one: (one not in whole, not one.thing.station, turn[one.thing.ref]))
    return Found(tuple(hits[:MOST]), words=words, more=len(hits) > MOST)


def _named(refs: list[str], words: str, missing: Any) -> Found:
    found = choices_of(refs)
    if found:
        return Found((found[0],), found[0].thing.ref)
    known = any(core_refs.thing(ref) for ref in refs)
    return Found(words=words, problem=_("You cannot choose this here.") if known else missing)


def choices_of(refs: Iterable[str]) -> list[Choice]:
    """Those of `refs` that can be picked: public, with a page, and of a kind that has a name."""
    wanted = list(dict.fromkeys(refs))
    shown = core_refs.resolve(wanted)
    places = _places(ref for ref in wanted if shown.get(ref))
    return [
        Choice(shown[ref], places[ref])
        for ref in wanted
        if ref in places and shown[ref].url and shown[ref].kind_name
    ]


def _places(refs: Iterable[str]) -> dict[str, str]:
    """The governed ones of some refs with the name of the place each lies in; one query a kind."""
    numbers: dict[str, list[int]] = {}
    for ref in refs:
        kind, number = core_refs.split(ref)
        numbers.setdefault(kind, []).append(number)
    found: dict[str, str] = {}
    for kind, keys in numbers.items():
        try:
            model = apps.get_model(kind)
        except (LookupError, ValueError):
            continue
        if not issubclass(model, Governed):
            continue
        rows: QuerySet[Any] = model._base_manager.filter(pk__in=keys)
        if _has(model, "unit"):
            rows = rows.select_related("unit")
        for row in rows:
            found[row.ref] = str(getattr(row, "unit", None) or "")
    return found


def _has(model: type[Governed], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


# --- addresses ------------------------------------------------------------------------------------
def _addressed(address: str) -> Found:
    """The matter whose page, or a page below it, stands at an address of this house."""
    missing = _("There is no matter at this address. Check it.")
    try:
        parts = urlsplit(address)
    except ValueError:
        return Found(words=address, problem=missing)
    if parts.netloc and not _ours(parts.netloc):
        return Found(words=address, problem=_("Enter an address of this hall."))
    exact = parts.path + (f"#{parts.fragment}" if parts.fragment else "")
    pages = sorted(
        ((page, ref) for page, ref in _pages(parts.path) if parts.path.startswith(page)),
        key=lambda one: -len(one[0]),
    )
    if not pages:
        return Found(words=address, problem=missing)
    page, ref = pages[0]
    found = _named([ref], address, missing)
    if found.chosen and page != exact:
        # A page below the matter's own: whoever pasted it may have meant something else there.
        return Found(found.choices, words=address)
    return found


def _ours(host: str) -> bool:
    own = urlsplit(settings.SITE_URL).netloc
    return host == own or validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


def _pages(path: str) -> Iterator[tuple[str, str]]:
    """(address, ref) of the things the parts of a path could name."""
    prefix = get_script_prefix()
    try:
        match = resolve("/" + path.removeprefix(prefix))
        models = apps.get_app_config(match.namespace).get_models()
    except (Resolver404, LookupError):
        return
    if _REF.fullmatch(str(match.kwargs.get("ref", ""))):
        yield path, match.kwargs["ref"]
    for model in models:
        if not issubclass(model, Governed) or not hasattr(model, "get_absolute_url"):
            continue
        for name, value in match.kwargs.items():
            field = "pk" if isinstance(value, int) else name
            if field == "pk" or _has(model, field):
                for row in model._base_manager.filter(**{field: value})[:2]:
                    yield row.get_absolute_url(), row.ref


# --- the form's field -----------------------------------------------------------------------------
class RefPicker(LookUp):
    """Words to look for, a button to look, and what was found as choices."""

    template_name = "actions/forms/matter.html"
    use_fieldset = True
    _known: tuple[Given, Found] | None = None

    def read(self, given: Given) -> Found:
        """What is meant; looked up once, however often the form is asked."""
        if self._known is None or self._known[0] != given:
            self._known = given, read(given)
        return self._known[1]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Given:
        """What the form says."""

        def said(suffix: str, most: int) -> str:
            return str(data.get(name + suffix) or "")[:most].strip()

        return Given(said("", 300), said("_ref", 80), said("_sought", 300))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_ref" not in data

    def asked(self, data: Mapping[str, Any], name: str) -> bool:
        """Enter in another field presses the button too; without words there is nothing to look for."""
        return f"{name}_find" in data and bool(str(data.get(name) or "").strip())

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The first choice where there are some, else the words."""
        return f"{id_}_0" if self._known and self._known[1].choices else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The choices, which of them is chosen, and the words that are still open."""
        given = value if isinstance(value, Given) else Given(ref=str(value or ""))
        context = super().get_context(name, given.words, attrs)
        return context | {
            "found": self.read(given),
            "none": given.ref == NONE,
            "nothing": NONE,
            "wrong": "aria-invalid" in (attrs or {}),
        }


class RefField(Field):
    """Gives the ref of a matter on the record; "" for none."""

    widget: Any = RefPicker

    def clean(self, value: Given) -> str:
        """Look up what was said, and say what is wrong with it."""
        found: Found = self.widget.read(value)
        if found.problem:
            raise ValidationError(found.problem, code="unknown")
        if found.chosen:
            return found.chosen
        if found.choices and (self.required or value.ref != NONE):
            raise ValidationError(_("Choose which one you mean."), code=LookUp.CHOOSE)
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return ""
