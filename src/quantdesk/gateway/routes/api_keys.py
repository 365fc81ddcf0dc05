"""API keys: the caller brings the public half of a key of his own making."""

from typing import Final
from uuid import UUID

from litestar.handlers import HTTPRouteHandler

from quantdesk.gateway.base58 import key_decode, key_encode
from quantdesk.gateway.calls import Call, route
from quantdesk.gateway.examples import EXAMPLE_KEY, EXAMPLE_TIME_MS, EXAMPLE_UUID
from quantdesk.gateway.operations import Budget, Example, Operation, Scope
from quantdesk.gateway.problems import conflict, not_found, rejected
from quantdesk.gateway.sessions import revoke_tokens
from quantdesk.gateway.wire.auth import API_KEYS_MAX, ApiKey, ApiKeyList, ApiKeyPath, ApiKeyRequest
from quantdesk.gateway.wire.fields import SAFE_INTEGER_MAX, ScopeName
from quantdesk.runtime.clock import now_us
from quantdesk.store.api_keys import ApiKey as StoredKey
from quantdesk.store.api_keys import KeyExists, KeyWanted, key_create, key_end, keys_list
from quantdesk.store.users import user_ensure

KEY_LIVES_MAX_US: Final = 366 * 86_400_000_000
WEIGHT: Final = 5

CREATE: Final = Operation(
    method="POST",
    path="/api/accounts/api-keys",
    name="api_keys_create",
    summary="Registers a public key that may sign requests",
    tag="api-keys",
    scope=Scope.SESSION,
    budget=Budget.DATA,
    weight=WEIGHT,
    body_form=ApiKeyRequest,
    answer=ApiKey,
    status=201,
    statuses=(409, 422),
    example=Example(
        body={"public_key": EXAMPLE_KEY, "scopes": ["read"], "label": "reports", "expires_ms": EXAMPLE_TIME_MS},
        status=201,
    ),
)
LIST: Final = Operation(
    method="GET",
    path="/api/accounts/api-keys",
    name="api_keys_list",
    summary="Lists the caller's living keys",
    tag="api-keys",
    scope=Scope.SESSION,
    budget=Budget.DATA,
    weight=WEIGHT,
    answer=ApiKeyList,
    example=Example(),
)
END: Final = Operation(
    method="DELETE",
    path="/api/accounts/api-keys/{key_id}",
    name="api_keys_end",
    summary="Ends a key for ever",
    tag="api-keys",
    scope=Scope.SESSION,
    budget=Budget.DATA,
    weight=WEIGHT,
    path_form=ApiKeyPath,
    status=204,
    statuses=(404,),
    example=Example(path={"key_id": EXAMPLE_UUID}, status=204),
)


async def create(call: Call[None, None, ApiKeyRequest]) -> ApiKey:
    """Registers a key."""
    form, now = call.body, now_us()
    try:
        public_key = key_decode(form.public_key)
    except ValueError as error:
        raise rejected("base58_length", "The text is not base58 of a key.", "public_key", str(error)) from None
    expires_us = form.expires_ms * 1_000
    if not now < expires_us <= now + KEY_LIVES_MAX_US:
        bound = f"{now // 1_000} to {(now + KEY_LIVES_MAX_US) // 1_000}"
        raise rejected(
            "expiry_out_of_range", "A key ends within a year from now.", "expires_ms", bound, str(form.expires_ms)
        )
    user = await user_ensure(call.parts.database, call.caller.owner, now)
    if len(await _living(call, user.id)) >= API_KEYS_MAX:
        raise rejected(
            "api_key_limit", "The caller has as many keys as allowed; end one first.", None, f"at most {API_KEYS_MAX}"
        )
    scopes = tuple(dict.fromkeys(form.scopes))
    try:
        made = await key_create(
            call.parts.database, user.id, KeyWanted(public_key, scopes, form.label, expires_us), now
        )
    except KeyExists:
        raise conflict("api_key_exists", "This public key is or was an API key.", "public_key") from None
    return _answer(made)


async def list_keys(call: Call[None, None, None]) -> ApiKeyList:
    """Lists living keys."""
    user = await user_ensure(call.parts.database, call.caller.owner, now_us())
    return ApiKeyList(api_keys=tuple(_answer(key) for key in await _living(call, user.id)))


async def end(call: Call[ApiKeyPath, None, None]) -> None:
    """Ends a key of the caller; requests that it signed are refused everywhere within a second."""
    now = now_us()
    user = await user_ensure(call.parts.database, call.caller.owner, now)
    key_id = UUID(call.path.key_id)
    if not await key_end(call.parts.database, user.id, key_id, now):
        raise not_found("api_key_unknown", "The caller has no such living key.", "key_id", call.path.key_id)
    await revoke_tokens(call.parts, key_id, now)


async def _living(call: Call[None, None, ApiKeyRequest] | Call[None, None, None], user_id: UUID) -> list[StoredKey]:
    now = now_us()
    found = await keys_list(call.parts.database, user_id)
    return [key for key in found if key.ended_us is None and (key.expires_us is None or key.expires_us > now)][
        :API_KEYS_MAX
    ]


def _answer(key: StoredKey) -> ApiKey:
    scopes: list[ScopeName] = ["read"] if "read" in key.scopes else []
    if "trade" in key.scopes:
        scopes.append("trade")
    return ApiKey(
        key_id=str(key.id),
        public_key=key_encode(key.public_key),
        scopes=tuple(scopes),
        label=key.label,
        created_ms=key.created_us // 1_000,
        expires_ms=SAFE_INTEGER_MAX if key.expires_us is None else key.expires_us // 1_000,
    )


ROUTES: Final[list[HTTPRouteHandler]] = [route(CREATE, create), route(LIST, list_keys), route(END, end)]
