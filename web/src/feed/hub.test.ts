import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Frame } from "./frames.ts";
import type { Socket } from "./connection.ts";
import { createHub } from "./hub.ts";

interface Line extends Socket {
  sent: { op: string; channels?: string[]; resume?: Record<string, number> }[];
  closed: boolean;
  says(message: object): void;
}

let lines: Line[] = [];

function open(): Socket {
  const line: Line = {
    sent: [],
    closed: false,
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => void line.sent.push(JSON.parse(text) as Line["sent"][number]),
    close: () => void (line.closed = true),
    says: (message) => line.onmessage?.({ data: JSON.stringify(message) }),
  };
  lines.push(line);
  return line;
}

const frame = (seq: number, prev: number, type = "delta"): object => ({
  channel: "book:X",
  seq,
  prev,
  type,
  ts_ms: 1,
  data: seq,
});
const last = (): Line => lines.at(-1)!;

async function connected(): Promise<{ hub: ReturnType<typeof createHub>; heard: number[] }> {
  const hub = createHub({ url: () => "ws://desk", open, random: () => 1 });
  const heard: number[] = [];
  hub.subscribe("book:X", (come: Frame) => heard.push(come.data as number));
  await vi.advanceTimersByTimeAsync(0);
  last().onopen?.();
  return { hub, heard };
}

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
});
afterEach(() => vi.useRealTimers());

test("messages that follow each other arrive once, repeats are dropped", async () => {
  const { heard } = await connected();
  for (const message of [frame(5, 5, "snapshot"), frame(6, 5), frame(6, 5), frame(9, 6)]) last().says(message);
  expect(heard).toEqual([5, 6, 9]);
});

test("a gap asks once for what was missed, from the last message seen", async () => {
  const { hub, heard } = await connected();
  last().says(frame(5, 5, "snapshot"));
  last().says(frame(8, 7));
  last().says(frame(9, 8));
  const asked = last().sent.filter((message) => message.op === "subscribe");
  expect(asked.at(-1)).toMatchObject({ op: "subscribe", channels: ["book:X"], resume: { "book:X": 5 } });
  expect(asked).toHaveLength(2);
  expect(hub.status.get().gaps).toBe(1);
  for (const message of [frame(7, 5), frame(8, 7), frame(9, 8)]) last().says(message);
  expect(heard).toEqual([5, 7, 8, 9]);
});

test("changes before the first snapshot are not taken for the whole", async () => {
  const { heard } = await connected();
  last().says(frame(8, 7));
  expect(heard).toEqual([]);
});

test("a lost connection is opened again, later each time, and resumes", async () => {
  const { hub } = await connected();
  last().says(frame(5, 5, "snapshot"));
  last().onclose?.();
  expect(hub.status.get().state).toBe("waiting");
  await vi.advanceTimersByTimeAsync(399);
  expect(lines).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2);
  last().onclose?.();
  await vi.advanceTimersByTimeAsync(401);
  expect(lines).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(400);
  last().onopen?.();
  expect(last().sent[0]).toMatchObject({ op: "subscribe", channels: ["book:X"], resume: { "book:X": 5 } });
});

test("a socket that has gone silent is given up", async () => {
  const { hub } = await connected();
  await vi.advanceTimersByTimeAsync(20_001);
  expect(last().closed || lines.length > 1).toBe(true);
  expect(hub.status.get().attempt).toBe(1);
});

test("what is no message of the stream is told and changes nothing", async () => {
  const { hub, heard } = await connected();
  last().says({ channel: "book:X", seq: "5", prev: 5, type: "snapshot", ts_ms: 1, data: 1 });
  last().onmessage?.({ data: "{" });
  expect(heard).toEqual([]);
  expect(hub.status.get().refused).toBe("malformed");
});

test("the last reader of a channel ends its subscription", async () => {
  const hub = createHub({ url: () => "ws://desk", open });
  const end = [hub.subscribe("a", () => undefined), hub.subscribe("a", () => undefined)];
  await vi.advanceTimersByTimeAsync(0);
  last().onopen?.();
  end[0]?.();
  expect(last().sent.some((message) => message.op === "unsubscribe")).toBe(false);
  end[1]?.();
  expect(last().sent.at(-1)).toEqual({ op: "unsubscribe", channels: ["a"] });
});

test("a channel that is refused takes none of its neighbours with it, and is asked for again", async () => {
  const hub = createHub({ url: () => "ws://desk", open });
  hub.subscribe("book:X", () => undefined);
  hub.subscribe("candles:X:60", () => undefined);
  await vi.advanceTimersByTimeAsync(0);
  last().onopen?.();
  const question = last().sent[0] as unknown as { id: number };
  last().says({ op: "error", code: "candles_not_ready", id: question.id });
  await vi.advanceTimersByTimeAsync(1_001);
  const again = last()
    .sent.filter((message) => message.op === "subscribe")
    .slice(1);
  expect(again.map((message) => message.channels)).toEqual([["book:X"], ["candles:X:60"]]);
});
