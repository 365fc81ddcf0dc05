/** Heights of the book's parts as book.css has them, and the width below which totals and captions are left out. */
export const SPREAD_PX = 28;
export const SHARES_PX = 22;
export const TIGHT_PX = 200;
