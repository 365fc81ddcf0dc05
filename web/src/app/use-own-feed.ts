/** Opens the socket of one's own orders and money for the account that trades, and closes it with the session. */
import { useEffect } from "react";
import type { Door } from "../api/door.ts";
import type { Feed } from "../feed/feed.ts";
import { useStoreValue } from "../lib/use-store.ts";

export function useOwnFeed(feed: Feed, door: Door): void {
  const trader = useStoreValue(door.trader);
  const account = trader.state === "none" ? null : trader.account;
  useEffect(() => {
    if (account === null) {
      feed.user.close();
      return;
    }
    feed.user.open(account, async () => (await door.api.ask("stream_ticket")).ticket);
    // What the core is asked about must be as new as what is shown.
    const leave = [feed.user.balances, feed.user.positions, feed.user.orders].map((store) =>
      store.subscribe(() => door.trader.refresh()),
    );
    return () => {
      for (const end of leave) end();
    };
  }, [feed, door, account]);
}
