// Chips to change who one is, and the switch between views with its counts.

import { h, reconcile, unseen } from "./dom.js";

/** One chip a person; `waiting(id)` is how much they have not seen, `choose(id)` turns to them. */
export function chips(parent, people, chosen, waiting, choose) {
  reconcile(parent, people.map((person) => {
    const count = person.id === chosen ? 0 : waiting(person.id);
    const now = person.id === chosen;
    return {
      key: String(person.id),
      sign: `${now} ${count} ${person.name} ${person.about ?? ""}`,
      build: () => h("button", { type: "button", class: "chip", "aria-pressed": String(now), onclick: () => choose(person.id) },
        h("span", { dir: "auto" }, person.name), language(person, now),
        count > 0 && h("b", { class: "count" }, String(count), unseen(" unread"))),
    };
  }));
  const current = parent.querySelector("[aria-pressed=true]");
  if (current && parent.dataset.current !== String(chosen)) current.scrollIntoView({ block: "nearest", inline: "nearest" });
  parent.dataset.current = String(chosen);
}

/** The phone's language: in full for the one in hand, as a code for the others. */
function language({ about, language: code }, now) {
  return about && (now ? h("small", { lang: code }, about) : h("small", { title: about }, code.toUpperCase()));
}

/** Mark the view one is in and the counts of the others. */
export function fillViews(view, counts) {
  for (const button of document.querySelectorAll("#views button")) {
    const { view: name } = button.dataset;
    const count = button.querySelector(".count");
    button.setAttribute("aria-current", String(name === view));
    count.hidden = !counts[name];
    count.replaceChildren(counts[name] ? String(counts[name]) : "", unseen(" unread"));
  }
}
