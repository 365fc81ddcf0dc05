/** Named layouts of the dock, kept in this browser. The dock's own JSON is a field that nothing else reads. */
import { create } from "zustand";
import { plain } from "../../lib/format.ts";
import { keep, kept } from "../../lib/storage.ts";

export interface NamedLayout {
  name: string;
  /** The dock's model; null: as first shown. */
  model: unknown;
}

interface LayoutStore {
  layouts: NamedLayout[];
  /** Grows when a layout was put in from outside, so that the dock begins anew with it. */
  turn: number;
  save(name: string, model: unknown): void;
  add(name: string, model: unknown): string;
  reset(name: string): void;
  remove(name: string): void;
  exported(name: string): string;
  imported(text: string): string | null;
}

const VERSION = 1;
const LAYOUTS_MAX = 12;
const NAME_MAX = 24;
const IMPORT_MAX = 200_000;
export const PRO_NAME = "pro";
const FIRST: NamedLayout[] = [{ name: PRO_NAME, model: null }];

function valid(value: unknown): value is NamedLayout[] {
  return (
    Array.isArray(value) &&
    value.every(
      (one: unknown) => typeof (one as NamedLayout | null)?.name === "string" && "model" in (one as object),
    ) &&
    value.some((one: NamedLayout) => one.name === PRO_NAME)
  );
}

export const useLayouts = create<LayoutStore>((set, get) => {
  const put = (layouts: NamedLayout[], again: boolean): void => {
    set({ layouts, turn: get().turn + (again ? 1 : 0) });
    keep("layouts", VERSION, layouts);
  };
  const change = (name: string, model: unknown, again: boolean): void =>
    put(
      get().layouts.map((one) => (one.name === name ? { name, model } : one)),
      again,
    );
  const known = kept("layouts", VERSION, valid) ?? FIRST;
  return {
    // Whatever stands in this browser's store: a name is shown in many places, so it is made plain here.
    layouts: known.map((one) => ({ name: plain(one.name, NAME_MAX), model: one.model })).slice(0, LAYOUTS_MAX),
    turn: 0,
    save: (name, model) => change(name, model, false),
    reset: (name) => change(name, null, true),
    add(wanted, model) {
      const base = plain(wanted.trim(), NAME_MAX) || "Layout";
      const taken = new Set(get().layouts.map((one) => one.name));
      let name = base;
      for (let at = 2; taken.has(name) || name === "simple"; at += 1) name = `${base} ${at}`;
      put([...get().layouts, { name, model }].slice(0, LAYOUTS_MAX), false);
      return name;
    },
    remove(name) {
      if (name !== PRO_NAME) {
        put(
          get().layouts.filter((one) => one.name !== name),
          false,
        );
      }
    },
    exported(name) {
      const layout = get().layouts.find((one) => one.name === name);
      return JSON.stringify({ quantdesk_layout: VERSION, name, model: layout?.model ?? null });
    },
    imported(text) {
      if (text.length > IMPORT_MAX) return null;
      try {
        const body = JSON.parse(text) as { quantdesk_layout?: unknown; name?: unknown; model?: unknown };
        if (body.quantdesk_layout !== VERSION || typeof body.name !== "string") return null;
        return get().add(body.name, body.model ?? null);
      } catch {
        return null;
      }
    },
  };
});

/** The dock's model as it was kept under a name; null: as first shown. */
export function layoutKept(name: string): unknown {
  return useLayouts.getState().layouts.find((one) => one.name === name)?.model ?? null;
}
