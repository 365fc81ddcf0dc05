"""Which feed and which venue names belong to our markets.

Invariant: a market's feed id is the published one of its asset against the USD; a market without one has no index [ORC-1].
Source of the ids: docs.pyth.network, "Price feed ids" (as published in July 2026).
"""

from typing import Final

FEED_IDS: Final = {
    "BTC-PERP": bytes.fromhex("e62df6c8b4a85fe1a67db44dc12de5db330f7ac66b72dc658afedf0f4a415b43"),
    "ETH-PERP": bytes.fromhex("ff61491a931112ddf1bd8147cd1b641375f79f5825126d665480874634fd0ace"),
    "SOL-PERP": bytes.fromhex("ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d"),
    "AVAX-PERP": bytes.fromhex("93da3352f9f1d105fdfe4971cfa80e9dd777bfc5d0f683ebb6e1294b92137bb7"),
    "BNB-PERP": bytes.fromhex("2f95862b045670cd22bee3114c39763a4a08beeb663b145d283c31d7d1101c4f"),
    "JUP-PERP": bytes.fromhex("0a0408d619e9380abad35060f9192039ed5042fa6f82301d0e48bb52be830996"),
    "BONK-PERP": bytes.fromhex("72b021217ca3fe68922a19aaf990109cb9d84e9ad004b4d2025ad6f529314419"),
    "WIF-PERP": bytes.fromhex("4ca4beeca86f0d164160323817a4e42b10010a724c2217c6ee41b54cd4cc61fc"),
    "PYTH-PERP": bytes.fromhex("0bbf28e9a841a1cc788f6a361b17ca072d0ea3098a1e5df1c3922d06719579ff"),
    "DOGE-PERP": bytes.fromhex("dcef50dd0a4cd2dcc17e45df1676dcb336a11a61c69df7a0299b0150c672d25c"),
}


def base_of(symbol: str) -> str:
    """The asset of a market: BTC of BTC-PERP."""
    return symbol.partition("-")[0]
