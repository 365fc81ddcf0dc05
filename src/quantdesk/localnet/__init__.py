"""The local chain: LiteSVM behind Solana's JSON-RPC and WebSocket, durable, for a desk without a cluster.

It knows nothing of the exchange: programs arrive by deployment, accounts change by transactions. From outside only the clock
(forward) and price accounts may be set.
"""
