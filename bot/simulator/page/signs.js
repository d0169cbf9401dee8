// Draws the few signs that the bots use: not every computer has a font with coloured ones.

import { h, picture } from "./dom.js";

const DRAWN = {
  "✅": "saved", "☐": "box", "☑": "chosen", "▫": "low", "🔹": "normal", "🔶": "high", "🔴": "urgent",
  "🆕": "new", "✋": "hand", "📖": "book", "⏳": "wait", "🚨": "alarm", "💬": "talk", "🗑": "gone",
  "⌛": "wait", "⏰": "clock", "⏸": "rest", "○": "open", "⚠": "care", "⛔": "stop", "🚫": "barred", "✔": "yes", "✖": "no",
  "❓": "ask", "❔": "unsure", "👁": "eye", "📣": "horn", "📤": "sent", "📵": "silent", "🔎": "lens", "🔒": "lock",
  "🤝": "hands", "🤫": "hush",
};
const SIGN = new RegExp(`((?:${Object.keys(DRAWN).join("|")})\\ufe0f?)`, "u");

/** Nodes for a text; each sign stays there as a character, under its picture. */
export function signed(text) {
  return text.split(SIGN).filter(Boolean).map((piece) => {
    const name = DRAWN[piece.replace("\ufe0f", "")];
    return name ? h("span", { class: "sign" }, piece, picture(`sign-${name}`, "art")) : piece;
  });
}
