"""The API's OpenAPI document: made once per process and language, and sent as the bytes it was made as."""

from __future__ import annotations

import gzip
import hashlib
import json
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.responses import NinjaJSONEncoder

ETAG = {
    "description": "the version in which the thing was left",
    "schema": {"type": "string"},
}


@dataclass(frozen=True)
class Document:
    """The document as values, and as it is sent."""

    values: dict[str, Any]

    @cached_property
    def plain(self) -> bytes:
        return json.dumps(self.values, cls=NinjaJSONEncoder).encode()

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.plain, mtime=0)

    @cached_property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.plain).hexdigest()[:32]}"'


class Schemas(OpenAPISchema):
    """Describes each model once: some 300 operations share a dozen models."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        self._described: dict[tuple[Any, ...], tuple[Any, bool]] = {}
        self._parameters: dict[Any, list[dict[str, Any]]] = {}
        super().__init__(api, path_prefix)

    def _extract_parameters(self, model: Any) -> list[dict[str, Any]]:
        if model not in self._parameters:
            self._parameters[model] = super()._extract_parameters(model)
        return deepcopy(self._parameters[model])

    def _create_schema_from_model(self, model: Any, *args: Any, **options: Any) -> Any:
        key = (model, *args, *sorted(options.items()))
        if key not in self._described:
            self._described[key] = super()._create_schema_from_model(model, *args, **options)
        return deepcopy(self._described[key])


def made(api: NinjaAPI, path_prefix: str) -> Document:
    """The document, with what our answers really are: problem details, and tags of versions."""
    document = Schemas(api, path_prefix)
    for methods in document["paths"].values():
        for operation in methods.values():
            if "412" in map(str, operation["responses"]):
                _done(operation["responses"])["headers"] = {"ETag": ETAG}
            for status, answer in operation["responses"].items():
                content = answer.get("content", {})
                if int(status) >= 400 and "application/json" in content:
                    content["application/problem+json"] = content.pop("application/json")
    return Document(document)


def _done(responses: dict[Any, Any]) -> Any:
    """The answer of an operation that did what it was asked."""
    return next(said for status, said in responses.items() if int(status) < 300)
