/** Line icons of the terminal, 16 units square, drawn with the colour of the text around them. */
const PATHS = {
  search: "M3 7a4 4 0 108 0a4 4 0 10-8 0M10 10l3.5 3.5",
  down: "M4 6l4 4 4-4",
  rise: "M8 13V3M4 7l4-4 4 4",
  fall: "M8 3v10M4 9l4 4 4-4",
  close: "M4 4l8 8M12 4l-8 8",
  plus: "M8 3.5v9M3.5 8h9",
  check: "M3.5 8.5l3 3 6-7",
  theme:
    "M5.2 8a2.8 2.8 0 105.6 0a2.8 2.8 0 10-5.6 0M8 1.5V3M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1",
  help: "M2 8a6 6 0 1012 0a6 6 0 10-12 0M6.3 6.4a1.8 1.8 0 113 1.4c-.8.6-1.3.9-1.3 1.8M8 11.6v.1",
  candles: "M5 2v2M5 11v3M11 2v4M11 12v2M3.5 4h3v7h-3zM9.5 6h3v6h-3z",
  warn: "M8 2.5l6 11H2zM8 6.5v3.5M8 11.8v.1",
  info: "M2 8a6 6 0 1012 0a6 6 0 10-12 0M8 7v4M8 5v.1",
  again: "M13 8a5 5 0 11-1.6-3.7M13 2v3h-3",
  save: "M8 2v8M4.5 7L8 10.5 11.5 7M3 13.5h10",
  list: "M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4v.01M2.5 8v.01M2.5 12v.01",
  chart: "M2 13h12M3 10l3-3 2.5 2L13 4",
  bolt: "M9 1.5L3.5 9H8l-1 5.5L12.500 7H8z",
  bag: "M2.5 5h11v8h-11zM6 5V3h4v2M2.5 8.500h11",
  more: "M3.5 8v.01M8 8v.01M12.5 8v.01",
  layout: "M2.5 3h11v10h-11zM2.5 7h11M8 7v6",
  pause: "M6 4v8M10 4v8",
  wifi: "M2 6.5a9 9 0 0112 0M4.500 9a5.500 5.500 0 017 0M7 11.500a1.500 1.500 0 012 0",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="i" viewBox="0 0 16 16" aria-hidden="true" strokeWidth={name === "more" ? 2 : undefined}>
      <path d={PATHS[name]} />
    </svg>
  );
}
