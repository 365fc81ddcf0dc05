/** What the market of self accounts is, and what it is not: orders on the chain that need nobody of the exchange. */
import { Dialog } from "../../ui/dialog.tsx";

const IS = [
  "A second kind of account. Its orders are instructions of its owner to the program; two that cross are traded by anybody, at the price of the older.",
  "The same arithmetic, index, mark, margin and funding as here; a ledger of its own, with caps of a hundredth of the market's.",
  "Yours at once: a deposit is collateral, and what no order locks and no position needs leaves whenever you sign for it.",
];
const IS_NOT = [
  "This book. Orders here and there never meet, and the terminal does not show those there.",
  "Fast or silent: every order and cancel is a transaction that your wallet signs and pays for.",
  "In order of time: whoever sends chooses which of the crossing orders trade first. Each keeps its limit.",
  "Guarded by a backstop: a position that cannot be kept is closed against orders that are there, by whoever sends it; where there are none, a winner waits.",
  "Cheap: the fees are those of the lowest tier, 0.01 % resting and 0.045 % taking.",
];

export function OnchainDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} title="On the chain alone" onClose={onClose} className="help">
      <div className="pmore">
        <h3>What it is</h3>
        <ul>
          {IS.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <h3>What it is not</h3>
        <ul>
          {IS_NOT.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <p className="i3">
          How: docs/guides/trade-on-the-chain.md, with a script on stock libraries that needs a node of Solana and
          nothing of ours. The instructions: place_order, cancel_order, execute_order, open_position, close_position,
          settle_pnl, liquidate.
        </p>
      </div>
    </Dialog>
  );
}
