/** The tape: every trade of the market as it happens, newest first; whole rows only, painted by the market worker. */
import { useDeferredValue, useEffect, useRef } from "react";
import type { Market } from "../../feed/markets.ts";
import { useMarket } from "../../feed/use-market.ts";
import { useView } from "../../feed/use-view.ts";
import { Skeleton } from "../../ui/states.tsx";
import { useSettings } from "../workspace/settings-store.ts";
import { createTapeRows, type TapeRows } from "./tape-rows.ts";
import type { TradeShown } from "./tape-view.ts";

export function TapePanel() {
  const symbol = useDeferredValue(useSettings((settings) => settings.market));
  const market = useMarket(symbol);
  return market ? <Tape key={symbol} market={market} /> : <Skeleton />;
}

function Tape({ market }: { market: Market }) {
  const host = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const rows = useRef<TapeRows | null>(null);
  const look = useSettings((settings) => `${settings.theme} ${settings.preset} ${settings.density}`);

  // Before the view: it says at once how many rows there are.
  useEffect(() => {
    const box = list.current;
    if (!box) return;
    rows.current = createTapeRows(box);
    return () => {
      rows.current = null;
      box.replaceChildren();
    };
  }, []);

  useView(host, {
    kind: "tape",
    market,
    look,
    rows: (height, row) => Math.floor(height / row),
    told: (words) => rows.current?.write((words as TradeShown[] | null) ?? []),
    framed: (frame) => rows.current?.resize(frame.rows),
  });

  return (
    <div className="tape panel" data-testid="tape">
      <div className="lv h" aria-hidden="true">
        <span>Price</span>
        <span>Size {market.market.split("-")[0]}</span>
        <span>Time UTC</span>
      </div>
      <div className="seen" ref={host}>
        <div className="words rows" role="table" aria-label="Trades" ref={list} />
      </div>
    </div>
  );
}
