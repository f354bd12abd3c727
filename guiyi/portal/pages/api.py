"""The unified call API for people: what there is to call, made from the OpenAPI document; no script."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from guiyi.codes import LANGUAGES
from guiyi.portal.access import ThePortal
from guiyi.portal.columns import platform_of
from guiyi.portal.keys import SCOPES
from guiyi.portal.rendering import language_of, render, translate
from guiyi.portal.wording import words

router = APIRouter()


@router.get("/api")
def show_api(request: Request, portal: ThePortal) -> Response:
    """Every call with its parameters."""
    paths: dict[str, dict[str, Any]] = request.app.openapi()["paths"]
    calls = [(method.upper(), path, said) for path, methods in paths.items() for method, said in methods.items()]
    schemas = request.app.openapi()["components"]["schemas"]
    bodies = {(method, path): _fields(schemas, said) for method, path, said in calls}
    root = portal.url or str(request.base_url).rstrip("/")
    language = language_of(request)
    labels = {one.name: (one.label, one.label_en)[LANGUAGES.index(language)] for one in platform_of(portal).metadata}

    def meaning(key: str, otherwise: str) -> str:
        return translate(language, key) if key in words() else otherwise

    return render(
        request, "api.html", calls=calls, scopes=SCOPES, root=root, labels=labels, meaning=meaning, bodies=bodies
    )


def _fields(schemas: dict[str, Any], said: dict[str, Any]) -> list[dict[str, Any]]:
    """A call → the fields of its JSON body: name, type, whether it must be there, description, limits."""
    body = said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schema = schemas.get(body.get("$ref", "").rsplit("/", 1)[-1], {})
    needed = schema.get("required", [])
    return [
        {"name": name, "type": _type(one), "required": name in needed, "description": one.get("description", "")}
        for name, one in schema.get("properties", {}).items()
    ]


def _type(said: dict[str, Any]) -> str:
    """A field's schema → its type in words: `string ≤ 500`, `[string ≤ 500] ≤ 50`."""
    one = next((part for part in said.get("anyOf", ()) if part.get("type") != "null"), said)
    most = one.get("maxLength") or one.get("maxItems")
    name = f"[{_type(one['items'])}]" if "items" in one else str(one.get("type", ""))
    return f"{name} ≤ {most}" if most else name
