#!/usr/bin/env python3
"""Write the API's OpenAPI document to its snapshot, which is reviewed with each change."""

from __future__ import annotations

import json
import os
from pathlib import Path

SNAPSHOT = (
    Path(__file__).resolve().parent.parent / "tests" / "open_data" / "snapshots" / "openapi.json"
)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "commonhall.site.settings_test"
    import django

    django.setup()
    from commonhall.open_data.api import api

    document = api.get_openapi_schema(path_prefix="/api/v1")
    SNAPSHOT.parent.mkdir(exist_ok=True)
    SNAPSHOT.write_text(json.dumps(document, indent=1, sort_keys=True, default=str) + "\n")
    print(f"{SNAPSHOT}: {len(document['paths'])} paths")


if __name__ == "__main__":
    main()
