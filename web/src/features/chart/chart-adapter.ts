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

const timeOf = (candle: Candle): Time => (candle.open_ms / 1000) as Time;

export function createChartAdapter(place: HTMLElement, decimals: number, tokens: Tokens): ChartAdapter {
  let colours = tokens;
  let shown: ChartKind = "hollow";
  let known: Candle[] = [];
  const chart: IChartApi = createChart(place, {
    autoSize: true,
    layout: { attributionLogo: false, fontSize: 11, fontFamily: getComputedStyle(place).fontFamily },
    rightPriceScale: { borderVisible: true, scaleMargins: { top: 0.08, bottom: VOLUME_SHARE + 0.04 } },
    timeScale: { timeVisible: true, secondsVisible: false, rightOffset: 24, barSpacing: 7, borderVisible: true },
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

  function looks(kind: ChartKind): SeriesPartialOptionsMap[SeriesType] {
    const { up, down, panel, ink1 } = colours;
    const last = { priceFormat, priceLineColor: ink1, priceLineStyle: 1 as const };
    if (kind === "bars") return { ...last, upColor: up, downColor: down };
    if (kind === "line") return { ...last, color: ink1, lineWidth: 1 };
    if (kind === "area")
      return { ...last, topColor: faded(up, 60), bottomColor: faded(up, 0), lineColor: up, lineWidth: 1 };
    const edges = { borderUpColor: up, borderDownColor: down, wickUpColor: up, wickDownColor: down };
    return { ...last, ...edges, upColor: kind === "hollow" ? panel : up, downColor: down };
  }

  function make(kind: ChartKind): ISeriesApi<SeriesType> {
    return chart.addSeries(SERIES[kind], looks(kind));
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
    series.applyOptions(looks(shown));
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

  return {
    dress,
    kind: again,
    show(candles, from) {
      const restart = from === 0 || known.length === 0;
      known = candles;
      if (restart) {
        whole();
        return;
      }
      for (const candle of candles.slice(-PAGE_CHANGED)) {
        if (candle.open_ms < from) continue;
        series.update(point(candle) as never);
        volume.update(amount(candle));
      }
    },
    yOf: (price) => series.priceToCoordinate(Number(price)),
    priceAt: (y) => series.coordinateToPrice(y),
    restart() {
      known = [];
      whole();
      chart.timeScale().resetTimeScale();
    },
    onMove: ranged,
    onStart: (listener) => ranged((range) => (range && range.from < START_BARS ? listener() : undefined)),
    onHover(listener) {
      const hovered = (event: MouseEventParams): void =>
        listener(event.time === undefined ? null : Number(event.time) * 1000);
      chart.subscribeCrosshairMove(hovered);
      return () => chart.unsubscribeCrosshairMove(hovered);
    },
    close: () => chart.remove(),
  };
}

const PAGE_CHANGED = 70;
