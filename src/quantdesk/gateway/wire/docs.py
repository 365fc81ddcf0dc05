"""Parameters of the documentation page."""

from typing import Annotated

from msgspec import Meta

from quantdesk.gateway.patterns import whole
from quantdesk.gateway.wire.fields import Wire


class AssetPath(Wire, frozen=True, kw_only=True):
    """Names a file of the documentation page."""

    name: Annotated[str, Meta(pattern=whole(r"[a-z][a-z-]{1,60}\.(js|css)"), max_length=64)]
