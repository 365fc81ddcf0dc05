/** The chart: candles of the market, volume beneath, one's own lines above; the rest of the page goes on without it. */
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { type Candle, type Candles } from "../../feed/candles.ts";
import { useFeed } from "../../feed/feed.ts";
import type { Market } from "../../feed/markets.ts";
import { useMarket } from "../../feed/use-market.ts";
import { change, figure, tone } from "../../lib/format.ts";
import { moved } from "../../lib/moved.ts";
import { intervalName, INTERVALS, type Interval } from "../../lib/intervals.ts";
import { tokensRead } from "../../lib/tokens.ts";
import { Choices } from "../../ui/choices.tsx";
import { Skeleton } from "../../ui/states.tsx";
import { useSettings } from "../workspace/settings-store.ts";
import type { ChartAdapter } from "./chart-adapter.ts";
import { type ChartKind, KINDS, useChart } from "./chart-store.ts";
import { ChartLines } from "./chart-lines.tsx";

/** The chart library comes beside the first screen and not before it. */
const library = import("./chart-adapter.ts");

/** Candles come in turns: they are painted in the frame of theirs. */
const PERIOD_MS = 50;
const SHORT: Interval[] = [60, 300, 900, 3600, 14400, 86400];
const FRAMES = SHORT.map((one) => ({ value: one, face: intervalName(one) }));
const KIND_NAMES: Record<ChartKind, string> = {
  hollow: "Hollow",
  candles: "Candles",
  bars: "Bars",
  line: "Line",
  area: "Area",
};

export function ChartPanel() {
  // A chart of another market takes its time: whoever chose it has the rest of the page before it.
  const symbol = useDeferredValue(useSettings((settings) => settings.market));
  const market = useMarket(symbol);
  const interval = useChart((chart) => chart.interval);
  return (
    <div className="panel chart">
      <ChartHead />
      {market ? <Plot key={symbol} market={market} interval={interval} /> : <Skeleton rows={10} />}
    </div>
  );
}

function ChartHead() {
  const { interval, kind, choose } = useChart();
  const more = INTERVALS.filter((one) => !SHORT.includes(one));
  return (
    <div className="tool" role="toolbar" aria-label="Chart">
      <Choices
        label="Time frame"
        className="row frames"
        choices={FRAMES}
        value={interval}
        choose={(one) => choose({ interval: one })}
      />
      <select
        className="sel"
        aria-label="More time frames"
        value={SHORT.includes(interval) ? "" : interval}
        onChange={(event) => choose({ interval: Number(event.target.value) as Interval })}
      >
        <option value="" disabled>
          More
        </option>
        {more.map((one) => (
          <option key={one} value={one}>
            {intervalName(one)}
          </option>
        ))}
      </select>
      <i className="vr" />
      <select
        className="sel"
        aria-label="Kind of chart"
        value={kind}
        onChange={(event) => choose({ kind: event.target.value as ChartKind })}
      >
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {KIND_NAMES[one]}
          </option>
        ))}
      </select>
    </div>
  );
}

function Plot({ market, interval }: { market: Market; interval: Interval }) {
  const feed = useFeed();
  const place = useRef<HTMLDivElement>(null);
  const [adapter, setAdapter] = useState<ChartAdapter | null>(null);
  const [state, setState] = useState<Candles["state"]>("waiting");
  const [legend, setLegend] = useState<Candle | null>(null);
  const kind = useChart((chart) => chart.kind);
  // The page has its colours at once; the chart, which paints all of its candles for them, a moment later.
  const look = useDeferredValue(useSettings((settings) => `${settings.theme} ${settings.preset}`));

  useEffect(() => {
    if (!adapter) return;
    const candles = feed.candles(market.market, interval);
    let hovered: number | null = null;
    let from = 0;
    const painter = feed.scheduler.painter(() => {
      const now = candles.store.get();
      setState(now.state);
      if (now.state !== "ready") {
        setLegend(null);
        return;
      }
      adapter.show(now.list, from);
      from = Infinity;
      setLegend((hovered === null ? null : now.list.find((one) => one.open_ms === hovered)) ?? now.list.at(-1) ?? null);
    }, PERIOD_MS);
    const leave = [
      candles.store.subscribe(() => {
        const now = candles.store.get();
        from = now.state === "ready" ? Math.min(from, now.changedFrom) : 0;
        painter.dirty();
      }),
      adapter.onStart(() => void candles.older()),
      adapter.onHover((at) => {
        hovered = at;
        painter.dirty();
      }),
    ];
    adapter.restart();
    painter.dirty();
    return () => {
      for (const end of leave) end();
      painter.dispose();
      candles.close();
    };
  }, [feed, adapter, market.market, interval]);

  // Making a chart takes longer than a person waits for a click: it is made once for all time frames.
  useEffect(() => {
    let made: ChartAdapter | null = null;
    let ended = false;
    library.then(({ createChartAdapter }) => {
      if (ended || !place.current) return;
      made = createChartAdapter(place.current, market.priceDecimals, tokensRead(""));
      setAdapter(made);
    }, reportError);
    return () => {
      ended = true;
      made?.close();
      setAdapter(null);
    };
  }, [market.priceDecimals]);

  useEffect(() => adapter?.kind(kind), [adapter, kind]);
  useEffect(() => adapter?.dress(tokensRead(look)), [adapter, look]);

  return (
    <div className="plot" data-state={state}>
      <div
        className="plotbox"
        ref={place}
        role="img"
        aria-label={`Candles of ${market.market}, ${intervalName(interval)}`}
      />
      <Legend candle={legend} market={market} interval={interval} />
      {state === "ready" ? null : (
        <p className="mid note" role="status">
          {state === "waiting"
            ? "Waiting for candles."
            : "The exchange does not give candles yet. They appear here when it does."}
        </p>
      )}
      {adapter ? <ChartLines adapter={adapter} market={market} /> : null}
    </div>
  );
}

function Legend({ candle, market, interval }: { candle: Candle | null; market: Market; interval: Interval }) {
  const shown = (text: string | undefined): string => figure(text, market.priceDecimals);
  const told = candle ? moved(candle.open, candle.close, market.priceDecimals) : null;
  const side = tone(told?.by);
  return (
    <div className="legend">
      <div className="ln1">
        <span className="i2 m">
          {market.market} · {intervalName(interval)}
        </span>
        <span>
          O <b>{shown(candle?.open)}</b>
        </span>
        <span>
          H <b>{shown(candle?.high)}</b>
        </span>
        <span>
          L <b>{shown(candle?.low)}</b>
        </span>
        <span>
          C <b className={side}>{shown(candle?.close)}</b>
        </span>
        {told ? (
          <span className={side}>
            {change(told.by, market.priceDecimals)} ({change(told.percent)} %)
          </span>
        ) : null}
        <span>
          Volume <b>{figure(candle?.volume)}</b>
        </span>
      </div>
    </div>
  );
}
