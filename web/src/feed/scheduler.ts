/**
 * One flush scheduler for everything that is painted from a stream. A painter is marked dirty as often as messages come and is
 * called once after its period has passed. All painters share the same turns, at least TURN_MS apart, and between them no frame is
 * asked of the browser: a frame costs layout and paint even when little has changed. A turn follows at once on what asked for it, so
 * that what it writes is of the same frame as what else was written then. Held, it paints nothing, and catches up when it is let go.
 */
export interface Painter {
  dirty(): void;
  dispose(): void;
}

export interface Scheduler {
  painter(paint: () => void, periodMs: number): Painter;
  /** Painters that are dirty now: what a bench calls the queue. */
  waiting(): number;
  /** Whether nobody sees what would be painted. */
  hold(held: boolean): void;
}

interface Entry {
  paint: () => void;
  periodMs: number;
  paintedMs: number;
  dirty: boolean;
}

export interface Frames {
  request(callback: () => void): void;
  wait(callback: () => void, ms: number): void;
  now(): number;
}

/** The shortest time between two turns of painting: 20 a second. */
const TURN_MS = 50;
/** A painter that is due within this time paints with the others now, rather than in a frame of its own. */
const EARLY_MS = TURN_MS / 2;

const browserFrames: Frames = {
  request: (callback) => queueMicrotask(callback),
  wait: (callback, ms) => void setTimeout(callback, ms),
  now: () => performance.now(),
};

export function createScheduler(frames: Frames = browserFrames): Scheduler {
  const entries = new Set<Entry>();
  /** When the next turn is asked for; Infinity when none is. */
  let askedMs = Infinity;
  let turnMs = -Infinity;
  let isHeld = false;

  function flush(): void {
    askedMs = Infinity;
    if (isHeld) return;
    const now = frames.now();
    turnMs = now;
    for (const entry of entries) {
      if (!entry.dirty || now - entry.paintedMs < entry.periodMs - EARLY_MS) continue;
      entry.dirty = false;
      entry.paintedMs = now;
      try {
        entry.paint();
      } catch (error) {
        // One painter that fails stops none of the others, and is told to whoever watches the page.
        reportError(error);
      }
    }
    ask();
  }

  /** Asks for a turn when the next painter that is dirty is due, unless one is asked for by then. */
  function ask(): void {
    if (isHeld) return;
    let dueMs = Infinity;
    for (const entry of entries) if (entry.dirty) dueMs = Math.min(dueMs, entry.paintedMs + entry.periodMs - EARLY_MS);
    const now = frames.now();
    const atMs = Math.max(dueMs, turnMs + TURN_MS, now);
    if (atMs >= askedMs) return;
    askedMs = atMs;
    if (atMs === now) frames.request(flush);
    else frames.wait(() => (askedMs === atMs ? frames.request(flush) : undefined), atMs - now);
  }

  return {
    painter(paint, periodMs) {
      const entry: Entry = { paint, periodMs, paintedMs: -Infinity, dirty: false };
      entries.add(entry);
      return {
        dirty() {
          entry.dirty = true;
          ask();
        },
        dispose: () => void entries.delete(entry),
      };
    },
    waiting: () => [...entries].filter((entry) => entry.dirty).length,
    hold(held) {
      isHeld = held;
      ask();
    },
  };
}
