/** Messages of the stream as they come over the socket, checked at the edge and trusted inside. */
export interface Frame {
  channel: string;
  seq: number;
  prev: number;
  type: "snapshot" | "delta" | "event";
  tsMs: number;
  reset: boolean;
  data: unknown;
}

export interface Answer {
  op: string;
  id?: string | number;
  code?: string;
  detail?: string;
  ts_ms?: number;
  expires_ms?: number;
}

export type Message = { kind: "frame"; frame: Frame } | { kind: "answer"; answer: Answer } | { kind: "malformed" };

const TYPES = new Set(["snapshot", "delta", "event"]);

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** Reads one text message. What is neither a channel's message nor an answer is malformed, and the hub counts it. */
export function messageRead(text: string): Message {
  let value: Record<string, unknown> | null;
  try {
    value = record(JSON.parse(text));
  } catch {
    return { kind: "malformed" };
  }
  if (!value) return { kind: "malformed" };
  if (typeof value["op"] === "string") return { kind: "answer", answer: value as unknown as Answer };
  const { channel, seq, prev, type, ts_ms: tsMs, reset, data } = value;
  if (typeof channel !== "string" || typeof seq !== "number" || typeof prev !== "number" || typeof tsMs !== "number") {
    return { kind: "malformed" };
  }
  if (typeof type !== "string" || !TYPES.has(type)) return { kind: "malformed" };
  return {
    kind: "frame",
    frame: { channel, seq, prev, type: type as Frame["type"], tsMs, reset: reset === true, data },
  };
}
