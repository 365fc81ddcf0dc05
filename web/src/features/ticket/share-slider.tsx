/** The size as a share of the most that can be opened, in percent; stops at the quarters. */
import { type CSSProperties, useState } from "react";
import { useDoor } from "../../api/door.ts";
import type { Market } from "../../feed/markets.ts";
import { useTicket } from "./ticket-store.ts";
import type { Order } from "./use-order.ts";

const STOPS = [0, 25, 50, 75, 100];

export function ShareSlider({ market, order }: { market: Market; order: Order }) {
  const door = useDoor();
  const write = useTicket((ticket) => ticket.write);
  const [share, setShare] = useState(0);
  const usable = order.most !== null && /[1-9]/.test(order.most);

  function choose(percent: number): void {
    setShare(percent);
    if (!order.most) return;
    const size = door.trader.sizeShare(market.market, order.most, percent);
    if (size !== null) write({ unit: "base", size: percent ? size : "" });
  }

  return (
    <div className="share">
      <input
        type="range"
        min={0}
        max={100}
        step={1}
        value={share}
        disabled={!usable}
        style={{ "--part": `${share}%` } as CSSProperties}
        aria-label="Size in percent of the most you can open"
        onChange={(event) => choose(Number(event.target.value))}
      />
      <div className="ticks">
        {STOPS.map((stop) => (
          <button
            key={stop}
            type="button"
            disabled={!usable}
            className={share === stop ? "on" : ""}
            onClick={() => choose(stop)}
          >
            {stop} %
          </button>
        ))}
      </div>
    </div>
  );
}
