/**
 * One socket that is kept open: pinged, given up when it goes silent, opened again later each time it fails. What is said over it
 * is the hub's matter.
 */
import { createStore, type Store } from "../lib/store.ts";

export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

export interface HubStatus {
  state: "idle" | "connecting" | "open" | "waiting";
  attempt: number;
  retryAtMs: number | null;
  latencyMs: number | null;
  clockOffsetMs: number;
  gaps: number;
  refused: string | null;
}

export interface ConnectionParts {
  url: () => string | Promise<string>;
  open?: (url: string) => Socket;
  now?: () => number;
  random?: () => number;
  onOpen: () => void;
  onText: (text: string) => void;
}

export interface Connection {
  status: Store<HubStatus>;
  tell(change: Partial<HubStatus>): void;
  send(message: object): void;
  start(): void;
  retry(): void;
  close(): void;
  lastMs(): number | null;
  /** Notes the answer to a ping that carries the server's time. */
  ponged(serverMs: number | undefined): void;
}

const PING_MS = 5_000;
const SILENCE_MS = 15_000;
const BACKOFF_FIRST_MS = 400;
const BACKOFF_MAX_MS = 15_000;

export const STATUS_FIRST: HubStatus = {
  state: "idle",
  attempt: 0,
  retryAtMs: null,
  latencyMs: null,
  clockOffsetMs: 0,
  gaps: 0,
  refused: null,
};

export function createConnection(parts: ConnectionParts): Connection {
  const { url, open = (to) => new WebSocket(to) as unknown as Socket, now = Date.now, random = Math.random } = parts;
  const status = createStore<HubStatus>(STATUS_FIRST);
  let socket: Socket | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let beat: ReturnType<typeof setInterval> | undefined;
  let lastMs: number | null = null;
  let pingedMs = 0;
  let ended = false;

  const tell = (change: Partial<HubStatus>): void => status.set({ ...status.get(), ...change });
  const send = (message: object): void => socket?.send(JSON.stringify(message));

  function ping(): void {
    if (lastMs !== null && now() - lastMs > SILENCE_MS) {
      drop();
      return;
    }
    pingedMs = now();
    send({ op: "ping" });
  }

  function drop(): void {
    const old = socket;
    socket = null;
    clearInterval(beat);
    if (old) {
      Object.assign(old, { onopen: null, onmessage: null, onclose: null });
      old.close();
    }
    if (ended) return;
    const attempt = status.get().attempt + 1;
    const wait = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (attempt - 1)) * (0.5 + random() / 2);
    tell({ state: "waiting", attempt, retryAtMs: now() + wait, latencyMs: null });
    clearTimeout(retry);
    retry = setTimeout(() => void start(), wait);
  }

  function opened(): void {
    lastMs = now();
    tell({ state: "open", attempt: 0, refused: null });
    parts.onOpen();
    ping();
    beat = setInterval(ping, PING_MS);
  }

  function heard(event: { data: unknown }): void {
    lastMs = now();
    if (typeof event.data === "string") parts.onText(event.data);
  }

  async function start(): Promise<void> {
    clearTimeout(retry);
    if (ended) return;
    tell({ state: "connecting", retryAtMs: null });
    try {
      const to = await url();
      if (ended) return;
      socket = Object.assign(open(to), { onopen: opened, onmessage: heard, onclose: drop });
    } catch {
      drop();
    }
  }

  return {
    status,
    tell,
    send,
    start: () => void start(),
    retry() {
      if (status.get().state === "waiting") void start();
    },
    close() {
      ended = true;
      clearTimeout(retry);
      drop();
      tell({ state: "idle" });
    },
    lastMs: () => lastMs,
    ponged(serverMs) {
      const latencyMs = now() - pingedMs;
      tell({ latencyMs, clockOffsetMs: serverMs === undefined ? 0 : serverMs + latencyMs / 2 - now() });
    },
  };
}
