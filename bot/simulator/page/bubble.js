// One message as an element: words, file or place, keyboard, time.

import { fileAddress } from "./api.js";
import { h, icon, iconButton, unseen } from "./dom.js";
import { signed } from "./signs.js";
import { words } from "./text.js";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** `pane` does what buttons ask for; `own` is a message of the person whose view this is. */
export function bubble(message, { pane, own, named, joined }) {
  const body = h("div", { class: "body" },
    named && !joined && h("p", { class: "sender", dir: "auto" }, message.sender),
    message.file && file(message, pane),
    message.place && place(message.place),
    message.text && h("p", { class: "words", dir: "auto" }, ...words(message.text, message.entities, pane.reading)),
    message.note && h("p", { class: "words note" }, message.note),
    foot(message, own));
  if (message.protected) {
    for (const name of ["copy", "cut", "contextmenu", "dragstart"]) body.addEventListener(name, (event) => event.preventDefault());
  }
  const whole = h("article", {
    class: ["message", own ? "own" : "other", joined && "joined", message.protected && "protected", message.rows.length && "keyed"].filter(Boolean).join(" "),
    "aria-label": `${own ? "You" : message.sender}, ${clock.format(new Date(message.date))}`,
    id: `${pane.name}-${message.id}`,
  }, h("div", { class: "line" }, own && tools(message, pane), body), message.rows.length ? keyboard(message, pane) : null);
  whole.said = message.text;
  return whole;
}

/** What a service message tells, in the middle of the chat. */
export const service = (text) => h("p", { class: "service", dir: "auto" }, text);

function foot(message, own) {
  const date = new Date(message.date);
  return h("p", { class: "foot" },
    message.protected && h("span", { class: "mark", title: "Protected: cannot be copied or forwarded" }, icon("lock"), unseen("Protected")),
    message.pinned && h("span", { class: "mark", title: "Pinned" }, icon("pin"), unseen("Pinned")),
    message.edited && h("span", {}, "edited"),
    h("time", { datetime: message.date, title: date.toLocaleString("en-GB") }, clock.format(date)),
    own && h("span", { class: "mark" }, icon("ticks"), unseen("Delivered")));
}

function tools(message, pane) {
  const choices = h("div", { class: "choices", hidden: true },
    message.text && !message.file && h("button", { type: "button", onclick: () => pane.edit(message) }, icon("pencil"), "Edit"),
    h("button", { type: "button", onclick: () => pane.remove(message) }, icon("bin"), "Delete"));
  const toggle = iconButton("more", "Edit or delete", () => {
    choices.hidden = !choices.hidden;
    toggle.setAttribute("aria-expanded", String(!choices.hidden));
    if (!choices.hidden) choices.firstElementChild.focus();
  }, { "aria-expanded": "false" });
  const box = h("div", { class: "own-tools" }, toggle, choices);
  const close = () => { choices.hidden = true; toggle.setAttribute("aria-expanded", "false"); };
  box.addEventListener("keydown", (event) => { if (event.key === "Escape" && !choices.hidden) { close(); toggle.focus(); } });
  box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) close(); });
  return box;
}

function keyboard(message, pane) {
  return h("div", { class: "keyboard", role: "group", "aria-label": "Buttons of this message" },
    ...message.rows.map((row, at) => h("div", { class: "row" }, ...row.map((button, column) => key(message, button, at, column, pane)))));
}

function key(message, button, row, column, pane) {
  const press = (event) => (button.url ? pane.follow(button.url) : pane.press(message, row, column, event.currentTarget));
  return h("button", { type: "button", class: "key", dir: "auto", onclick: press }, h("span", {}, ...signed(button.text)),
    button.url && icon("out"), button.url && unseen("link"));
}

function file(message, pane) {
  const { file: content } = message;
  const address = fileAddress(pane.where, message);
  if (content.mime.startsWith("image/") && ["photo", "sticker", "animation"].includes(message.kind)) {
    return h("img", { class: "picture", src: address, alt: message.text ? "Photo with the words below" : "Photo", width: content.width || null, height: content.height || null, draggable: "false" });
  }
  if (["voice", "audio"].includes(message.kind)) {
    return h("audio", { controls: true, controlslist: "nodownload noplaybackrate", preload: "metadata", src: address, "aria-label": message.kind === "voice" ? "Voice note" : "Audio" });
  }
  if (["video", "video_note"].includes(message.kind)) {
    return h("video", { class: "picture", controls: true, controlslist: "nodownload", preload: "metadata", src: address, "aria-label": "Video" });
  }
  const label = [h("span", { class: "tile" }, icon("file")), h("span", {}, h("b", { dir: "auto" }, content.name), h("small", {}, size(content.size)))];
  return message.protected ? h("div", { class: "file" }, ...label)
    : h("a", { class: "file", href: address, download: content.name }, ...label, unseen("Download"));
}

function place({ latitude, longitude }) {
  const point = `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
  return h("div", { class: "file place" }, h("span", { class: "tile" }, icon("map")), h("span", {}, h("b", {}, "Location"), h("small", {}, point)));
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
