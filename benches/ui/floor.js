/** The floor of bench `ui`: hears the same feed and decodes it, nothing more. */
const CHANNELS = [
  "book:BTC-PERP",
  "trades:BTC-PERP",
  "ticker:BTC-PERP",
  "candles:BTC-PERP:60",
];
const newest = new Map();
window.messages = 0;
fetch("/config.json")
  .then((answer) => answer.json())
  .then((config) => {
    const socket = new WebSocket(config.stream);
    socket.onopen = () =>
      socket.send(
        JSON.stringify({ op: "subscribe", id: 1, channels: CHANNELS }),
      );
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (!message.channel) return;
      newest.set(message.channel, message);
      window.messages += 1;
    };
  });
