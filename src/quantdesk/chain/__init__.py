"""The chain: its RPC nodes, the program's accounts and instructions, transactions that are sent and followed.

Invariant: what is believed is the data of finalised accounts; a node's word on a transaction is a hint and no more (CUST-12).
"""
