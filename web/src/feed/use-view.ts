/**
 * Gives a part of the page a canvas that the market worker paints, and follows its size, its screen and its colours. The words of
 * what is painted come once a second.
 */
import { type RefObject, useEffect, useRef } from "react";
import { useStoreValue } from "../lib/use-store.ts";
import { tokensRead } from "../lib/tokens.ts";
import { type OpenView, useFeed } from "./feed.ts";
import type { Market } from "./markets.ts";
import type { Dress, Frame, Told, ViewKind } from "./view.ts";

interface Wanted {
  kind: ViewKind;
  market: Market;
  /** Theme and preset in hand: colours are read again when it changes. */
  look: string;
  /** Rows that fit into a height. */
  rows(height: number, row: number): number;
  told(words: Told): void;
  framed?(frame: Frame): void;
}

const STALE_MS = 3_000;

/** Whether what is shown is old, and since when the socket was not heard. */
export function useStale(): { old: boolean; ageMs: number | null } {
  const feed = useFeed();
  const now = useStoreValue(feed.clock);
  const { state } = useStoreValue(feed.hub.status);
  const heard = feed.hub.lastMs();
  const ageMs = heard === null ? null : Math.max(0, now - heard);
  return { old: state !== "open" || (ageMs !== null && ageMs > STALE_MS), ageMs };
}

export function useView(host: RefObject<HTMLElement | null>, wanted: Wanted): RefObject<OpenView | null> {
  const feed = useFeed();
  const view = useRef<OpenView | null>(null);
  const dim = useStale().old;
  const newest = useRef({ ...wanted, dim });
  const dressed = useRef<((look: string, dim: boolean) => void) | null>(null);
  const { kind, market, look } = wanted;

  useEffect(() => {
    newest.current = { ...wanted, dim };
  });

  useEffect(() => {
    const box = host.current;
    if (!box) return;
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    box.prepend(canvas);
    const opened = feed.view(kind, market, canvas.transferControlToOffscreen(), (words) => newest.current.told(words));
    let old = false;
    const fit = (): void => {
      const style = getComputedStyle(box);
      const number = (name: string, usual: number): number => parseFloat(style.getPropertyValue(name)) || usual;
      const [row, columns] = [number("--row-book", 18), number("--book-columns", 3)];
      const { clientWidth: width, clientHeight: height } = box;
      const rows = Math.max(1, newest.current.rows(height, row));
      const frame = { width, height, ratio: window.devicePixelRatio, row, rows, columns, dim: old };
      opened.ask({ op: "frame", frame });
      newest.current.framed?.(frame);
    };
    view.current = opened;
    dressed.current = (now, isOld) => {
      opened.ask({ op: "dress", dress: dressRead(now) });
      old = isOld;
      fit();
    };
    dressed.current(newest.current.look, newest.current.dim);
    const watch = new ResizeObserver(fit);
    watch.observe(box);
    // Another zoom, or another screen, is another number of pixels.
    window.addEventListener("resize", fit);
    return () => {
      window.removeEventListener("resize", fit);
      watch.disconnect();
      opened.close();
      view.current = null;
      dressed.current = null;
      canvas.remove();
    };
  }, [feed, host, kind, market]);

  useEffect(() => dressed.current?.(look, dim), [look, dim]);

  return view;
}

function dressRead(look: string): Dress {
  const style = getComputedStyle(document.documentElement);
  const font = (name: string): string => style.getPropertyValue(name).trim();
  return { colours: tokensRead(look), mono: font("--font-mono"), text: font("--font-text") };
}
