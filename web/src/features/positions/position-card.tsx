/** Positions in plain words: the one in the market in hand, and on a phone all of them, a card each. */
import { useFeed } from "../../feed/feed.ts";
import { useMarket } from "../../feed/use-market.ts";
import type { UserPosition } from "../../feed/user.ts";
import { change, figure, tone } from "../../lib/format.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { NeedsAccount } from "../workspace/needs-account.tsx";
import { useSettings } from "../workspace/settings-store.ts";
import { isLong, isOpen, PositionActions } from "./positions-panel.tsx";

export function PositionCard() {
  const feed = useFeed();
  const symbol = useSettings((settings) => settings.market);
  const positions = useStoreValue(feed.user.positions);
  const position = positions?.find((one) => one.market === symbol && isOpen(one));
  const others = (positions ?? []).filter((one) => isOpen(one) && one.market !== symbol);
  return (
    <NeedsAccount what="position" loading={positions === null}>
      {position ? (
        <Card position={position} />
      ) : (
        <>
          <div className="ptitle">
            <h2>{`No position in ${symbol}`}</h2>
          </div>
          <p className="mid">Buy when you think the price will rise, sell when you think it will fall.</p>
        </>
      )}
      {others.length ? (
        <p className="pmore i3">Also open: {others.map((one) => `${figure(one.size)} ${one.market}`).join(", ")}.</p>
      ) : null}
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
          </article>
        ))
      ) : (
        <p className="mid">No open positions.</p>
      )}
    </NeedsAccount>
  );
}

function Card({ position }: { position: UserPosition }) {
  const market = useMarket(position.market);
  const price = (text: string | null | undefined): string => figure(text, market?.priceDecimals);
  return (
    <>
      <div className="ptitle">
        <h2>{`${figure(position.size.replace("-", ""))} ${position.market}`}</h2>
        <span className={`badge ${isLong(position) ? "u" : "d"}`}>{isLong(position) ? "LONG" : "SHORT"}</span>
        <span className="grow" />
        <PositionActions position={position} />
      </div>
      <div className="pgrid">
        <div className="pbig">
          <span className="i3">Profit now</span>
          <b className={tone(position.unrealized)}>
            {change(position.unrealized, 2)}
            <small> USDC</small>
          </b>
        </div>
        <Fact name={isLong(position) ? "Bought at" : "Sold at"} value={price(position.entry_price)} />
        <Fact name="Price now" value={price(position.mark_price)} />
        <Fact name="Margin" value={figure(position.initial_margin, 2)} />
        <Fact name="Liquidation" value={price(position.liquidation_price)} />
      </div>
    </>
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
