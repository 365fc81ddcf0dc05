/**
 * The gateway, asked by the names of its operations. The access token lives in the memory of this page alone; the refresh token is
 * a cookie that scripts cannot read. A refused token is renewed once, by one request for all who wait.
 */
import { plain } from "../lib/format.ts";
import { OPERATIONS, type Operations, type Problem } from "./schema_gen.ts";

export type OperationName = keyof Operations;

/** A refusal of the gateway, or silence: then `status` is 0 and `code` is "unreachable". */
export class ApiRefused extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: Problem | null;
  constructor(status: number, code: string, detail: string, problem: Problem | null) {
    super(detail);
    this.name = "ApiRefused";
    this.status = status;
    this.code = code;
    this.problem = problem;
  }
}

type Given<Part> = Part extends undefined ? unknown : Part;
type Parts<Name extends OperationName> = (Operations[Name]["path"] extends undefined
  ? unknown
  : { path: Operations[Name]["path"] }) &
  (Operations[Name]["body"] extends undefined ? unknown : { body: Operations[Name]["body"] }) & {
    query?: Given<Operations[Name]["query"]>;
    signal?: AbortSignal;
  };

/** How the client gets a token: the newest one, and a newer one than that which was refused; null: nobody is signed in. */
export interface Tokens {
  token(): string | null;
  renew(refused: string): Promise<string | null>;
}

const NOBODY: Tokens = { token: () => null, renew: () => Promise.resolve(null) };
const TIMEOUT_MS = 15_000;

export interface Api {
  ask<Name extends OperationName>(
    name: Name,
    ...parts: Record<never, never> extends Parts<Name> ? [parts?: Parts<Name>] : [parts: Parts<Name>]
  ): Promise<Operations[Name]["answer"]>;
  /** From now on requests carry this one's tokens. */
  signedBy(tokens: Tokens): void;
}

interface Loose {
  path?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
  signal?: AbortSignal;
}

function address(base: string, template: string, parts: Loose): string {
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(parts.path?.[name] ?? "")),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts.query ?? {})) {
    if (value !== undefined && value !== null) query.set(name, String(value));
  }
  const tail = query.toString();
  return `${base}${path}${tail ? `?${tail}` : ""}`;
}

/** A text of somebody else's that a person is shown: longer ones explain nothing. */
const DETAIL_MAX = 400;

async function refusal(response: Response): Promise<ApiRefused> {
  let problem: Problem | null = null;
  try {
    problem = (await response.json()) as Problem;
  } catch {
    problem = null;
  }
  const detail = problem?.detail
    ? plain(String(problem.detail), DETAIL_MAX)
    : `The gateway answered ${response.status} without saying why.`;
  return new ApiRefused(response.status, problem?.code ?? `http_${response.status}`, detail, problem);
}

/** A client of the gateway at an address. */
export function createApi(base: string, fetcher: typeof fetch = (...words) => fetch(...words)): Api {
  let tokens = NOBODY;

  async function send(name: OperationName, parts: Loose, token: string | null): Promise<Response> {
    const [method, template] = OPERATIONS[name];
    const headers = new Headers();
    if (token) headers.set("authorization", `Bearer ${token}`);
    if (parts.body !== undefined) headers.set("content-type", "application/json");
    const init: RequestInit = {
      method,
      headers,
      credentials: template.startsWith("/api/auth/") ? "include" : "omit",
      signal: parts.signal ?? AbortSignal.timeout(TIMEOUT_MS),
    };
    if (parts.body !== undefined) init.body = JSON.stringify(parts.body);
    try {
      return await fetcher(address(base, template, parts), init);
    } catch (error) {
      if (parts.signal?.aborted) throw error;
      throw new ApiRefused(0, "unreachable", "The exchange cannot be reached; nobody knows whether it was done.", null);
    }
  }

  return {
    signedBy(next) {
      tokens = next;
    },
    async ask(name, ...words) {
      const parts = (words[0] ?? {}) as Loose;
      const token = tokens.token();
      let response = await send(name, parts, token);
      if (response.status === 401 && token && !name.startsWith("auth_")) {
        const newer = await tokens.renew(token);
        if (newer) response = await send(name, parts, newer);
      }
      if (!response.ok) throw await refusal(response);
      return (response.status === 204 ? undefined : await response.json()) as never;
    },
  };
}
