/** Opens the socket of one's own orders and money for the account that trades, and closes it with the session. */
import { useEffect } from "react";
import { type Api, ApiRefused } from "../api/client.ts";
import type { Door } from "../api/door.ts";
import type { Feed } from "../feed/feed.ts";
import type { Questions } from "../feed/user.ts";
import { useStoreValue } from "../lib/use-store.ts";

const FILLS_A_PAGE = 200;

/** What the feed of one's own affairs asks the gateway. */
function questions(api: Api, account: number): Questions {
  return {
    ticket: async () => (await api.ask("stream_ticket")).ticket,
    order: (id) =>
      api.ask("orders_show", { path: { order_id: id }, query: { account } }).catch((error: unknown) => {
        if (error instanceof ApiRefused && error.status === 404) return null;
        throw error;
      }),
    fills: (before) =>
      api.ask("fills_list", { query: { account, limit: FILLS_A_PAGE, ...(before === null ? {} : { before }) } }),
    moves: () => api.ask("moves_list", { query: { account, limit: FILLS_A_PAGE } }),
    settlement: () => api.ask("accounts_settlement", { path: { account } }),
  };
}

export function useOwnFeed(feed: Feed, door: Door): void {
  const trader = useStoreValue(door.trader);
  const account = trader.state === "none" ? null : trader.account;
  useEffect(() => {
    if (account === null) {
      feed.user.close();
      return;
    }
    feed.user.open(account, questions(door.api, account));
    // What the core is asked about must be as new as what is shown.
    const leave = [feed.user.balances, feed.user.positions, feed.user.orders].map((store) =>
      store.subscribe(() => door.trader.refresh()),
    );
    return () => {
      for (const end of leave) end();
    };
  }, [feed, door, account]);
}
