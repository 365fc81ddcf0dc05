/** The size as a share of the most that can be opened, in percent; stops at the quarters. */
import type { CSSProperties } from "react";
import { useDoor } from "../../api/door.ts";
import type { Market } from "../../feed/markets.ts";
import { Choices } from "../../ui/choices.tsx";
import { useTicket } from "./ticket-store.ts";
import type { Order } from "./use-order.ts";

const STOPS = [0, 25, 50, 75, 100].map((value) => ({ value, face: `${value} %` }));

export function ShareSlider({ market, order }: { market: Market; order: Order }) {
  const door = useDoor();
  const write = useTicket((ticket) => ticket.write);
  const share = useTicket((ticket) => ticket.share);
  const usable = order.most !== null && /[1-9]/.test(order.most);

  function choose(percent: number): void {
    if (!order.most) return;
    const size = door.trader.sizeShare(market.market, order.most, percent);
    if (size !== null) write({ unit: "base", size: percent ? size : "", share: percent });
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
      <Choices label="Share" className="ticks" choices={STOPS} value={share} choose={choose} disabled={!usable} />
    </div>
  );
}
