/** The gateway for one's own affairs, made once at the start: requests, session, trading. */
import { createContext, use } from "react";
import { createTrader, type TraderStore } from "../core/trader.ts";
import { keep, kept } from "../lib/storage.ts";
import { type Api, createApi } from "./client.ts";
import { createSessionStore, type SessionMark, type SessionStore } from "./session-store.ts";

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

const mark: SessionMark = {
  get: () => kept("session", 1, (value) => typeof value === "boolean") ?? false,
  set: (open) => keep("session", 1, open),
};

export function createDoor(config: DoorConfig): Door {
  const api = createApi(config.gateway);
  const session = createSessionStore(api, mark);
  return { config, api, session, trader: createTrader(api, session, config.network) };
}

export const DoorContext = createContext<Door | null>(null);

/** The door of this page. */
export function useDoor(): Door {
  const door = use(DoorContext);
  if (!door) throw new Error("no door above this component: expected DoorContext");
  return door;
}
