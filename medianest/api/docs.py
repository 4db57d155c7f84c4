"""The API's own pages: Swagger UI with every file served by us, so that they work without the internet and under the
policy of every other page."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse, HTMLResponse, Response

from medianest import routes
from medianest.errors import NotFound

router = APIRouter(include_in_schema=False)

_FILES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
}
_START = f"""window.addEventListener("load", () => SwaggerUIBundle({{
  url: "{routes.OPENAPI}", dom_id: "#swagger", deepLinking: true, persistAuthorization: false, validatorUrl: null,
}}));
"""
_PAGE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>MediaNest API</title>
<link rel="stylesheet" href="{routes.API_DOCS}/swagger-ui.css">
</head>
<body>
<div id="swagger"></div>
<script src="{routes.API_DOCS}/swagger-ui-bundle.js"></script>
<script src="{routes.API_DOCS}/start.js"></script>
</body>
</html>
"""


def _folder() -> Path:
    """Where the package that carries Swagger UI lies; only its files are taken."""
    spec = find_spec("fastapi_offline")
    if spec is None or not spec.submodule_search_locations:
        raise NotFound("The API pages are not installed.")
    return Path(spec.submodule_search_locations[0]) / "static"


@router.get(routes.API_DOCS)
def page() -> Response:
    return HTMLResponse(_PAGE)


@router.get(f"{routes.API_DOCS}/{{name}}")
def asset(name: str) -> Response:
    if name == "start.js":
        return Response(_START, media_type="text/javascript")
    if name not in _FILES:
        raise NotFound("There is no such file.")
    return FileResponse(_folder() / name, media_type=_FILES[name], headers={"cache-control": "public, max-age=86400"})
