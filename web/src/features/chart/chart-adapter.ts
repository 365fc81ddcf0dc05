/**
 * The chart library behind a face of our own: candles in, coordinates out. Numbers here are pixels and positions on a scale, never
 * money; texts of prices come from the exchange.
 */
import {
  BarSeries,
  CandlestickSeries,
  ColorType,
  createChart,
  CrosshairMode,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type LogicalRangeChangeEventHandler,
  type MouseEventParams,
  type PriceFormat,
  LineSeries,
  AreaSeries,
  type SeriesDefinition,
  type SeriesPartialOptionsMap,
  type SeriesType,
  type Time,
} from "lightweight-charts";
import type { Candle } from "../../feed/candles.ts";
import { figure } from "../../lib/format.ts";
import { faded, type Tokens } from "../../lib/tokens.ts";
import type { ChartKind } from "./chart-store.ts";

export interface ChartAdapter {
  /** from: the time of the first candle that changed; 0 for all of them. */
  show(candles: Candle[], from: number): void;
  dress(tokens: Tokens): void;
  kind(kind: ChartKind): void;
  yOf(price: string): number | null;
  priceAt(y: number): number | null;
  /** Pixels that the scale of prices takes of the right edge. */
  scaleWidth(): number;
  /** Forgets all candles, and where they stood: others are to come. */
  restart(): void;
  /** Called when what is seen has moved, until the answer is called; so the next two. */
  onMove(listener: () => void): () => void;
  onStart(listener: () => void): () => void;
  onHover(listener: (at: number | null) => void): () => void;
  close(): void;
}

const SERIES: Record<ChartKind, SeriesDefinition<SeriesType>> = {
  hollow: CandlestickSeries,
  candles: CandlestickSeries,
  bars: BarSeries,
  line: LineSeries,
  area: AreaSeries,
};
const VOLUME_SHARE = 0.2;
const START_BARS = 20;
const DECIMALS_MAX = 8;
/** As long as there are fewer the picture does not move with them. */
const YOUNG_BARS = 72;
const LEFT_BARS = 3;
const MINUTE_MS = 60_000;

const timeOf = (candle: Candle): Time => (candle.open_ms / 1000) as Time;

/** Calls when a place that had no size has one: what was drawn in the dark has candles of no width. */
function whenSeen(place: HTMLElement, call: () => void): () => void {
  let isSeen = place.clientWidth > 0;
  const watch = new ResizeObserver(() => {
    const now = place.clientWidth > 0;
    if (now && !isSeen) requestAnimationFrame(call);
    isSeen = now;
  });
  watch.observe(place);
  return () => watch.disconnect();
}

/** How a series of this kind is dressed. */
function looksOf(
  kind: ChartKind,
  { up, down, panel, ink1 }: Tokens,
  priceFormat: PriceFormat,
): SeriesPartialOptionsMap[SeriesType] {
  const last = { priceFormat, priceLineColor: ink1, priceLineStyle: 1 as const };
  if (kind === "bars") return { ...last, upColor: up, downColor: down };
  if (kind === "line") return { ...last, color: ink1, lineWidth: 1 };
  if (kind === "area")
    return { ...last, topColor: faded(up, 60), bottomColor: faded(up, 0), lineColor: up, lineWidth: 1 };
  const edges = { borderUpColor: up, borderDownColor: down, wickUpColor: up, wickDownColor: down };
  return { ...last, ...edges, upColor: kind === "hollow" ? panel : up, downColor: down };
}

export function createChartAdapter(place: HTMLElement, decimals: number, tokens: Tokens): ChartAdapter {
  let colours = tokens;
  let shown: ChartKind = "hollow";
  let known: Candle[] = [];
  /** There are so few candles that they stand at the left, and the picture does not move with them. */
  let young = true;
  const chart: IChartApi = createChart(place, {
    autoSize: true,
    layout: { attributionLogo: false, fontSize: 11, fontFamily: getComputedStyle(place).fontFamily },
    rightPriceScale: {
      borderVisible: true,
      scaleMargins: { top: 0.08, bottom: VOLUME_SHARE + 0.04 },
      // No price is cut in half at the edge.
      entireTextOnly: true,
    },
    timeScale: {
      timeVisible: true,
      secondsVisible: false,
      rightOffset: 8,
      barSpacing: 8,
      borderVisible: true,
    },
    crosshair: { mode: CrosshairMode.Normal },
    localization: {
      locale: "en-GB",
      priceFormatter: (price: number) => figure(price.toFixed(Math.min(decimals, DECIMALS_MAX))),
    },
  });
  const priceFormat = {
    type: "price" as const,
    precision: Math.min(decimals, DECIMALS_MAX),
    minMove: 1 / 10 ** Math.min(decimals, DECIMALS_MAX),
  };
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: "volume",
    priceFormat: { type: "volume" },
    lastValueVisible: false,
    priceLineVisible: false,
  });
  volume.priceScale().applyOptions({ scaleMargins: { top: 1 - VOLUME_SHARE, bottom: 0 } });
  let series: ISeriesApi<SeriesType> = make(shown);

  function make(kind: ChartKind): ISeriesApi<SeriesType> {
    return chart.addSeries(SERIES[kind], looksOf(kind, colours, priceFormat));
  }

  const single = (): boolean => shown === "line" || shown === "area";
  function point(candle: Candle) {
    const time = timeOf(candle);
    if (single()) return { time, value: Number(candle.close) };
    const [open, high, low, close] = [candle.open, candle.high, candle.low, candle.close].map(Number);
    return { time, open, high, low, close };
  }
  const amount = (candle: Candle) => ({
    time: timeOf(candle),
    value: Number(candle.volume),
    color: faded(Number(candle.close) >= Number(candle.open) ? colours.up : colours.down, 82),
  });

  function whole(): void {
    series.setData(known.map(point) as never);
    volume.setData(known.map(amount));
  }

  /** The candles of a young market begin at the left and leave the rest to those that come; of an older one the newest are seen. */
  function placed(): void {
    const scale = chart.timeScale();
    young = known.length < YOUNG_BARS - LEFT_BARS;
    const [first, second] = known;
    const secondsVisible = first !== undefined && second !== undefined && second.open_ms - first.open_ms < MINUTE_MS;
    scale.applyOptions({ shiftVisibleRangeOnNewBar: !young, secondsVisible });
    if (young && known.length) scale.setVisibleLogicalRange({ from: -LEFT_BARS, to: YOUNG_BARS });
    else scale.resetTimeScale();
  }

  function dress(next: Tokens): void {
    colours = next;
    chart.applyOptions({
      layout: { background: { type: ColorType.Solid, color: next.panel }, textColor: next.ink3 },
      grid: { vertLines: { color: faded(next.line, 128) }, horzLines: { color: faded(next.line, 128) } },
      rightPriceScale: { borderColor: next.line },
      timeScale: { borderColor: next.line },
      crosshair: { vertLine: { color: next.ink3 }, horzLine: { color: next.ink3 } },
    });
    // The series stays as it is: only bars of volume carry a colour each.
    series.applyOptions(looksOf(shown, colours, priceFormat));
    volume.setData(known.map(amount));
  }

  function ranged(listener: LogicalRangeChangeEventHandler): () => void {
    chart.timeScale().subscribeVisibleLogicalRangeChange(listener);
    return () => chart.timeScale().unsubscribeVisibleLogicalRangeChange(listener);
  }

  function again(kind: ChartKind): void {
    chart.removeSeries(series);
    shown = kind;
    series = make(kind);
    whole();
  }
  dress(tokens);

  const unseen = whenSeen(place, placed);

  return {
    dress,
    kind: again,
    show(candles, from) {
      const restart = from === 0 || known.length === 0;
      known = candles;
      if (restart) {
        whole();
        if (young) placed();
        return;
      }
      if (young && known.length >= YOUNG_BARS - LEFT_BARS) placed();
      for (const candle of candles.slice(-PAGE_CHANGED)) {
        if (candle.open_ms < from) continue;
        series.update(point(candle) as never);
        volume.update(amount(candle));
      }
    },
    yOf: (price) => series.priceToCoordinate(Number(price)),
    priceAt: (y) => series.coordinateToPrice(y),
    scaleWidth: () => chart.priceScale("right").width(),
    restart() {
      known = [];
      young = true;
      whole();
    },
    onMove: ranged,
    onStart: (listener) => ranged((range) => (range && range.from < START_BARS ? listener() : undefined)),
    onHover(listener) {
      const hovered = (event: MouseEventParams): void =>
        listener(event.time === undefined ? null : Number(event.time) * 1000);
      chart.subscribeCrosshairMove(hovered);
      return () => chart.unsubscribeCrosshairMove(hovered);
    },
    close() {
      unseen();
      chart.remove();
    },
  };
}

const PAGE_CHANGED = 70;
