"""The unmodified solana-py against localnet: accounts, transactions, subscriptions, errors."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed, Finalized, Processed
from solana.rpc.core import RPCException
from solana.rpc.models import MemcmpOpts, TokenAccountOpts, TxOpts
from solana.rpc.websocket_api import SolanaWsClient
from solders.keypair import Keypair
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.system_program import ID as SYSTEM
from solders.system_program import TransferParams, transfer
from solders.transaction import VersionedTransaction
from solders.transaction_status import TransactionConfirmationStatus

from quantdesk.localnet.tokens import TOKEN
from tests.integration.localnet.nodes import Node


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with Node(tmp_path_factory.mktemp("localnet")) as node:
        yield node


async def paid(client: AsyncClient, payer: Keypair, to: Pubkey, lamports: int) -> VersionedTransaction:
    """A version 0 transaction that pays."""
    recent = (await client.get_latest_blockhash(Confirmed)).value.blockhash
    pay = transfer(TransferParams(from_pubkey=payer.pubkey(), to_pubkey=to, lamports=lamports))
    return VersionedTransaction(MessageV0.try_compile(payer.pubkey(), [pay], [], recent), [payer])


async def funded(client: AsyncClient) -> Keypair:
    """A key with ten SOL, confirmed."""
    key = Keypair()
    signature = (await client.request_airdrop(key.pubkey(), 10**10)).value
    await client.confirm_transaction(signature, Confirmed, sleep_seconds=0.05)
    return key


async def test_a_transfer_is_sent_confirmed_final_and_read(node: Node) -> None:
    async with AsyncClient(node.url, commitment=Confirmed) as client:
        key, other = await funded(client), Keypair().pubkey()
        options = TxOpts(skip_confirmation=False, preflight_commitment=Finalized)
        signature = (await client.send_transaction(await paid(client, key, other, 5_000_000), options)).value
        assert (await client.get_balance(other, Finalized)).value == 5_000_000
        status = (await client.get_signature_statuses([signature])).value[0]
        assert status is not None
        assert status.confirmation_status == TransactionConfirmationStatus.Finalized
        found = (await client.get_transaction(signature, "jsonParsed", max_supported_transaction_version=0)).value
        assert found is not None
        assert found.transaction.meta is not None
        assert found.transaction.meta.err is None
        for encoding in ("json", "base64", "base58"):
            assert (await client.get_transaction(signature, encoding, max_supported_transaction_version=0)).value
        history = (await client.get_signatures_for_address(other)).value
        assert [each.signature for each in history] == [signature]


async def test_every_question_of_the_library_is_answered_in_its_shape(node: Node) -> None:
    async with AsyncClient(node.url, commitment=Confirmed) as client:
        key = await funded(client)
        assert await client.is_connected()
        assert (await client.get_version()).value.solana_core
        assert str((await client.get_genesis_hash()).value) == node.ask("getGenesisHash")
        slot = (await client.get_slot()).value
        assert (await client.get_block_height()).value < slot
        assert (await client.get_epoch_info()).value.absolute_slot >= slot
        assert (await client.get_epoch_schedule()).value.slots_per_epoch == 432_000
        assert (await client.get_block_time(slot - 10)).value == (slot - 10) * 2 // 5
        assert (await client.get_blocks(slot - 10, slot - 5)).value == list(range(slot - 10, slot - 4))
        assert (await client.get_block(slot - 10, max_supported_transaction_version=0)).value is not None
        assert (await client.get_minimum_balance_for_rent_exemption(165)).value == 2_039_280
        assert (await client.get_account_info(key.pubkey())).value is not None
        assert (await client.get_account_info_json_parsed(key.pubkey())).value is not None
        assert len((await client.get_multiple_accounts([key.pubkey(), Keypair().pubkey()])).value) == 2
        filters = [165, MemcmpOpts(offset=32, bytes=str(key.pubkey()))]
        assert (await client.get_program_accounts(TOKEN, filters=filters)).value == []
        held = TokenAccountOpts(program_id=TOKEN)
        assert (await client.get_token_accounts_by_owner(key.pubkey(), held)).value == []
        assert (await client.get_supply()).value.total > 0
        assert (await client.get_transaction_count()).value > 0
        assert (await client.get_recent_performance_samples(1)).value
        transaction = await paid(client, key, Keypair().pubkey(), 5_000_000)
        assert isinstance(transaction.message, MessageV0)
        assert (await client.get_fee_for_message(transaction.message)).value == 5_000
        simulated = (await client.simulate_transaction(transaction, sig_verify=True)).value
        assert (simulated.err, simulated.units_consumed) == (None, 150)


async def test_a_failure_is_told_with_its_number_and_its_logs(node: Node) -> None:
    async with AsyncClient(node.url, commitment=Confirmed) as client:
        key = await funded(client)
        transaction = await paid(client, key, Keypair().pubkey(), 10**15)
        with pytest.raises(RPCException) as refused:
            await client.send_transaction(transaction)
        failure = refused.value.args[0]
        assert "custom program error: 0x1" in failure.message
        assert any("insufficient lamports" in line for line in failure.data.logs)
        options = TxOpts(skip_preflight=True)
        signature = (await client.send_transaction(transaction, options)).value
        await client.confirm_transaction(signature, Processed, sleep_seconds=0.05)
        status = (await client.get_signature_statuses([signature])).value[0]
        assert status is not None
        assert status.err is not None


async def test_subscriptions_tell_signatures_accounts_programs_logs_and_slots(node: Node) -> None:
    async with (
        AsyncClient(node.url, commitment=Confirmed) as client,
        SolanaWsClient(node.ws_url) as socket,
        asyncio.timeout(60),
    ):
        key, other = await funded(client), Keypair().pubkey()
        transaction = await paid(client, key, other, 5_000_000)
        await socket.account_subscribe(pubkey=other, commitment=Confirmed, encoding="base64")
        await socket.program_subscribe(program_id=SYSTEM, commitment=Confirmed, encoding="base64")
        await socket.logs_subscribe(commitment=Processed)
        await socket.slot_subscribe()
        await socket.root_subscribe()
        await socket.signature_subscribe(signature=transaction.signatures[0], commitment=Finalized)
        await client.send_transaction(transaction)
        wanted = {
            "AccountNotification", "ProgramNotification", "LogsNotification", "SlotNotification",
            "RootNotification", "SignatureNotification",
        }  # fmt: skip
        while wanted:
            wanted.discard(type(await socket.recv()).__name__)


async def test_a_signature_that_is_final_already_is_told_at_once(node: Node) -> None:
    async with (
        AsyncClient(node.url, commitment=Finalized) as client,
        SolanaWsClient(node.ws_url) as socket,
        asyncio.timeout(60),
    ):
        key = await funded(client)
        options = TxOpts(skip_confirmation=False, preflight_commitment=Finalized)
        sent = (await client.send_transaction(await paid(client, key, Keypair().pubkey(), 5_000_000), options)).value
        await socket.signature_subscribe(signature=Signature.from_string(str(sent)), commitment=Finalized)
        names = []
        while "SignatureNotification" not in names:
            names.append(type(await socket.recv()).__name__)


def test_the_ledger_of_the_test_is_where_it_was_told(node: Node) -> None:
    assert (Path(node.settings.localnet_home) / "ledger").exists()
