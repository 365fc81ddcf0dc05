/** Positions in plain words: the one in the market in hand, and on a phone all of them, a card each. */
import type { ReactNode } from "react";
import { useFeed } from "../../feed/feed.ts";
import { useMarket } from "../../feed/use-market.ts";
import type { UserPosition } from "../../feed/user.ts";
import { change, figure, tone } from "../../lib/format.ts";
import { moved } from "../../lib/moved.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { profitOf } from "../../feed/profit.ts";
import { NeedsAccount } from "../workspace/needs-account.tsx";
import { useSettings } from "../workspace/settings-store.ts";
import { isLong, isOpen, ofMargin, PositionActions } from "./positions-panel.tsx";

export function PositionCard() {
  const feed = useFeed();
  const symbol = useSettings((settings) => settings.market);
  const positions = useStoreValue(feed.user.positions);
  const position = positions?.find((one) => one.market === symbol && isOpen(one));
  const others = (positions ?? []).filter((one) => isOpen(one) && one.market !== symbol);
  return (
    <NeedsAccount what="position" loading={positions === null}>
      {position ? (
        <Card position={position}>
          <PositionActions position={position} />
        </Card>
      ) : (
        <>
          <div className="ptitle">
            <h2>{`No position in ${symbol}`}</h2>
          </div>
          <p className="mid">Buy when you think the price will rise, sell when you think it will fall.</p>
        </>
      )}
      {others.length ? <p className="pmore i3">Also open: {others.map(inWords).join(", ")}.</p> : null}
    </NeedsAccount>
  );
}

/** All open positions, for a screen that is too narrow for their table. */
export function PositionCards() {
  const feed = useFeed();
  const positions = useStoreValue(feed.user.positions);
  const open = (positions ?? []).filter(isOpen);
  return (
    <NeedsAccount what="positions" loading={positions === null}>
      {open.length ? (
        open.map((position) => (
          <article key={position.market} className="pcard" aria-label={position.market}>
            <Card position={position} />
            <PositionActions position={position} />
          </article>
        ))
      ) : (
        <p className="mid">No open positions.</p>
      )}
    </NeedsAccount>
  );
}

const inWords = (one: UserPosition): string =>
  `${isLong(one) ? "long" : "short"} ${figure(one.size.replace("-", ""))} ${one.market}`;

function Card({ position, children }: { position: UserPosition; children?: ReactNode }) {
  const market = useMarket(position.market);
  const profit = profitOf(position);
  const price = (text: string | null | undefined): string => figure(text, market?.priceDecimals);
  return (
    <>
      <div className="ptitle">
        <h2>{`${figure(position.size.replace("-", ""))} ${position.market}`}</h2>
        <span className={`badge ${isLong(position) ? "u" : "d"}`}>{isLong(position) ? "LONG" : "SHORT"}</span>
        <span className="grow" />
        {children}
      </div>
      <div className="pgrid">
        <div className="pbig">
          <span className="i3">Profit now</span>
          <b className={tone(profit)}>
            {change(profit, 2)}
            <small> USDC</small>
          </b>
          <small className={tone(profit)}>{ofMargin(position)} of margin</small>
        </div>
        <Fact name={isLong(position) ? "Bought at" : "Sold at"} value={price(position.entry_price)} />
        <Fact name="Price now" value={price(position.mark_price)} />
        <Fact name="Margin" value={figure(position.initial_margin, 2)} />
        <Fact name="Liquidation" value={price(position.liquidation_price)} />
        <Room position={position} decimals={market?.priceDecimals ?? 0} />
      </div>
    </>
  );
}

/** How far the price may go against the position before it is liquidated, in percent of where it is. */
function Room({ position, decimals }: { position: UserPosition; decimals: number }) {
  const { mark_price: mark, liquidation_price: end } = position;
  const told = mark && end ? moved(mark, end, decimals) : null;
  if (!told) return null;
  const percent = told.percent.replace("-", "");
  return (
    <div className="pliq">
      <div className="between">
        <span className="i3">Room to liquidation</span>
        <b className="m">{figure(percent)} %</b>
      </div>
      <div className="rng" aria-hidden="true">
        <i className="z" />
        <i className="nw" style={{ left: `${Math.min(100, Number(percent))}%` }} />
      </div>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <dl>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </dl>
  );
}
