/** Which wallet this page is connected to; none after a reload until it is asked for, a session needs none. */
import { createStore } from "../../lib/store.ts";
import type { Connected } from "./wallets.ts";

export const walletStore = createStore<Connected | null>(null);
