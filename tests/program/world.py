"""A world of the program: LiteSVM, the committed program deployed upgradeably, keys with fixed seeds, a mint of six decimals.

Invariant: keys are fixed, so addresses, bumps and compute units repeat from run to run.
"""

import hashlib
import struct
from typing import Any

from solders.account import Account
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.litesvm import LiteSVM
from solders.message import Message
from solders.pubkey import Pubkey
from solders.transaction import Transaction

from tests.program.interface import ARTIFACTS, Interface

TOKEN = Pubkey.from_string("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
LOADER = Pubkey.from_string("BPFLoaderUpgradeab1e11111111111111111111111")
INSTRUCTIONS = Pubkey.from_string("Sysvar1nstructions1111111111111111111111111")
SYSTEM = Pubkey.default()
GENESIS_HASH = hashlib.sha256(b"quantdesk localnet genesis").digest()
NOW_S = 1_800_000_000
USDC, SOL = 0, 1
ENGINE, SELF = 0, 1
CREDIT, DEBIT, ACK = 1, 2, 3
CAP = 100_000_000_000
FLOOR = 10_000_000_000
HOUR_S, DAY_S = 3_600, 86_400

ELF = (ARTIFACTS / "quantdesk_program.so").read_bytes()


def key_of(seed: int) -> Keypair:
    """A fixed key."""
    return Keypair.from_seed(seed.to_bytes(32, "little"))


class Refused(Exception):
    """A transaction that failed: error number of the program or the runtime's word, and logs."""

    def __init__(self, error: Any, logs: list[str]) -> None:
        inner = getattr(error, "err", error)
        self.code = getattr(inner, "code", None)
        self.word = str(inner)
        self.logs = logs
        super().__init__(f"{self.code if self.code is not None else self.word}\n" + "\n".join(logs))


class World:
    """A chain with the exchange opened, a USDC vault and a SOL vault."""

    def __init__(self, *, opened: bool = True) -> None:
        self.interface = Interface()
        self.program = self.interface.program
        self.svm = LiteSVM()
        self.authority, self.guardian, self.operator, self.stranger = (key_of(n) for n in (1, 2, 3, 4))
        # Owner of the backstop: whoever wants one opens its account.
        self.backstop = key_of(5)
        self.admins = [key_of(n) for n in (10, 11, 12)]
        for key in (self.authority, self.guardian, self.operator, self.stranger, *self.admins):
            self.svm.airdrop(key.pubkey(), 10**12)
        self.now_s = NOW_S
        self.slot = 1_000
        self.time_set(NOW_S, 1_000)
        self.mint = key_of(20).pubkey()
        self.exchange, self.risk, self.sol_vault = (self.pda(name) for name in (b"exchange", b"risk", b"sol_vault"))
        self.vault = self.pda(b"vault", bytes(self.mint))
        self.vault_tokens = self.pda(b"tokens", bytes(self.mint))
        self.program_data = Pubkey.find_program_address([bytes(self.program)], LOADER)[0]
        self.units: dict[str, int] = {}
        self._deploy()
        self.mint_make(self.mint)
        if opened:
            self.initialize()
            self.vault_open()

    def _deploy(self) -> None:
        head = struct.pack("<IQB", 3, 0, 1) + bytes(self.authority.pubkey())
        rent = self.svm.minimum_balance_for_rent_exemption
        self.svm.set_account(self.program_data, Account(rent(len(head) + len(ELF)), head + ELF, LOADER, False))
        body = struct.pack("<I", 2) + bytes(self.program_data)
        self.svm.set_account(self.program, Account(rent(len(body)), body, LOADER, True))

    # ---- addresses, time, accounts

    def pda(self, *seeds: bytes) -> Pubkey:
        return Pubkey.find_program_address(list(seeds), self.program)[0]

    def user_of(self, owner: Pubkey, index: int = 0) -> Pubkey:
        return self.pda(b"user", bytes(owner), struct.pack("<H", index))

    def time_set(self, now_s: int, slot: int) -> None:
        clock = self.svm.get_clock()
        clock.unix_timestamp, clock.slot = now_s, slot
        self.svm.set_clock(clock)
        self.now_s, self.slot = now_s, slot

    def time_pass(self, seconds: int, slots: int | None = None) -> None:
        """Seconds pass, and slots with them, 2.5 a second unless told; no half is lost."""
        later_s = self.now_s + seconds
        passed = later_s * 5 // 2 - self.now_s * 5 // 2
        self.time_set(later_s, self.slot + (passed if slots is None else slots))

    def mint_make(self, mint: Pubkey, decimals: int = 6) -> None:
        data = struct.pack("<I32sQBBI32s", 0, bytes(32), 10**15, decimals, 1, 0, bytes(32))
        self.svm.set_account(mint, Account(self.svm.minimum_balance_for_rent_exemption(82), data, TOKEN, False))

    def tokens_make(
        self, owner: Pubkey, amount: int, mint: Pubkey | None = None, *, seed: int = 0, **more: Any
    ) -> Pubkey:
        """A token account; more: state (2 frozen), delegate, closer."""
        mint = mint or self.mint
        name = hashlib.sha256(bytes(owner) + bytes(mint) + bytes([seed])).digest()
        key = Pubkey(name)
        delegate, closer = more.get("delegate"), more.get("closer")
        data = struct.pack(
            "<32s32sQI32sBIQQI32s",
            bytes(mint), bytes(owner), amount,
            delegate is not None, bytes(delegate or bytes(32)), more.get("state", 1),
            0, 0, 0, closer is not None, bytes(closer or bytes(32)),
        )  # fmt: skip
        self.svm.set_account(key, Account(self.svm.minimum_balance_for_rent_exemption(165), data, TOKEN, False))
        return key

    def tokens_of(self, key: Pubkey) -> int:
        return struct.unpack_from("<Q", self.svm.get_account(key).data, 64)[0]

    def data_of(self, key: Pubkey) -> bytes:
        account = self.svm.get_account(key)
        return b"" if account is None else bytes(account.data)

    def read(self, name: str, key: Pubkey) -> dict[str, Any]:
        return self.interface.account_read(name, self.data_of(key))

    def user(self, key: Pubkey) -> dict[str, Any]:
        return self.read("UserAccount", key)

    def rewrite(self, name: str, key: Pubkey, record: dict[str, Any]) -> None:
        """Sets an account's bytes, as no instruction could: for states that later instructions reach."""
        account = self.svm.get_account(key)
        data = self.interface.account_write(name, record)
        self.svm.set_account(key, Account(account.lamports, data, account.owner, False))

    # ---- sending

    def send(self, *instructions: Instruction, signers: list[Keypair]) -> Any:
        """Sends one transaction, the first signer pays. Errors: Refused."""
        self.svm.expire_blockhash()
        message = Message(list(instructions), signers[0].pubkey())
        used = [
            key for key in signers if key.pubkey() in message.account_keys[: message.header.num_required_signatures]
        ]
        result = self.svm.send_transaction(Transaction(used, message, self.svm.latest_blockhash()))
        if hasattr(result, "err"):
            raise Refused(result.err(), result.meta().logs())
        return result

    def call(
        self, name: str, accounts: dict[str, Pubkey | None], args: dict[str, Any], signers: list[Keypair], more=()
    ):
        """Sends one instruction; remembers its compute units; returns its events."""
        result = self.send(self.interface.instruction(name, accounts, args, more), signers=signers)
        lines = [line for line in result.logs() if line.startswith(f"Program {self.program} consumed")]
        self.units[name] = int(lines[-1].split()[3])
        return self.interface.events_read(result.logs())

    def admins_sign(self, count: int = 2) -> list[tuple[Pubkey, bool, bool]]:
        return [(key.pubkey(), True, False) for key in self.admins[:count]]

    # ---- instructions

    def initialize(self, **changed: Any):
        args = {
            "genesis_hash": GENESIS_HASH, "quote_mint": self.mint, "guardian": self.guardian.pubkey(),
            "operator": self.operator.pubkey(), "backstop": self.backstop.pubkey(), "admin_threshold": 2, "sol_cap_atoms": CAP * 10,
            "sol_floor_atoms": FLOOR, "admins": [key.pubkey() for key in self.admins],
        } | changed  # fmt: skip
        return self.call("initialize_exchange", self.initialize_accounts(), args, [self.authority])

    def initialize_accounts(self) -> dict[str, Pubkey | None]:
        return {
            "authority": self.authority.pubkey(), "program_data": self.program_data, "exchange": self.exchange,
            "risk": self.risk, "sol_vault": self.sol_vault, "system_program": SYSTEM, "instructions": INSTRUCTIONS,
        }  # fmt: skip

    def gift(self, amount: int) -> None:
        """Somebody sends USDC to the vault unasked."""
        account = self.svm.get_account(self.vault_tokens)
        data = bytearray(account.data)
        data[64:72] = (self.tokens_of(self.vault_tokens) + amount).to_bytes(8, "little")
        self.svm.set_account(self.vault_tokens, type(account)(account.lamports, bytes(data), account.owner, False))

    def vault_open(self, mint: Pubkey | None = None, cap: int = CAP, floor: int = FLOOR):
        mint = mint or self.mint
        accounts = {
            "payer": self.authority.pubkey(), "exchange": self.exchange, "mint": mint,
            "vault": self.pda(b"vault", bytes(mint)), "vault_tokens": self.pda(b"tokens", bytes(mint)),
            "token_program": TOKEN, "system_program": SYSTEM, "instructions": INSTRUCTIONS,
        }  # fmt: skip
        args = {"cap_atoms": cap, "floor_atoms": floor}
        return self.call(
            "initialize_token_vault", accounts, args, [self.authority, *self.admins[:2]], self.admins_sign()
        )

    def account_open(self, owner: Keypair, kind: int = ENGINE, index: int = 0) -> Pubkey:
        if self.svm.get_balance(owner.pubkey()) in (None, 0):
            self.svm.airdrop(owner.pubkey(), 10**12)
        user = self.user_of(owner.pubkey(), index)
        accounts = {
            "payer": owner.pubkey(), "owner": owner.pubkey(), "exchange": self.exchange, "user": user,
            "system_program": SYSTEM,
        }  # fmt: skip
        self.call("create_user_account", accounts, {"index": index, "kind": kind}, [owner])
        return user

    def account_close(self, owner: Keypair, index: int = 0):
        accounts = {"user": self.user_of(owner.pubkey(), index), "owner": owner.pubkey(), "exchange": self.exchange}
        return self.call("close_user_account", accounts, {}, [owner])

    def deposit_accounts(self, owner: Keypair, tokens: Pubkey, index: int = 0) -> dict[str, Pubkey | None]:
        return {
            "user": self.user_of(owner.pubkey(), index), "owner": owner.pubkey(), "exchange": self.exchange,
            "vault": self.vault, "mint": self.mint, "vault_tokens": self.vault_tokens, "owner_tokens": tokens,
            "token_program": TOKEN,
        }  # fmt: skip

    def deposit(self, owner: Keypair, tokens: Pubkey, amount: int, index: int = 0):
        return self.call("deposit_tokens", self.deposit_accounts(owner, tokens, index), {"amount": amount}, [owner])

    def withdraw_accounts(self, user: Pubkey, tokens: Pubkey, caller: Keypair) -> dict[str, Pubkey | None]:
        return {
            "user": user, "exchange": self.exchange, "risk": self.risk, "vault": self.vault, "mint": self.mint,
            "vault_tokens": self.vault_tokens, "owner_tokens": tokens, "caller": caller.pubkey(), "token_program": TOKEN,
        }  # fmt: skip

    def withdraw(self, user: Pubkey, tokens: Pubkey, amount: int, caller: Keypair):
        return self.call("withdraw_tokens", self.withdraw_accounts(user, tokens, caller), {"amount": amount}, [caller])

    def sol_deposit(self, owner: Keypair, amount: int, index: int = 0):
        accounts = {
            "user": self.user_of(owner.pubkey(), index), "owner": owner.pubkey(), "exchange": self.exchange,
            "sol_vault": self.sol_vault, "system_program": SYSTEM,
        }  # fmt: skip
        return self.call("deposit_native_sol", accounts, {"amount": amount}, [owner])

    def sol_withdraw(self, owner: Pubkey, amount: int, caller: Keypair, index: int = 0):
        accounts = {
            "user": self.user_of(owner, index), "exchange": self.exchange, "risk": self.risk, "sol_vault": self.sol_vault,
            "owner": owner, "caller": caller.pubkey(),
        }  # fmt: skip
        return self.call("withdraw_native_sol", accounts, {"amount": amount}, [caller])

    def update(self, owner: Keypair, action: int, index: int = 0, **fields: Any):
        args = {
            "action": action, "key": SYSTEM, "expiry_s": 0, "markets": 2**64 - 1, "notional_day_atoms": 0, "flags": 0, "floor": 0,
        } | fields  # fmt: skip
        accounts = {"user": self.user_of(owner.pubkey(), index), "owner": owner.pubkey()}
        return self.call("update_user_account", accounts, args, [owner])

    def exit_call(self, name: str, owner: Keypair, index: int = 0, **args: Any):
        accounts = {"user": self.user_of(owner.pubkey(), index), "owner": owner.pubkey(), "exchange": self.exchange}
        return self.call(name, accounts, args, [owner])

    def claim(self, user: Pubkey, caller: Keypair):
        """Before the freeze."""
        accounts = {"user": user, "exchange": self.exchange, "resolution": None}
        return self.call("claim_exit", accounts, {}, [caller])

    def migrate(self, payer: Keypair, user: Pubkey):
        accounts = {"payer": payer.pubkey(), "user": user, "system_program": SYSTEM}
        return self.call("migrate_account", accounts, {}, [payer])

    def health(self, user: Pubkey) -> list[int]:
        """Net, Open, initial, maintenance, withdrawable."""
        accounts = {"user": user, "risk": self.risk}
        result = self.send(self.interface.instruction("view_health", accounts, {}), signers=[self.stranger])
        return list(struct.unpack("<5q", bytes(result.return_data().data)))

    # ---- the settlement log

    def settle(self, honest: list[tuple[int, Pubkey, int, int]], **lies: Any):
        """Honest items (kind, user, asset, amount) with honest sequence, time and digest, unless told otherwise."""
        body, users, digest = self.items_make(honest)
        fields = {"engine_us": self.now_s * 1_000_000, "round": 0, "items": body, "digest": digest} | lies
        operator = fields.pop("operator", self.operator)
        if "engine_us" in lies and "digest" not in lies:
            fields["digest"] = self.items_make(honest, engine_us=lies["engine_us"])[2]
        accounts = {"operator": operator.pubkey(), "exchange": self.exchange, "risk": self.risk}
        more = fields.pop("more", [(user, False, True) for user in users])
        return self.call("settle_items", accounts, fields, [operator], more)

    def items_make(self, items: list[tuple[int, Pubkey, int, int]], engine_us: int | None = None):
        """Bytes of the items, their accounts, and the digest of the after-state as an engine of its own computes it (CUST-8)."""
        users: list[Pubkey] = []
        states: dict[Pubkey, dict[str, Any]] = {}
        body = b""
        for kind, user, asset, amount in items:
            if user not in states:
                users.append(user)
                states[user] = self.user(user)
            settled = states[user]["settled"]
            body += struct.pack("<BBB5xQQ8x", kind, users.index(user), asset, settled["seq"], amount)
            settled["seq"] += 1
            settled["engine_us"] = self.now_s * 1_000_000 if engine_us is None else engine_us
            if kind == ACK:
                settled["inbox_acked"] = amount
            elif asset < len(settled["collateral"]):
                total = settled["collateral"][asset] + (amount if kind == CREDIT else -amount)
                settled["collateral"][asset] = (total + 2**63) % 2**64 - 2**63
        text = b"".join(self.after_state(states[user]) for user in users)
        return body, users, hashlib.sha256(text).digest()[:16]

    def after_state(self, user: dict[str, Any]) -> bytes:
        """The bytes that CUST-8 digests: the settled block and the positions in use."""
        settled = user["settled"]
        head = struct.pack(
            "<5Q2q8q",
            settled["number"], settled["seq"], settled["engine_us"], settled["inbox_acked"], settled["held_epoch"],
            settled["held_current"], settled["held_previous"], *settled["collateral"],
        )  # fmt: skip
        used = user["positions"][: user["positions_count"]]
        kind = {"defined": {"name": "PositionSlot"}}
        return head + b"".join(self.interface.encode(kind, slot) for slot in used)
