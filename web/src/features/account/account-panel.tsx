/** The account's money in one glance, and the way in and out. */
import { useFeed } from "../../feed/feed.ts";
import { change, figure, tone, UNKNOWN } from "../../lib/format.ts";
import { moneySum, percentOf } from "../../lib/moved.ts";
import { useStoreValue } from "../../lib/use-store.ts";
import { profitOf } from "../../feed/profit.ts";
import { leftToday } from "../../core/key-limits.ts";
import { useOwnKey } from "./use-own-key.ts";
import { NeedsAccount } from "../workspace/needs-account.tsx";
import { useIntents } from "../workspace/intent-store.ts";

/** Width of a gauge: pixels, not money. */
const wide = (percent: string | null): number => Math.min(100, Math.max(0, Number(percent ?? 0)));

/** Why nothing more of an account settles for now. */
const STANDS = {
  refused: "The chain refused an item, which is tried again; the markets are held meanwhile.",
  claimed: "A claim on the chain went past what the exchange did; its operator resolves it.",
  unknown: "The program on the chain has no such item yet; trading goes on, withdrawals wait.",
};

/** What owing USDC means. */
const BORROW =
  "On the strength of your other collateral a loss or a fee may take your USDC below zero by this much, for an hour and without interest. What is owed longer, or beyond it, that collateral pays, at 2 % below its index.";

export function AccountPanel() {
  const feed = useFeed();
  const money = useStoreValue(feed.user.balances);
  const settlement = useStoreValue(feed.user.settlement);
  const positions = useStoreValue(feed.user.positions);
  const open = useIntents((intents) => intents.open);
  const key = useOwnKey(money?.account);
  const left = key && leftToday(key);
  const profit = positions ? moneySum(positions.map(profitOf)) : null;
  const used = percentOf(money?.maintenance_margin, money?.equity);
  const rows: [string, string | undefined][] = [
    ["Collateral", money?.collateral],
    ["Initial margin", money?.initial_margin],
    ["Maintenance margin", money?.maintenance_margin],
    ["Can be withdrawn", money?.withdrawable],
  ];
  return (
    <NeedsAccount what="money" loading={money === null}>
      <div className="acctbox">
        <div className="between">
          <span className="i3">Equity</span>
          <span className="xs i3">Account {money?.account} · USDC</span>
        </div>
        <div className="between">
          <span className="eq" data-testid="equity">
            {figure(money?.equity, 2)}
          </span>
          <span>
            <b className={`m ${tone(profit)}`}>{change(profit, 2)}</b> <span className="i3">unrealised</span>
          </span>
        </div>
        <div className="gauge" title="Maintenance margin against equity: liquidation at the end of the line">
          <i style={{ width: `${wide(used)}%` }} />
          <u />
        </div>
        <div className="kv">
          <span>Margin ratio</span>
          <span>{used === null ? UNKNOWN : `${figure(used)} %`}</span>
        </div>
        {rows.map(([name, value]) => (
          <div className="kv" key={name}>
            <span>{name}</span>
            <span className={tone(value) === "down" ? "danger" : ""}>
              {tone(value) === "down" ? change(value, 2) : figure(value, 2)}
            </span>
          </div>
        ))}
        {money?.borrow && (
          <div className="kv" title={BORROW} data-testid="borrow">
            <span>Owed in USDC</span>
            <span className={money.borrow.since_ms === null ? "" : "danger"}>
              {figure(money.borrow.owed, 2)} of {figure(money.borrow.room, 2)}
            </span>
          </div>
        )}
        <div className="kv" title={settlement?.stands ? STANDS[settlement.stands] : "What the chain does not have yet"}>
          <span>Not settled yet</span>
          <span className={settlement?.stands ? "danger" : ""}>
            {settlement ? settlement.items - settlement.settled : UNKNOWN}
            {settlement?.stands ? ", stands still" : ""}
          </span>
        </div>
        {left != null && (
          <div
            className="kv"
            title="What the owner lets this browser's key trade until midnight UTC, reductions included"
          >
            <span>This key may trade today</span>
            <span className={tone(left) === "flat" ? "danger" : ""} data-testid="key-left">
              {figure(left, 2)} of {figure(key?.notional_day, 2)}
            </span>
          </div>
        )}
        {key?.near_index && (
          <div className="kv" title="How far from the index the owner lets this browser's key trade">
            <span>This key fills</span>
            <span>within 0.5 % of the index</span>
          </div>
        )}
        {key?.markets && (
          <div className="kv" title="Markets that the owner lets this browser's key trade">
            <span>This key trades</span>
            <span>{key.markets.join(", ")}</span>
          </div>
        )}
        <div className="two">
          <button className="btn" type="button" onClick={() => open("deposit")}>
            Deposit
          </button>
          <button className="btn" type="button" onClick={() => open("withdraw")}>
            Withdraw
          </button>
        </div>
      </div>
    </NeedsAccount>
  );
}
