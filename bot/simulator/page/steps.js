// Says what to do next, for who sees the practice room for the first time.

import { h, icon, unseen } from "./dom.js";

const STEPS = [
  "Press Start on the phone, send a report",
  "Claim the case in the group, then Read",
  "Ask the witness a question, in private",
  "Answer on the phone; read it and close",
];

/** The step that comes next, by what stands in the chats. */
function next(store) {
  const of = (side) => [...store.chats.keys()].filter((chat) => chat.startsWith(side)).flatMap((chat) => store.messages(chat));
  const moderators = new Set(store.state.moderators.map(({ id }) => id));
  if (of("staff").some(({ senderId, text }) => moderators.has(senderId) && !text.startsWith("/"))) return 3;
  if (of("staff").some((message) => message.protected)) return 2;
  return of("group").some(({ service, pinned }) => !service && !pinned) ? 1 : 0; // the board is there from the beginning
}

export function showStep(store) {
  const list = document.getElementById("steps");
  const now = next(store);
  if (list.dataset.now === String(now)) return;
  list.dataset.now = String(now);
  list.replaceChildren(...STEPS.map((text, at) => h("li", { "aria-current": at === now && "step", class: at < now && "done", title: text },
    h("b", { "aria-hidden": "true" }, at < now ? icon("tick") : String(at + 1)),
    at === now ? h("span", {}, text) : unseen(text))));
}
