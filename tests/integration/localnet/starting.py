"""A start of the desk on its chain as a process of its own, for tests that kill it: FOLDER URL WS_URL."""

import asyncio
import sys
from pathlib import Path

from quantdesk.desk.chain import Wallet, chain_ready
from quantdesk.desk.keys import keys, public_key
from quantdesk.desk.paths import Places

TRADER_USDC = 100_000


def main() -> None:
    folder, url, ws_url = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    held = keys(folder)
    wallets = [Wallet(key=public_key(seed), usdc=TRADER_USDC) for seed in held.traders.values()]
    print("begun", flush=True)
    asyncio.run(chain_ready(url, ws_url, Places(home=folder, run=folder, cache=folder), held, wallets))


if __name__ == "__main__":
    main()
