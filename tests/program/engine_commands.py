"""Commands of the engine that tests of the program send, in one place: their records follow the schema."""

from quantdesk.model.records_gen import Credit, OpenAccount
from tests.program.world import USDC


def open_account(number: int, owner: bytes) -> OpenAccount:
    """An account with the chain's number."""
    return OpenAccount(account=number, owner=owner, index=0)


def credit(number: int, amount: int, before: int = 0) -> Credit:
    """USDC that an account gets; before: all that it got until then."""
    return Credit(account=number, asset=USDC, credited=before + amount)
