"""The step of the set-up that asks for articles of the place's own, behind those of the law it begins with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import registry
from commonhall.actions.actors import Kind
from commonhall.core.content import ContentError
from commonhall.core.models import in_language
from commonhall.core.money import digits
from commonhall.law.powers import names
from commonhall.pages.set_up import hall_file
from commonhall.pages.set_up.charter_file import charter_of
from commonhall.pages.set_up.forms import Said, SetUpForm, as_texts
from commonhall.ui import languages
from commonhall.ui.names_field import NamesField

# Articles of one's own are numbered from here on: behind those of every charter.
FIRST = 101
EMPTY_ROWS = 2
# In minor units, as charters take it.
MOST = 10**15
PARTS = ("text", "body", "power", "most")


class ArticlesForm(SetUpForm):
    """Each article with its words, and with the power that it grants to a body, up to an amount."""

    def prepare(self) -> None:
        file = hall_file.of({**self.said, "articles": []}, Path(), self.given)
        charter = charter_of(file)
        own = [one for one in charter.data["bodies"] if one["kind"] != "system"]
        self.bodies = {
            one["code"]: in_language(charter.needed("bodies", one["code"])) for one in own
        }
        code = languages.own().code
        for one in self.said.get("bodies", []):
            called = as_texts(one.get("name"), [code]).get(code, one["code"])
            self.bodies[one["code"]] = called
        self.currency = self.said.get("hall", {}).get("currency", "")
        self.now = {one["number"]: one for one in self.said.get("articles", [])}

    def fill(self) -> None:
        known, actions = names.titles(), registry.actions().values()
        of_offices = {one.power for one in actions if one.power and Kind.OFFICE in one.by}
        powers = sorted(
            ((one, names.called(one, known)) for one in of_offices), key=lambda pair: pair[1]
        )
        next_one = max([FIRST - 1, *self.now]) + 1
        self.rows = [*self.now, *range(next_one, next_one + EMPTY_ROWS)]
        for number in self.rows:
            said = self.now.get(number, {})
            body, power = _granted(said)
            self.fields[f"art-{number}-text"] = NamesField(
                label=_("Text"),
                max_length=4000,
                long=True,
                required=False,
                initial=as_texts(said.get("text"), languages.codes()),
            )
            self.fields[f"art-{number}-body"] = forms.ChoiceField(
                label=_("Body"),
                choices=[("", _("none")), *self.bodies.items()],
                initial=body,
                required=False,
            )
            self.fields[f"art-{number}-power"] = forms.ChoiceField(
                label=_("What it may do"),
                choices=[("", _("nothing new")), *powers],
                initial=power,
                required=False,
            )
            self.fields[f"art-{number}-most"] = forms.DecimalField(
                label=_("Up to which amount"),
                help_text=_("In %(currency)s. Leave blank for no limit.")
                % {"currency": self.currency},
                min_value=1,
                max_value=MOST // 10 ** digits(self.currency),
                decimal_places=digits(self.currency),
                initial=_major(said.get("most"), self.currency),
                required=False,
            )

    def table_rows(self) -> Iterator[dict[str, Any]]:
        """Each row's number and bound fields, for the template."""
        for number in self.rows:
            yield {
                "number": number,
                "fields": [self[f"art-{number}-{name}"] for name in PARTS],
            }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number in self.rows:
            text, body, power, most = (given.get(f"art-{number}-{name}") for name in PARTS)
            if not text and (body or power or most):
                self.add_error(f"art-{number}-text", _("Enter the text of the article."))
            if power and not body:
                self.add_error(f"art-{number}-body", _("Choose the body that may do this."))
            if (body or most) and not power:
                self.add_error(f"art-{number}-power", _("Choose what the body may do."))
        if not self.errors:
            try:
                said = {**self.said, "articles": self._articles(given)}
                charter_of(hall_file.of(said, Path(), self.given))
            except ContentError as error:
                raise ValidationError(
                    gettext("This cannot be law: %(fault)s") % {"fault": error}
                ) from error
        return given

    def _articles(self, given: dict[str, Any]) -> list[Said]:
        made: list[Said] = []
        for number in self.rows:
            text, body, power, most = (given.get(f"art-{number}-{name}") for name in PARTS)
            if not text:
                continue
            kept = {key: value for key, value in self.now.get(number, {}).items() if key != "most"}
            article = {**kept, "number": number, "text": text}
            article.pop("powers", None)
            if power:
                article["powers"] = {body: [power]}
            if most:
                article["most"] = int(most * 10 ** digits(self.currency))
            made.append(article)
        return made

    def write(self) -> None:
        self.said["articles"] = self._articles(self.cleaned_data)


def _granted(article: Said) -> tuple[str, str]:
    for body, powers in article.get("powers", {}).items():
        for power in powers:
            return body, power
    return "", ""


def _major(minor: int | None, currency: str) -> Any:
    return minor / 10 ** digits(currency) if minor else None
