/** Fields for what this browser's key may trade: an amount a day, markets, prices near the index. Closed, nothing is limited. */
import { useEffect, useId, useState } from "react";
import { useDoor } from "../../api/door.ts";
import { plain } from "../../lib/format.ts";

interface Props {
  amount: string;
  markets: readonly number[];
  near: boolean;
  flaw: string | null;
  onAmount: (amount: string) => void;
  onMarkets: (markets: readonly number[]) => void;
  onNear: (near: boolean) => void;
}

interface Named {
  name: string;
  number: number;
}

/** Markets of the exchange; none until it has answered. */
function useMarkets(): readonly Named[] {
  const door = useDoor();
  const [markets, setMarkets] = useState<readonly Named[]>([]);
  useEffect(() => {
    let over = false;
    door.api
      .ask("markets_list")
      .then((answer) => {
        if (!over) setMarkets(answer.markets.map((each) => ({ name: each.market, number: each.market_id })));
      })
      .catch(() => undefined);
    return () => {
      over = true;
    };
  }, [door]);
  return markets;
}

export function KeyLimitsFields({ amount, markets, near, flaw, onAmount, onMarkets, onNear }: Props) {
  const id = useId();
  const listed = useMarkets();
  const turn = (number: number, on: boolean): void =>
    onMarkets(on ? [...markets, number] : markets.filter((each) => each !== number));
  return (
    <details className="limits">
      <summary>Limit what this browser's key may trade</summary>
      <div className="between lbl">
        <label className="m" htmlFor={id}>
          Most a day
        </label>
        <span className="i3">UTC day, reductions count too</span>
      </div>
      <div className={`field big ${flaw ? "bad" : ""}`}>
        <input
          id={id}
          value={amount}
          inputMode="decimal"
          autoComplete="off"
          maxLength={32}
          placeholder="Any"
          aria-invalid={flaw !== null}
          aria-describedby={`${id}-note`}
          onChange={(event) => onAmount(event.target.value.trim())}
        />
        <span className="unit">USD</span>
      </div>
      <p id={`${id}-note`} className="xs danger note">
        {flaw ?? ""}
      </p>
      <label className="tick">
        <input type="checkbox" name="near" checked={near} onChange={(event) => onNear(event.target.checked)} />
        Fill within 0.5 % of the index alone
      </label>
      <fieldset>
        <legend className="m">Markets, none chosen: every one</legend>
        {listed.map(({ name, number }) => (
          <label className="tick" key={number}>
            <input
              type="checkbox"
              checked={markets.includes(number)}
              onChange={(event) => turn(number, event.target.checked)}
            />
            {plain(name)}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
