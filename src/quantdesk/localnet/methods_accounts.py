"""Methods that read accounts and tokens."""

from collections.abc import Callable
from typing import Any, Final

from solders.account import Account
from solders.pubkey import Pubkey

from quantdesk.localnet.account_json import account_json, filters_check, filters_pass
from quantdesk.localnet.chain import Chain
from quantdesk.localnet.errors import params_invalid
from quantdesk.localnet.parameters import Config, Parameters, key_of, number_of, view_of, with_context
from quantdesk.localnet.tokens import PROGRAMS, amount_json, decimals_of, mint_read, token_read

ACCOUNTS_MAX: Final = 100
LARGEST: Final = 20
ACCOUNT_BYTES_MAX: Final = 10 * 1024 * 1024

Method = Callable[[Chain, Parameters], Any]


def get_account_info(chain: Chain, p: Parameters) -> Any:
    """Method getAccountInfo."""
    key, config = p.key(0), p.config(1)
    slot = view_of(chain, config)
    return with_context(slot, account_json(chain, chain.account(key, slot), config))


def get_multiple_accounts(chain: Chain, p: Parameters) -> Any:
    """Method getMultipleAccounts."""
    keys, config = p.keys(0, ACCOUNTS_MAX), p.config(1)
    slot = view_of(chain, config)
    return with_context(slot, [account_json(chain, chain.account(key, slot), config, "base64") for key in keys])


def get_balance(chain: Chain, p: Parameters) -> Any:
    """Method getBalance, lamports."""
    key, config = p.key(0), p.config(1)
    slot = view_of(chain, config)
    account = chain.account(key, slot)
    return with_context(slot, 0 if account is None else account.lamports)


def get_program_accounts(chain: Chain, p: Parameters) -> Any:
    """Method getProgramAccounts with its filters."""
    program, config = p.key(0), p.config(1)
    slot, filters = view_of(chain, config), filters_check(config.get("filters"))
    found = [pair for pair in chain.program_accounts(program, slot) if filters_pass(filters, pair[1])]
    rows = _rows(chain, found, config)
    return with_context(slot, rows) if config.get("withContext") else rows


def _rows(chain: Chain, found: list[tuple[Pubkey, Account]], config: Config) -> list[dict[str, Any]]:
    return [{"pubkey": str(key), "account": account_json(chain, account, config)} for key, account in found]


def get_minimum_balance(chain: Chain, p: Parameters) -> Any:
    """Method getMinimumBalanceForRentExemption, lamports."""
    size = p.number(0)
    if size > ACCOUNT_BYTES_MAX:
        raise params_invalid(f"expected at most {ACCOUNT_BYTES_MAX} bytes, found {size}")
    return chain.svm.minimum_balance_for_rent_exemption(size)


def get_token_balance(chain: Chain, p: Parameters) -> Any:
    """Method getTokenAccountBalance."""
    key, config = p.key(0), p.config(1)
    slot = view_of(chain, config)
    token = token_read(chain.account(key, slot))
    if token is None:
        raise params_invalid("could not find account" if chain.account(key, slot) is None else "not a Token account")
    decimals = decimals_of(chain.account(Pubkey(token.mint), slot))
    return with_context(slot, amount_json(token.amount, decimals))


def get_token_supply(chain: Chain, p: Parameters) -> Any:
    """Method getTokenSupply."""
    key, config = p.key(0), p.config(1)
    slot = view_of(chain, config)
    mint = mint_read(chain.account(key, slot))
    if mint is None:
        raise params_invalid("could not find mint" if chain.account(key, slot) is None else "not a Token mint")
    return with_context(slot, amount_json(mint.supply, mint.decimals))


def tokens_held(chain: Chain, slot: int, wanted: Config, name: str, key: bytes) -> list[tuple[Pubkey, Account]]:
    """Token accounts whose owner or delegate (by name) is this key, of a mint or of a program."""
    if isinstance(wanted.get("mint"), str):
        named = key_of(wanted["mint"])
        mint: bytes | None = bytes(named)
        programs: tuple[Pubkey, ...] = PROGRAMS
        if mint_read(chain.account(named, slot)) is None:
            raise params_invalid("could not find mint")
    elif isinstance(wanted.get("programId"), str):
        mint, programs = None, (key_of(wanted["programId"]),)
        if programs[0] not in PROGRAMS:
            raise params_invalid("unrecognized Token program id")
    else:
        raise params_invalid("expected an object with mint or programId as parameter 2")
    found = []
    for program in programs:
        for address, account in chain.program_accounts(program, slot):
            token = token_read(account)
            if token is not None and getattr(token, name) == key and (mint is None or token.mint == mint):
                found.append((address, account))
    return found


def get_tokens_by_owner(chain: Chain, p: Parameters) -> Any:
    """Method getTokenAccountsByOwner."""
    return _tokens_by(chain, p, "owner")


def get_tokens_by_delegate(chain: Chain, p: Parameters) -> Any:
    """Method getTokenAccountsByDelegate."""
    return _tokens_by(chain, p, "delegate")


def _tokens_by(chain: Chain, p: Parameters, name: str) -> Any:
    key, wanted, config = p.key(0), p.config(1), p.config(2)
    slot = view_of(chain, config)
    return with_context(slot, _rows(chain, tokens_held(chain, slot, wanted, name, bytes(key)), config))


def get_largest_tokens(chain: Chain, p: Parameters) -> Any:
    """Method getTokenLargestAccounts: the 20 largest."""
    mint, config = p.key(0), p.config(1)
    slot = view_of(chain, config)
    decimals = decimals_of(chain.account(mint, slot))
    rows = []
    for program in PROGRAMS:
        for address, account in chain.program_accounts(program, slot):
            token = token_read(account)
            if token is not None and token.mint == bytes(mint):
                rows.append((token.amount, str(address)))
    rows.sort(key=lambda row: (-row[0], row[1]))
    return with_context(slot, [{"address": text} | amount_json(amount, decimals) for amount, text in rows[:LARGEST]])


def limit_of(config: Config, most: int) -> int:
    """The limit that a caller sets, at most `most`."""
    limit = config.get("limit")
    if limit is None:
        return most
    found = number_of(limit, "limit")
    if not 1 <= found <= most:
        raise params_invalid(f"Invalid limit; max {most}")
    return found


METHODS: Final[dict[str, Method]] = {
    "getAccountInfo": get_account_info,
    "getMultipleAccounts": get_multiple_accounts,
    "getBalance": get_balance,
    "getProgramAccounts": get_program_accounts,
    "getMinimumBalanceForRentExemption": get_minimum_balance,
    "getTokenAccountBalance": get_token_balance,
    "getTokenSupply": get_token_supply,
    "getTokenAccountsByOwner": get_tokens_by_owner,
    "getTokenAccountsByDelegate": get_tokens_by_delegate,
    "getTokenLargestAccounts": get_largest_tokens,
}
