/** A Solana node's JSON-RPC, as far as a wallet's page needs it. */

/** A node refused, or does not answer. */
export class RpcRefused extends Error {
  readonly code: number | null;
  constructor(code: number | null, detail: string) {
    super(detail);
    this.name = "RpcRefused";
    this.code = code;
  }
}

export interface Rpc {
  /** Bytes of an account; null when there is none. */
  account(address: string): Promise<Uint8Array<ArrayBuffer> | null>;
  lamports(address: string): Promise<bigint>;
  /** Atoms of a token account; 0 when there is none. */
  tokens(address: string): Promise<bigint>;
  blockhash(): Promise<{ blockhash: string; lastValidBlockHeight: bigint }>;
  /** Sends a signed transaction and waits until the cluster has confirmed it; its signature. */
  send(transaction: Uint8Array): Promise<string>;
}

const TIMEOUT_MS = 10_000;
const LOOK_MS = 250;
const CONFIRMED = { commitment: "confirmed" };

function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

interface Status {
  err: unknown;
  confirmationStatus: string | null;
}

export function createRpc(url: string, fetcher: typeof fetch = (...words) => fetch(...words)): Rpc {
  let id = 0;

  async function call<T>(method: string, params: unknown[]): Promise<T> {
    id += 1;
    const body = JSON.stringify({ jsonrpc: "2.0", id, method, params });
    const headers = { "content-type": "application/json" };
    let answer: { result?: T; error?: { code: number; message: string } };
    try {
      const response = await fetcher(url, { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
      answer = (await response.json()) as typeof answer;
    } catch (error) {
      throw new RpcRefused(
        null,
        `The chain's node does not answer (${error instanceof Error ? error.message : "silence"}).`,
      );
    }
    if (answer.error) throw new RpcRefused(answer.error.code, answer.error.message);
    return answer.result as T;
  }

  async function landed(signature: string, lastHeight: bigint): Promise<void> {
    for (;;) {
      const { value } = await call<{ value: (Status | null)[] }>("getSignatureStatuses", [[signature]]);
      const status = value[0];
      if (status?.err) throw new RpcRefused(null, `The chain refused the transaction: ${JSON.stringify(status.err)}`);
      if (status?.confirmationStatus === "confirmed" || status?.confirmationStatus === "finalized") return;
      if (BigInt(await call<number>("getBlockHeight", [CONFIRMED])) > lastHeight && !status) {
        throw new RpcRefused(null, "The transaction was not taken in time; nothing was done. Try again.");
      }
      await new Promise((done) => {
        setTimeout(done, LOOK_MS);
      });
    }
  }

  async function blockhash(): Promise<{ blockhash: string; lastValidBlockHeight: bigint }> {
    const { value } = await call<{ value: { blockhash: string; lastValidBlockHeight: number } }>("getLatestBlockhash", [
      CONFIRMED,
    ]);
    return { blockhash: value.blockhash, lastValidBlockHeight: BigInt(value.lastValidBlockHeight) };
  }

  return {
    blockhash,
    async account(address) {
      const options = { ...CONFIRMED, encoding: "base64" };
      const { value } = await call<{ value: { data: [string, string] } | null }>("getAccountInfo", [address, options]);
      return value ? bytesOf(value.data[0]) : null;
    },
    async lamports(address) {
      return BigInt((await call<{ value: number }>("getBalance", [address, CONFIRMED])).value);
    },
    async tokens(address) {
      const bytes = await this.account(address);
      return bytes && bytes.length >= 72 ? new DataView(bytes.buffer).getBigUint64(64, true) : 0n;
    },
    async send(transaction) {
      const { lastValidBlockHeight } = await blockhash();
      const options = { encoding: "base64", preflightCommitment: "confirmed" };
      const signature = await call<string>("sendTransaction", [base64Of(transaction), options]);
      await landed(signature, lastValidBlockHeight);
      return signature;
    },
  };
}
