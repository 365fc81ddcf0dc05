/** Reads a store from a component; the component paints again when the value has changed. */
import { useSyncExternalStore } from "react";
import type { Store } from "./store.ts";

export function useStoreValue<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
