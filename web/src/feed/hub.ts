/**
 * One socket for many panels: subscriptions are counted by channel, every message is checked against the one before it, and a
 * gap or a lost connection is mended by asking for what was missed. A panel sees each message once, in order, or a snapshot.
 */
import type { Store } from "../lib/store.ts";
import { createConnection, type HubStatus, type Socket } from "./connection.ts";
import { type Answer, type Frame, messageRead } from "./frames.ts";

export interface Hub {
  status: Store<HubStatus>;
  subscribe(channel: string, listener: (frame: Frame) => void): () => void;
  /** When the channel last had a message, by this machine's clock; null before the first. */
  heardMs(channel: string): number | null;
  /** Any message of the socket. */
  lastMs(): number | null;
  reconnect(): void;
  close(): void;
}

export interface HubParts {
  url: () => string | Promise<string>;
  open?: (url: string) => Socket;
  now?: () => number;
  random?: () => number;
  onAnswer?: (answer: Answer, send: (message: object) => void) => void;
}

interface Subject {
  listeners: Set<(frame: Frame) => void>;
  seq: number | null;
  heardMs: number | null;
  mending: boolean;
}

const CHANNELS_MAX = 64;
const AGAIN_MS = 1_000;

export function createHub(parts: HubParts): Hub {
  const subjects = new Map<string, Subject>();
  const line = createConnection({ ...parts, onOpen: begin, onText: heard });
  const isOpen = (): boolean => line.status.get().state === "open";

  /** Questions that are not answered yet: one channel that is refused refuses all of its message. */
  const asked = new Map<number, string[]>();
  let questions = 0;

  /** Channels of a refused question are asked for one by one, until they are there or nobody wants them. */
  function refused(channels: string[]): void {
    setTimeout(() => {
      for (const channel of channels) if (isOpen() && subjects.has(channel)) ask([channel]);
    }, AGAIN_MS);
  }

  function begin(): void {
    asked.clear();
    for (const subject of subjects.values()) subject.mending = false;
    ask([...subjects.keys()]);
  }

  /** Subscribes; what was seen before is named, so that the rest of it comes instead of a snapshot. */
  function ask(names: string[]): void {
    for (let at = 0; at < names.length; at += CHANNELS_MAX) {
      const channels = names.slice(at, at + CHANNELS_MAX);
      const seen = channels.map((name) => [name, subjects.get(name)?.seq] as const);
      const resume = Object.fromEntries(seen.filter(([, seq]) => typeof seq === "number"));
      questions += 1;
      const id = questions;
      asked.set(id, channels);
      line.send({ op: "subscribe", channels, id, ...(Object.keys(resume).length ? { resume } : {}) });
    }
  }

  /** Asks once for what was missed; messages that do not follow are left until it has come. */
  function mend(channel: string, subject: Subject): void {
    if (subject.mending) return;
    subject.mending = true;
    line.tell({ gaps: line.status.get().gaps + 1 });
    line.send({ op: "unsubscribe", channels: [channel] });
    ask([channel]);
  }

  function took(frame: Frame): void {
    const subject = subjects.get(frame.channel);
    if (!subject) return;
    subject.heardMs = line.lastMs();
    if (frame.type !== "snapshot") {
      // Left over from an earlier subscription: what it changes is not known here.
      if (subject.seq === null || frame.seq <= subject.seq) return;
      if (frame.prev !== subject.seq) {
        mend(frame.channel, subject);
        return;
      }
    }
    subject.mending = false;
    subject.seq = frame.seq;
    for (const listener of subject.listeners) listener(frame);
  }

  function heard(text: string): void {
    const message = messageRead(text);
    if (message.kind === "frame") {
      took(message.frame);
      return;
    }
    if (message.kind === "malformed") {
      line.tell({ refused: "malformed" });
      return;
    }
    const { answer } = message;
    if (answer.op === "pong") line.ponged(answer.ts_ms);
    if (answer.op === "error") line.tell({ refused: answer.code ?? "unknown" });
    const channels = asked.get(Number(answer.id));
    if (channels && (answer.op === "error" || answer.op === "subscribed")) {
      asked.delete(Number(answer.id));
      if (answer.op === "error") refused(channels);
    }
    parts.onAnswer?.(answer, line.send);
  }

  function leave(channel: string, listener: (frame: Frame) => void): void {
    const subject = subjects.get(channel);
    if (!subject?.listeners.delete(listener) || subject.listeners.size) return;
    subjects.delete(channel);
    if (isOpen()) line.send({ op: "unsubscribe", channels: [channel] });
  }

  return {
    status: line.status,
    subscribe(channel, listener) {
      const known = subjects.get(channel);
      const subject = known ?? { listeners: new Set(), seq: null, heardMs: null, mending: false };
      subjects.set(channel, subject);
      subject.listeners.add(listener);
      if (line.status.get().state === "idle") line.start();
      else if (!known && isOpen()) ask([channel]);
      return () => leave(channel, listener);
    },
    heardMs: (channel) => subjects.get(channel)?.heardMs ?? null,
    lastMs: line.lastMs,
    reconnect: line.retry,
    close: line.close,
  };
}
