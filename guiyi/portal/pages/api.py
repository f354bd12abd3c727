"""The unified call API for people: what there is to call, made from the OpenAPI document; no script."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from guiyi.portal.access import ThePortal
from guiyi.portal.columns import platform_of
from guiyi.portal.keys import SCOPES
from guiyi.portal.rendering import language_of, render, translate
from guiyi.portal.wording import LANGUAGES, words

router = APIRouter()


@router.get("/api")
def show_api(request: Request, portal: ThePortal) -> Response:
    """Every call with its parameters."""
    paths: dict[str, dict[str, Any]] = request.app.openapi()["paths"]
    calls = [(method.upper(), path, said) for path, methods in paths.items() for method, said in methods.items()]
    root = portal.url or str(request.base_url).rstrip("/")
    language = language_of(request)
    labels = {one.name: (one.label, one.label_en)[LANGUAGES.index(language)] for one in platform_of(portal).metadata}

    def meaning(key: str, otherwise: str) -> str:
        return translate(language, key) if key in words() else otherwise

    return render(request, "api.html", calls=calls, scopes=SCOPES, root=root, labels=labels, meaning=meaning)
