/** Heights of the book's parts as book.css has them. */
export const SPREAD_PX = 28;
export const SHARES_PX = 22;
