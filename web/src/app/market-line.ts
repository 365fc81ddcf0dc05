/** Starts the market worker and holds the page's end of the line to it. */
import text from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";
import mono from "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2";
import type { Config } from "../feed/config.ts";
import type { Ask, Line, Told } from "../feed/wire.ts";

export function marketLine(config: Config): Line {
  const worker = new Worker(new URL("./market-worker.ts", import.meta.url), { type: "module", name: "market" });
  // What fails there is told here, where it is seen.
  worker.addEventListener("error", (event) => reportError(event.error ?? new Error(event.message)));
  const ask = (asked: Ask, give: Transferable[] = []): void => worker.postMessage(asked, give);
  const absolute = (url: string): string => new URL(url, location.href).href;
  ask({
    op: "start",
    config,
    fonts: [
      { family: "JetBrains Mono Variable", weight: "100 800", url: absolute(mono) },
      { family: "Inter Variable", weight: "100 900", url: absolute(text) },
    ],
  });
  const seen = (): void => ask({ op: "hidden", hidden: document.hidden });
  document.addEventListener("visibilitychange", seen);
  if (document.hidden) seen();
  return {
    ask,
    onTold: (listener) => worker.addEventListener("message", ({ data }: MessageEvent<Told>) => listener(data)),
  };
}
