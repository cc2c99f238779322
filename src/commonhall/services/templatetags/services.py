"""`{% basis_of rule bases %}`: the provision on which a rule of entitlement rests, as a link."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commonhall.core.refs import Described
from commonhall.services.services.entitlement import Judged

register = template.Library()


@register.simple_tag
def basis_of(rule: Judged, bases: Mapping[str, Described]) -> SafeString | str:
    """Nothing where the rule names none. bases: provisions by ref."""
    found = bases.get(rule.basis)
    return format_html('<a href="{}">{}</a>', found.url, found.title) if found else ""
