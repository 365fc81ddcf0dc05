/** A table of records: right-aligned figures, one line a record, the rest behind a button, and a file for spreadsheets. */
import { type ReactNode, useState } from "react";
import { csvOf, fileSave } from "../lib/csv.ts";
import { Icon } from "./icon.tsx";

export interface Column<T> {
  head: string;
  /** Figures stand on the right. */
  num?: boolean;
  /** Leaves first when it is narrow. */
  rare?: boolean;
  cell: (row: T) => ReactNode;
  /** What goes into the file; without it the column stays out of it. */
  text?: (row: T) => string;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  id: (row: T) => string;
  className?: (row: T) => string;
}

const SHOWN = 60;

export function Table<T>({ label, columns, rows, id, className }: Props<T>) {
  const [most, setMost] = useState(SHOWN);
  const kind = (column: Column<T>): string => `${column.num ? "num" : ""} ${column.rare ? "c1" : ""}`;
  return (
    <div className="tbl sized">
      <table aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.head} className={kind(column)} scope="col">
                {column.head === "Actions" ? <span className="sr">Actions</span> : column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map((row) => (
            <tr key={id(row)} className={className?.(row) ?? ""} data-row={id(row)}>
              {columns.map((column) => (
                <td key={column.head} className={kind(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > most ? (
        <button className="btn quiet" type="button" onClick={() => setMost(most + SHOWN)}>
          Show {Math.min(SHOWN, rows.length - most)} more of {rows.length}
        </button>
      ) : null}
    </div>
  );
}

export function CsvButton<T>({ name, columns, rows }: { name: string; columns: Column<T>[]; rows: T[] }) {
  const told = columns.filter((column) => column.text);
  function save(): void {
    const lines = rows.map((row) => told.map((column) => column.text?.(row) ?? ""));
    fileSave(
      `quantdesk-${name}.csv`,
      csvOf(
        told.map((column) => column.head),
        lines,
      ),
    );
  }
  return (
    <button className="btn quiet sm" type="button" disabled={!rows.length} onClick={save}>
      <Icon name="save" />
      CSV
    </button>
  );
}
