/* oxlint-disable max-lines */
/** Instructions of the Solana program that a wallet signs, as in crates/program/artifacts. Written by `./desk gen`; do not edit. */

/** An account of an instruction. role: 0 read, 1 written, 2 signs, 3 signs and is written. */
export interface AccountMeta {
  readonly address: string;
  readonly role: 0 | 1 | 2 | 3;
}

/** A call of a program. */
export interface ProgramCall {
  readonly programAddress: string;
  readonly accounts: readonly AccountMeta[];
  readonly data: Uint8Array<ArrayBuffer>;
}

export const PROGRAM = "HsSzXVuSwiqGQvocT2zMX8zc86KQ9TYfZFZcfmmejzso";

export function createUserAccount(of: { payer: string; owner: string; exchange: string; user: string; index: number; kind: number }): ProgramCall {
  const data = new Uint8Array(11);
  data.set([146, 68, 100, 69, 63, 46, 182, 199]);
  const view = new DataView(data.buffer);
  view.setUint16(8, of.index, true);
  view.setUint8(10, of.kind);
  return {
    programAddress: PROGRAM,
    accounts: [
      { address: of.payer, role: 3 },
      { address: of.owner, role: 2 },
      { address: of.exchange, role: 1 },
      { address: of.user, role: 1 },
      { address: "11111111111111111111111111111111", role: 0 },
    ],
    data,
  };
}

export function depositTokens(of: { user: string; owner: string; exchange: string; vault: string; mint: string; vault_tokens: string; owner_tokens: string; amount: bigint }): ProgramCall {
  const data = new Uint8Array(16);
  data.set([176, 83, 229, 18, 191, 143, 176, 150]);
  const view = new DataView(data.buffer);
  view.setBigUint64(8, of.amount, true);
  return {
    programAddress: PROGRAM,
    accounts: [
      { address: of.user, role: 1 },
      { address: of.owner, role: 2 },
      { address: of.exchange, role: 0 },
      { address: of.vault, role: 1 },
      { address: of.mint, role: 0 },
      { address: of.vault_tokens, role: 1 },
      { address: of.owner_tokens, role: 1 },
      { address: "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", role: 0 },
    ],
    data,
  };
}

export function depositNativeSol(of: { user: string; owner: string; exchange: string; sol_vault: string; amount: bigint }): ProgramCall {
  const data = new Uint8Array(16);
  data.set([16, 147, 179, 138, 225, 77, 137, 35]);
  const view = new DataView(data.buffer);
  view.setBigUint64(8, of.amount, true);
  return {
    programAddress: PROGRAM,
    accounts: [
      { address: of.user, role: 1 },
      { address: of.owner, role: 3 },
      { address: of.exchange, role: 0 },
      { address: of.sol_vault, role: 1 },
      { address: "11111111111111111111111111111111", role: 0 },
    ],
    data,
  };
}

export function updateUserAccount(of: { user: string; owner: string; action: number; key: Uint8Array; expiry_s: bigint; markets: bigint; notional_day_atoms: bigint; flags: bigint; floor: bigint }): ProgramCall {
  const data = new Uint8Array(81);
  data.set([147, 83, 243, 122, 110, 128, 92, 33]);
  const view = new DataView(data.buffer);
  view.setUint8(8, of.action);
  data.set(of.key, 9);
  view.setBigInt64(41, of.expiry_s, true);
  view.setBigUint64(49, of.markets, true);
  view.setBigUint64(57, of.notional_day_atoms, true);
  view.setBigUint64(65, of.flags, true);
  view.setBigUint64(73, of.floor, true);
  return {
    programAddress: PROGRAM,
    accounts: [
      { address: of.user, role: 1 },
      { address: of.owner, role: 2 },
    ],
    data,
  };
}

export function requestWithdraw(of: { user: string; owner: string; exchange: string; asset: number; amount: bigint }): ProgramCall {
  const data = new Uint8Array(17);
  data.set([137, 95, 187, 96, 250, 138, 31, 182]);
  const view = new DataView(data.buffer);
  view.setUint8(8, of.asset);
  view.setBigUint64(9, of.amount, true);
  return {
    programAddress: PROGRAM,
    accounts: [
      { address: of.user, role: 1 },
      { address: of.owner, role: 2 },
      { address: of.exchange, role: 1 },
    ],
    data,
  };
}

export function requestExit(of: { user: string; owner: string; exchange: string }): ProgramCall {
  const data = new Uint8Array(8);
  data.set([121, 186, 203, 74, 138, 218, 135, 151]);
  return {
    programAddress: PROGRAM,
    accounts: [
      { address: of.user, role: 1 },
      { address: of.owner, role: 2 },
      { address: of.exchange, role: 1 },
    ],
    data,
  };
}
