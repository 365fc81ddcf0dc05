/** Places for labels of lines that lie close together: side by side instead of one on another. */
const HEIGHT_PX = 22;
const WIDTH_PX = 196;
const EDGE_PX = 12;
const LANES = 4;

/** The lane of each label by its height on the scale: the first, from the right, where no label before it is in the way. */
export function lanes(heights: (number | null)[]): number[] {
  const taken: { lane: number; y: number }[] = [];
  return heights.map((y) => {
    if (y === null) return 0;
    const isFree = (lane: number): boolean =>
      taken.every((other) => other.lane !== lane || Math.abs(other.y - y) >= HEIGHT_PX);
    const lane = Array.from({ length: LANES }, (_, at) => at).find(isFree) ?? 0;
    taken.push({ lane, y });
    return lane;
  });
}

export const laneStyle = (lane: number): { right: number } => ({ right: EDGE_PX + lane * WIDTH_PX });
