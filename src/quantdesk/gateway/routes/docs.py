"""The OpenAPI document and its offline page."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from litestar.handlers import HTTPRouteHandler
from swagger_ui_bundle import swagger_ui_path  # type: ignore[import-untyped]

from quantdesk.gateway.calls import Call, Reply, route
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.problems import not_found
from quantdesk.gateway.wire.docs import AssetPath

ASSET_TYPES: Final = {
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui-standalone-preset.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
    "start.js": "text/javascript; charset=utf-8",
}
PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
ASSET_AGE_S: Final = 3_600
PAGE: Final = b"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>QuantDesk API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/docs/assets/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/api/docs/assets/swagger-ui-bundle.js"></script>
<script src="/api/docs/assets/swagger-ui-standalone-preset.js"></script>
<script src="/api/docs/assets/start.js"></script>
</body>
</html>
"""
START: Final = b"""SwaggerUIBundle({
  url: "/api/docs/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
});
"""

DOCUMENT: Final = Operation(
    method="GET",
    path="/api/docs/openapi.json",
    name="docs_openapi",
    summary="This document",
    tag="docs",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=1,
    example=Example(),
)
SWAGGER: Final = Operation(
    method="GET",
    path="/api/docs/swagger",
    name="docs_swagger",
    summary="A page to read and try this document, without any outside request",
    tag="docs",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=1,
    media_type="text/html",
    example=Example(),
)
ASSET: Final = Operation(
    method="GET",
    path="/api/docs/assets/{name}",
    name="docs_asset",
    summary="Files of that page",
    tag="docs",
    scope=Scope.PUBLIC,
    budget=Budget.DATA,
    weight=1,
    path_form=AssetPath,
    statuses=(404,),
    media_type="*/*",
    example=Example(path={"name": "swagger-ui.css"}),
)


async def document(call: Call[None, None, None]) -> Reply:
    """Gives the document that the application made of its own routes when it started."""
    return Reply(content=call.parts.document)


async def swagger(_call: Call[None, None, None]) -> Reply:
    """Gives the page."""
    return Reply(content=PAGE, media_type="text/html", headers={"content-security-policy": PAGE_POLICY})


async def asset(call: Call[AssetPath, None, None]) -> Reply:
    """Gives one file."""
    content = _asset(call.path.name)
    if content is None:
        raise not_found("asset_unknown", "There is no such file.", "name", call.path.name)
    return Reply(
        content=content,
        media_type=ASSET_TYPES[call.path.name],
        headers={"cache-control": f"public, max-age={ASSET_AGE_S}"},
    )


@lru_cache(maxsize=8)
def _asset(name: str) -> bytes | None:
    """Returns a file of the bundle by its name of ASSET_TYPES; read once, never by a path that a request makes."""
    if name not in ASSET_TYPES:
        return None
    return START if name == "start.js" else (Path(swagger_ui_path) / name).read_bytes()


ROUTES: Final[list[HTTPRouteHandler]] = [route(DOCUMENT, document), route(SWAGGER, swagger), route(ASSET, asset)]
