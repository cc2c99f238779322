"""Addresses of the record, below ``/record/``.

The first log is a C2SP log with the prefix ``record``; a log opened after a restore has ``record/2``
and so on, which is also what its checkpoints call it.
"""

from __future__ import annotations

from django.urls import include, path

from commonhall.record import endpoints, views
from commonhall.record.witnesses import endpoints as witness_endpoints

app_name = "record"

_log = [
    path("checkpoint", endpoints.checkpoint, name="checkpoint"),
    path("witnessed", endpoints.witnessed, name="witnessed"),
    path("checkpoints", endpoints.checkpoints, name="checkpoints"),
    path("tile/entries/<path:path>", endpoints.entry_bundle, name="bundle"),
    path("tile/<str:level>/<path:path>", endpoints.tile, name="tile"),
    path("proof/consistency", endpoints.consistency, name="consistency"),
]

urlpatterns = [
    path("", views.entry_list, name="list"),
    path("entry/<uuid:identity>/", views.entry_page, name="entry"),
    path("entry/<uuid:identity>.json", endpoints.entry_json, name="entry_json"),
    path("how-to-check/", views.how_to_check, name="how"),
    path("receipt/", views.check_receipt, name="receipt"),
    path("receipt/<uuid:identity>.txt", endpoints.receipt_file, name="receipt_file"),
    path("keys.json", endpoints.keys_json, name="keys"),
    path("status.json", endpoints.status, name="status"),
    path("proof/inclusion/<uuid:identity>", endpoints.inclusion, name="inclusion"),
    path("policy", endpoints.policy, name="policy"),
    path("witness/add-checkpoint", witness_endpoints.add_checkpoint, name="add_checkpoint"),
    path("witness/<str:name>/checkpoint", witness_endpoints.checkpoint, name="cosigned"),
    *_log,
    path("<int:log>/", include(_log)),
]
