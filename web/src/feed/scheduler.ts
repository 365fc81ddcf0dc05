/**
 * One flush scheduler for everything that is painted from a stream. A painter is marked dirty as often as messages come and is
 * called once, on the first animation frame after its period has passed; a hidden page paints nothing and catches up at once.
 */
export interface Painter {
  dirty(): void;
  dispose(): void;
}

export interface Scheduler {
  painter(paint: () => void, periodMs: number): Painter;
  /** Painters that are dirty now: what a bench calls the queue. */
  waiting(): number;
}

interface Entry {
  paint: () => void;
  periodMs: number;
  paintedMs: number;
  dirty: boolean;
}

export interface Frames {
  request(callback: (nowMs: number) => void): void;
  now(): number;
}

const browserFrames: Frames = {
  request: (callback) => void requestAnimationFrame(callback),
  now: () => performance.now(),
};

export function createScheduler(frames: Frames = browserFrames): Scheduler {
  const entries = new Set<Entry>();
  let asked = false;

  function flush(): void {
    asked = false;
    const now = frames.now();
    let left = false;
    for (const entry of entries) {
      if (!entry.dirty) continue;
      if (now - entry.paintedMs < entry.periodMs) {
        left = true;
        continue;
      }
      entry.dirty = false;
      entry.paintedMs = now;
      entry.paint();
    }
    if (left) ask();
  }

  function ask(): void {
    if (asked) return;
    asked = true;
    frames.request(flush);
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
  };
}
