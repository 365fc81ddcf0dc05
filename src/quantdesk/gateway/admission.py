"""Lets a request in: proves who asks, compares scope, draws on the budget. In this order, for every operation alike.

Invariant: no operation runs before its scope was proven and its weight was taken.
"""

import hmac
import ipaddress
from typing import Final

from quantdesk.gateway.callers import Caller, require_scope
from quantdesk.gateway.key_proofs import KEY_HEADER
from quantdesk.gateway.operations import Operation, Scope
from quantdesk.gateway.parts import Parts
from quantdesk.gateway.problems import Refusal, forbidden, unauthenticated
from quantdesk.gateway.visits import Visit
from quantdesk.runtime.clock import now_us

AUTHORIZATION: Final = b"authorization"
PROXY_HEADERS: Final = (b"x-forwarded-for", b"x-real-ip", b"forwarded", b"via")


async def admit(parts: Parts, visit: Visit, operation: Operation) -> None:
    """Sets visit.caller and the headers of the budget; raises Refusal (401, 403, 429, 503)."""
    scope = operation.scope
    if scope is Scope.OPERATOR:
        require_operator(parts, visit)
    elif scope in {Scope.PUBLIC, Scope.REFRESH}:
        visit.caller = await _caller_if_any(parts, visit) if scope is Scope.PUBLIC else None
    else:
        visit.caller = caller = await prove(parts, visit)
        require_scope(caller, scope)
    visit.answer_headers += await parts.budgets.take(operation.budget, visit.caller, visit.address, operation.weight)


async def prove(parts: Parts, visit: Visit) -> Caller:
    """Returns who asks; raises Refusal (401)."""
    authorization = visit.headers.get(AUTHORIZATION)
    if authorization is not None:
        return parts.tokens.caller(authorization, now_us())
    if KEY_HEADER in visit.headers:
        return await parts.key_proofs.caller(visit, now_us())
    raise unauthenticated(
        "unauthenticated", "Send an access token as Authorization: Bearer, or sign the request with an API key."
    )


async def _caller_if_any(parts: Parts, visit: Visit) -> Caller | None:
    """Returns who asks for public data, so that it counts on their budget and not on their address; None when nobody is proven."""
    if AUTHORIZATION not in visit.headers:
        return None
    try:
        return parts.tokens.caller(visit.headers[AUTHORIZATION], now_us())
    except Refusal:
        return None


def _is_local(visit: Visit) -> bool:
    """Whether a request comes from this machine itself and was not passed on by a proxy on it."""
    if any(name in visit.headers for name in PROXY_HEADERS):
        return False
    try:
        return ipaddress.ip_address(visit.address).is_loopback
    except ValueError:
        return False


def require_operator(parts: Parts, visit: Visit) -> None:
    """Raises Refusal unless the request comes from this machine or shows the service token."""
    if _is_local(visit):
        return
    shown = visit.headers.get(AUTHORIZATION, b"")
    if not hmac.compare_digest(shown, b"Bearer " + parts.settings.service_token.reveal().encode()):
        raise forbidden("operator_required", "This address answers operators only.")
