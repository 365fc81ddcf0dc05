"""Questions to the engine, each under a timeout: a question changes nothing, so that an unanswered one is simply not answered."""

import asyncio
from typing import Final

from quantdesk.bus.commands import CommandClient
from quantdesk.gateway.problems import unavailable
from quantdesk.model.records_gen import View, views_decode

ASK_S: Final = 5.0


async def ask(engine: CommandClient, query: bytes) -> list[View]:
    """Returns the views of an answer, AnswerHead first; raises Refusal (503) after ASK_S, and what the client raises."""
    try:
        async with asyncio.timeout(ASK_S):
            return views_decode(await engine.query(query))
    except TimeoutError:
        raise unavailable("engine_silent", "The exchange does not answer; nothing was done, ask again later.") from None
