/** The gateway for one's own affairs, made once at the start: requests, session, trading. */
import { createContext, use } from "react";
import { createTrader, type TraderStore } from "../core/trader.ts";
import { type Api, createApi } from "./client.ts";
import { createSessionStore, type SessionStore } from "./session-store.ts";

export interface DoorConfig {
  network: string;
  gateway: string;
  rpc: string | null;
}

export interface Door {
  config: DoorConfig;
  api: Api;
  session: SessionStore;
  trader: TraderStore;
}

export function createDoor(config: DoorConfig): Door {
  const api = createApi(config.gateway);
  const session = createSessionStore(api);
  return { config, api, session, trader: createTrader(api, session, config.network) };
}

export const DoorContext = createContext<Door | null>(null);

/** The door of this page. */
export function useDoor(): Door {
  const door = use(DoorContext);
  if (!door) throw new Error("no door above this component: expected DoorContext");
  return door;
}
