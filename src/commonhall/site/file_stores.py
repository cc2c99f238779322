"""Where photos are kept: the disk of the hall's home, or a bucket of an S3-compatible store.

Photos are always sent through the hall, which asks first whether they may be seen. The bucket stays closed:
nothing in it is public, and no link to it is ever given away.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

RIGHT = (
    "COMMONHALL_FILES_URL: write it like s3://key:secret@host/bucket/folder?region=eu-central-1 "
    "(s3+http:// without TLS), or file:"
)
# A store that does not answer must not hold up pages for long.
CONNECT_SECONDS, READ_SECONDS, TRIES = 5, 20, 2


def parse(url: str) -> dict[str, Any]:
    """The entry `default` of Django's STORAGES. Raises ValueError saying what would be right."""
    parts = urlsplit(url)
    if (parts.scheme or parts.path or "file") == "file":
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    bucket, _slash, folder = unquote(parts.path.strip("/")).partition("/")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise ValueError(RIGHT) from error
    if (
        parts.scheme not in {"s3", "s3+http"}
        or not (parts.hostname and bucket)
        or not (parts.username and parts.password)
    ):
        raise ValueError(RIGHT)
    region = parse_qs(parts.query).get("region", ["us-east-1"])[0]
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password),
            "bucket_name": bucket,
            "location": folder,
            "endpoint_url": f"{'http' if parts.scheme == 's3+http' else 'https'}://{parts.hostname}{port}",
            "region_name": region,
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "client_config": _client(),
        },
    }


def _client() -> Any:
    from botocore.config import Config

    return Config(
        s3={"addressing_style": "path"},
        signature_version="s3v4",
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": TRIES},
        # Newer checksums are unknown to many stores that are not Amazon's.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
