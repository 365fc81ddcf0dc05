/** Sources of market data, a line for each market that one speaks of: how much its word counts, and what is wrong with it. */
import type { SourceLine, SourceVoice } from "../../api/schema_gen.ts";
import { age, plain, UNKNOWN } from "../../lib/format.ts";
import { type Column, Table } from "../../ui/table.tsx";

interface Row {
  source: SourceLine;
  voice: SourceVoice | null;
}

/** A vote is about how far a price is to be believed; the index is the signed price alone. */
const VOTE_WORDS =
  "Whether this source is heard when the exchange judges how far a price is to be believed. It never moves the index.";

function vote({ voice }: Row): string {
  if (!voice) return UNKNOWN;
  return voice.votes ? "Yes" : "No";
}

function faults({ source, voice }: Row): string {
  if (!voice) return source.state === "unknown" ? "not told" : UNKNOWN;
  return voice.faults.length ? voice.faults.map((fault) => plain(fault)).join(", ") : "none";
}

const COLUMNS: Column<Row>[] = [
  { head: "Source", cell: ({ source }) => <span title={plain(source.kind)}>{plain(source.source)}</span> },
  { head: "State", cell: ({ source }) => plain(source.state) },
  { head: "Market", cell: ({ voice }) => voice?.market ?? UNKNOWN },
  { head: "Points", num: true, cell: ({ voice }) => (voice ? String(voice.points) : UNKNOWN) },
  {
    head: "Vote",
    cell: (row) => (
      <span className={row.voice && !row.voice.votes ? "warn" : ""} title={VOTE_WORDS}>
        {vote(row)}
      </span>
    ),
  },
  { head: "Faults", cell: (row) => <span className={row.voice?.faults.length ? "warn" : ""}>{faults(row)}</span> },
  { head: "Age", num: true, cell: ({ source }) => (source.age_ms === null ? UNKNOWN : age(source.age_ms)) },
];

/** market: whose lines stand first. */
export function SourceRows({ sources, market }: { sources: SourceLine[] | null; market: string }) {
  if (sources === null) return <p className="i3 sm">Sources of market data: not told.</p>;
  if (!sources.length) return <p className="i3 sm">No source of market data is wished for.</p>;
  const rows = sources.flatMap((source): Row[] =>
    source.voices.length ? source.voices.map((voice) => ({ source, voice })) : [{ source, voice: null }],
  );
  const first = ({ voice }: Row): number => (voice?.market === market ? 0 : 1);
  return (
    <Table
      label="Sources of market data"
      columns={COLUMNS}
      rows={rows.toSorted((a, b) => first(a) - first(b))}
      id={({ source, voice }) => `${source.source} ${voice?.market ?? ""}`}
    />
  );
}
