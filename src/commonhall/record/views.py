"""The record's pages for people. What machines read is in `endpoints`."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.record import configuration, keys, queries, receipts, signing, wording
from commonhall.record.forms import FilterForm, ReceiptForm
from commonhall.record.models import Entry
from commonhall.ui.pages import page


@page(_("The public record"), asks=("page_of_entries", "newest_checkpoint"))
def entry_list(request: HttpRequest) -> HttpResponse:
    """The record, newest first."""
    form = FilterForm(request.GET)
    chosen = {name: request.GET.get(name, "")[:120] for name in ("action", "kind", "subject")}
    found = queries.page_of_entries(
        action=chosen["action"],
        subject=chosen["subject"],
        kind=chosen["kind"],
        before=_key(request, "before"),
        after=_key(request, "after"),
    )
    context = {
        "title": _("The public record"),
        "form": form,
        "filtered": any(chosen.values()),
        "page": found,
        "checkpoint": queries.newest_checkpoint(),
        "older": _address(chosen, before=found.older),
        "newer": _address(chosen, after=found.newer),
    }
    return render(request, "record/list.html", context)


@page(_("Entry in the record"), asks="detail")
def entry_page(request: HttpRequest, identity: UUID) -> HttpResponse:
    """One entry: what was done, by whom, on what basis, and how to check it."""
    try:
        found = queries.detail(identity)
    except Entry.DoesNotExist as error:
        raise Http404(_("The record has no such entry. Check the number.")) from error
    body = found.line.description.body
    context = {
        "title": found.line.description.text,
        "found": found,
        "entry": found.line.entry,
        "description": found.line.description,
        "body": body,
        "pretty": json.dumps(body, ensure_ascii=False, indent=2, sort_keys=True),
        "leaf_hash": bytes(found.line.entry.leaf_hash).hex(),
        "longest_delay": configuration.longest_delay(),
        "sections": wording.sections(request, found.line.entry),
    }
    return render(request, "record/entry.html", context)


@page(_("How to check this record"), asks=("newest_checkpoint", "standing_with_witnesses"))
def how_to_check(request: HttpRequest) -> HttpResponse:
    """What the record promises and how anybody can hold it to that."""
    context = {
        "title": _("How to check this record"),
        "checkpoint": queries.newest_checkpoint(),
        "keys": signing.public_keys(),
        "witnesses": queries.standing_with_witnesses(),
        "site": request.build_absolute_uri("/").rstrip("/"),
        "longest_delay": configuration.longest_delay(),
    }
    return render(request, "record/how.html", context)


@page(_("Check a receipt"), asks="detail", methods=("GET", "HEAD", "POST"))
def check_receipt(request: HttpRequest) -> HttpResponse:
    """Hold a receipt against the record."""
    form = ReceiptForm(request.POST or None)
    context: dict[str, Any] = {"title": _("Check a receipt"), "form": form}
    if request.method == "POST" and form.is_valid():
        context |= _judge(form.cleaned_data["receipt"])
    return render(request, "record/receipt.html", context)


def _judge(receipt: receipts.Receipt) -> dict[str, Any]:
    """``outcome`` of a receipt: kept, waiting, missing, differs or foreign."""
    found: dict[str, Any] = {"receipt": receipt, "leaf_hash": receipt.leaf_hash.hex()}
    try:
        receipts.verify(receipt.note, [keys.receipt_signer().public()])
    except receipts.ReceiptError:
        return found | {"outcome": "foreign"}
    try:
        detail = queries.detail(receipt.entry)
    except Entry.DoesNotExist:
        return found | {"outcome": "missing"}
    found["detail"] = detail
    if bytes(detail.line.entry.leaf_hash) != receipt.leaf_hash:
        return found | {"outcome": "differs"}
    return found | {"outcome": "kept" if detail.proof else "waiting"}


def _key(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def _address(chosen: dict[str, str], **key: UUID | None) -> str:
    ((name, value),) = key.items()
    if value is None:
        return ""
    parts = {part: text for part, text in chosen.items() if text} | {name: str(value)}
    return f"{reverse('record:list')}?{urlencode(parts)}"
