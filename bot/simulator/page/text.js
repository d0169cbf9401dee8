// Shows what was written: entities as Telegram marks them, hidden direction marks made visible.

import { h } from "./dom.js";
import { signed } from "./signs.js";

const CONTROLS = {
  "\u061c": "ALM", "\u200e": "LRM", "\u200f": "RLM",
  "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
  "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
};
const CONTROL = /([\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])/u;

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "code",
  blockquote: "q", expandable_blockquote: "q",
};

/** Nodes for a text with entities (offsets in UTF-16 units, as in strings here). */
export function words(text, entities, { visibleControls, onLink, onCommand }) {
  const edges = new Set([0, text.length]);
  for (const { offset, length } of entities) edges.add(offset).add(offset + length);
  const cuts = [...edges].filter((at) => at <= text.length).sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1];
    const over = entities.filter((each) => each.offset <= start && each.offset + each.length >= end);
    return over.reduceRight((inner, entity) => wrap(entity, inner, text, { onLink, onCommand }),
      plain(text.slice(start, end), visibleControls));
  });
}

function plain(text, visibleControls) {
  const part = document.createDocumentFragment();
  if (!visibleControls) {
    part.append(...signed(text));
    return part;
  }
  for (const piece of text.split(CONTROL)) {
    if (piece in CONTROLS) part.append(h("span", { class: "control", title: "Invisible direction mark" }, CONTROLS[piece]));
    else part.append(...signed(piece));
  }
  return part;
}

function wrap(entity, inner, text, { onLink, onCommand }) {
  const whole = text.slice(entity.offset, entity.offset + entity.length);
  switch (entity.type) {
    case "bot_command":
      return h("button", { type: "button", class: "link", onclick: () => onCommand(whole) }, inner);
    case "text_link":
      return h("button", { type: "button", class: "link", onclick: () => onLink(entity.url) }, inner);
    case "url":
      return h("button", { type: "button", class: "link", onclick: () => onLink(whole) }, inner);
    case "spoiler":
      return h("span", { class: "spoiler", tabindex: "0", role: "button", "aria-label": "Hidden text, press to show", onclick: reveal, onkeydown: (event) => event.key === "Enter" && reveal(event) }, inner);
    default:
      return entity.type in TAGS ? h(TAGS[entity.type], {}, inner) : inner;
  }
}

function reveal(event) {
  for (const name of ["role", "tabindex", "aria-label"]) event.currentTarget.removeAttribute(name);
  event.currentTarget.classList.add("shown");
}

/** A text in one line, for bars and labels. */
export const oneLine = (text) => text.replace(/\s+/gu, " ").replace(new RegExp(CONTROL, "gu"), "").trim();
