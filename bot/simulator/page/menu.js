// A small menu above a button: opens with press or arrow, closes with Escape, a choice or a press elsewhere.

import { h, icon } from "./dom.js";

/** `items()` gives [{icon, label, hint, choose}]; the menu is made anew at each opening. */
export function menu(button, label, items) {
  const list = h("div", { class: "menu", role: "menu", "aria-label": label, hidden: true });
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.after(list);

  const close = (refocus) => {
    if (list.hidden) return;
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", elsewhere, true);
    if (refocus) button.focus();
  };
  const elsewhere = (event) => {
    if (!list.contains(event.target) && !button.contains(event.target)) close(false);
  };
  const open = () => {
    list.replaceChildren(...items().map((item) => entry(item, () => { close(true); item.choose(); })));
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", elsewhere, true);
    list.firstElementChild?.focus();
  };

  button.addEventListener("click", () => (list.hidden ? open() : close(true)));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    open();
  });
  list.addEventListener("keydown", (event) => move(event, list, close));
  list.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !list.contains(event.relatedTarget) && event.relatedTarget !== button) close(false);
  });
}

function entry({ icon: picture, label, hint }, press) {
  return h("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: press },
    picture && icon(picture), h("span", {}, label), hint && h("small", {}, hint));
}

function move(event, list, close) {
  const entries = [...list.children];
  const at = entries.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    entries.at(to % entries.length).focus();
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close(true);
  } else if (event.key === "Tab") {
    close(false);
  }
}
