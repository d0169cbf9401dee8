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

/** A decorative picture in lines, from icons.svg. */
export const icon = (name) => picture(name, "icon");

/** Any picture from icons.svg, of this class. */
export function picture(name, kind) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", kind);
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
  made.classList.add(old.said === made.said ? "kept" : "changed");
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
  if (still.matches || !element.checkVisibility()) return element.remove();
  const { height } = element.getBoundingClientRect();
  const gap = parseFloat(getComputedStyle(element.parentElement).rowGap) || 0;
  element.style.overflow = "clip";
  const fading = element.animate([
    { height: `${height}px`, marginBottom: 0, opacity: 1 },
    { height: `${height}px`, marginBottom: 0, opacity: 0, offset: 0.5 },
    { height: 0, marginBottom: `${-gap}px`, opacity: 0 },
  ], { duration: 420, easing: "ease-in-out" });
  fading.onfinish = () => element.remove();
  return undefined;
}
