// Builds elements from values; text only ever becomes text nodes, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element. `on…` properties are listeners; null, false and undefined attributes are left out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A decorative picture from icons.svg. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `page/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** A button that shows a picture and says its name to who cannot see it. */
export function iconButton(name, label, press, properties = {}) {
  return h("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick: press, ...properties }, icon(name));
}

/** Text that only a screen reader says. */
export const unseen = (text) => h("span", { class: "unseen" }, text);

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Make `parent` hold just `items` in order: {key, sign, build}. An element stays while its sign does. */
export function reconcile(parent, items) {
  const before = new Map([...parent.children].filter((each) => each.dataset.key).map((each) => [each.dataset.key, each]));
  const wanted = items.map((item) => {
    const old = before.get(item.key);
    before.delete(item.key);
    if (old && old.dataset.sign === item.sign) return old;
    const made = item.build();
    made.dataset.key = item.key;
    made.dataset.sign = item.sign;
    if (old) replace(old, made);
    return made;
  });
  for (const gone of before.values()) leave(gone);
  let next = parent.firstElementChild;
  for (const element of wanted) {
    while (next && !next.dataset.key) next = next.nextElementSibling;
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
}

function replace(old, made) {
  const buttons = [...old.querySelectorAll("button")];
  const focused = buttons.indexOf(document.activeElement);
  old.replaceWith(made);
  if (focused < 0) return;
  const fresh = made.querySelectorAll("button");
  (fresh[Math.min(focused, fresh.length - 1)] ?? made.closest("[role=log]"))?.focus({ preventScroll: true });
}

function leave(element) {
  const log = element.closest("[role=log]");
  const focused = element.contains(document.activeElement);
  delete element.dataset.key;
  element.inert = true;
  if (focused) log?.focus({ preventScroll: true });
  if (still.matches || document.hidden) return element.remove();
  element.classList.add("leaving");
  element.addEventListener("animationend", () => element.remove(), { once: true });
  return undefined;
}
