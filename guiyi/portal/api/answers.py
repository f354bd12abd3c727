"""How calls answer: JSON with an entity tag, 304 where the caller has it already."""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from guiyi.database import as_json
from guiyi.portal.access import Visitor


def answer(
    request: Request, content: Any, visitor: Visitor | None = None, media_type: str = "application/json"
) -> Response:
    """A value (or text, for another media type) → the answer; what a key may see is kept by no shared cache."""
    body = (content if isinstance(content, str) else as_json(content)).encode("utf-8", "replace")
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    is_private = visitor is not None and visitor.kind != "anonymous"
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache" if is_private else "public, no-cache",
        "Vary": "Authorization, Cookie",
    }
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if etag in known or known == ["*"]:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
