/** Words on a canvas, as the rows of the terminal are set: one size, figures to the right, names to the left. */
export type Pen = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** From the middle of a row to the line that letters of 11 to 14 px stand on. */
const SINK_PX = 4;

/**
 * Writes a text in the middle of a row that begins at `top`, from `x` to the right or, aligned right, up to it. One that is wider than
 * `most` is set narrower, so that none covers its neighbour.
 */
export function write(pen: Pen, text: string, at: Place, align: "left" | "right", most: number): void {
  if (!text || most <= 0) return;
  pen.textAlign = align;
  pen.fillText(text, at.x, Math.round(at.top + at.row / 2 + SINK_PX), most);
}

export interface Place {
  x: number;
  top: number;
  /** Height of the row. */
  row: number;
}

/** A line one pixel high along the upper edge of `top`. */
export function rule(pen: Pen, colour: string, top: number, width: number): void {
  pen.fillStyle = colour;
  pen.fillRect(0, top, width, 1);
}
