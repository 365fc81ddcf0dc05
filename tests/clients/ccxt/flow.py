"""The generic source in an environment that has the library: what it gives of a venue, as JSON lines, until enough came or it is lost.

Told by one argument: venue, symbols, settings, count.
"""

import asyncio
import json
import sys

import msgspec

from quantdesk.ingest.received import SourceLost
from quantdesk.ingest.sources.ccxt_pro import ccxt_pro

PATIENCE_S = 200


async def main() -> None:
    told = json.loads(sys.argv[1])
    source = ccxt_pro(told["venue"], told["symbols"], told["settings"])
    found = 0
    async with asyncio.timeout(PATIENCE_S):
        try:
            async for received in source:
                line = {"type": type(received.event).__name__} | msgspec.to_builtins(received)
                sys.stdout.write(json.dumps(line) + "\n")
                found += 1
                if found >= told["count"]:
                    break
        except SourceLost as error:
            sys.stdout.write(json.dumps({"type": "SourceLost", "reason": str(error)}) + "\n")
        finally:
            await source.aclose()


asyncio.run(main())
