/** The views of the market worker: which canvas is painted how, how often, and when its words are told to the page. */
import type { Market } from "./markets.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Pen } from "../lib/pen.ts";
import type { Dress, Frame, Reads, Told, View, ViewKind, ViewSorts } from "./view.ts";

/** How often the page hears the words of a view: for those who read, or hear, rather than see. */
const WORDS_MS = 1_000;

interface Open {
  view: View;
  canvas: OffscreenCanvas;
  pen: Pen | null;
  frame: Frame | null;
  dress: Dress | null;
  dirty: () => void;
  dispose: () => void;
  painted: boolean;
  toldMs: number;
}

export interface Views {
  open(id: number, kind: ViewKind, market: Market, canvas: OffscreenCanvas): void;
  frame(id: number, frame: Frame): void;
  dress(id: number, dress: Dress): void;
  wish(id: number, wish: unknown): void;
  pick(id: number, y: number): string | null;
  close(id: number): void;
  /** All are painted again: a font has come. */
  again(): void;
  /** Words that are due. */
  told(nowMs: number): [number, Told][];
  /** What each has painted last. */
  looks(): Told[];
}

export function createViews(sorts: ViewSorts, reads: Reads, scheduler: Scheduler, changed: () => void): Views {
  const opened = new Map<number, Open>();
  let fonts = 0;

  /**
   * A canvas of a worker keeps for ever what a list of families meant when it was first written with. So after a font has come the list
   * is another one: it ends with a family that there is not.
   */
  function worn(dress: Dress): Dress {
    const more = fonts ? `, "come-${fonts}"` : "";
    return { ...dress, mono: dress.mono + more, text: dress.text + more };
  }

  function paint(open: Open): void {
    const { view, canvas, pen, frame, dress } = open;
    if (!pen || !frame?.width || !frame.height || !dress) return;
    const [width, height] = [Math.round(frame.width * frame.ratio), Math.round(frame.height * frame.ratio)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    pen.setTransform(frame.ratio, 0, 0, frame.ratio, 0, 0);
    view.paint(pen, frame, worn(dress));
    open.painted = true;
    changed();
  }

  return {
    open(id, kind, market, canvas) {
      const { make, periodMs } = sorts[kind];
      const painter = scheduler.painter(() => paint(open), periodMs);
      const open: Open = {
        view: make(market, reads, painter.dirty),
        canvas,
        pen: canvas.getContext("2d", { alpha: false }),
        frame: null,
        dress: null,
        dirty: painter.dirty,
        dispose: painter.dispose,
        painted: false,
        toldMs: -Infinity,
      };
      opened.set(id, open);
    },
    frame(id, frame) {
      const open = opened.get(id);
      if (!open) return;
      open.frame = frame;
      // A canvas of another size is empty: it is not left so until its turn.
      paint(open);
    },
    dress(id, dress) {
      const open = opened.get(id);
      if (!open) return;
      open.dress = dress;
      paint(open);
    },
    wish(id, wish) {
      const open = opened.get(id);
      open?.view.wish(wish);
      open?.dirty();
    },
    pick: (id, y) => opened.get(id)?.view.pick(y) ?? null,
    close(id) {
      const open = opened.get(id);
      open?.dispose();
      open?.view.close();
      opened.delete(id);
    },
    again() {
      fonts += 1;
      for (const open of opened.values()) open.dirty();
    },
    looks: () => [...opened.values()].map((open) => open.view.told()),
    told(nowMs) {
      const due = [...opened].filter(([, open]) => open.painted && nowMs - open.toldMs >= WORDS_MS);
      for (const [, open] of due) Object.assign(open, { painted: false, toldMs: nowMs });
      return due.map(([id, open]) => [id, open.view.told()]);
    },
  };
}
