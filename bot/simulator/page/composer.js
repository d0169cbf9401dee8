// Where a person writes: text, commands, attachments, and rewording what they sent.

import { sendFile } from "./api.js";
import { choosePlace } from "./dialogs.js";
import { h, icon, iconButton } from "./dom.js";
import { menu } from "./menu.js";

const LONGEST = 4096;

/** {element, edit(message), turn(chat)} for a pane; each chat keeps what was begun there. */
export function composer(pane) {
  let editing = null;
  let chat = null;
  const drafts = new Map();
  // No spelling help: browsers may send what is typed to their makers.
  const text = h("textarea", { rows: "1", "aria-label": "Message", placeholder: "Message", dir: "auto", autocomplete: "off", spellcheck: "false", enterkeyhint: "send" });
  const notice = h("p", { class: "editing", hidden: true }, icon("pencil"), h("span", {}, "Editing your message"));
  notice.append(iconButton("cross", "Stop editing", () => stop()));
  const commands = iconButton("slash", "Commands", null);
  const attach = pane.options.attach ? iconButton("clip", "Attach", null) : null;
  const send = h("button", { class: "tool send", "aria-label": "Send", title: "Send" }, icon("send"));
  const line = h("div", { class: "write" }, commands, text, attach, send);
  const form = h("form", { class: "composer", "aria-label": "Write a message", onsubmit: submit }, notice, line);

  menu(commands, "Commands", () => pane.options.commands().map(({ command, description }) => (
    { label: `/${command}`, hint: description, choose: () => pane.say(`/${command}`) })));
  if (attach) attachments(attach, pane, form);

  text.addEventListener("input", grow);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Escape" && editing) {
      stop();
    }
  });

  async function submit(event) {
    event.preventDefault();
    const words = text.value.trim();
    if (!words) return;
    const subject = editing;
    if (subject) stop();
    else text.value = "";
    grow();
    const sent = subject ? await pane.reword(subject, words) : await all(pieces(words), pane.say);
    if (!sent && !text.value) text.value = words;
    grow();
  }

  function edit(message) {
    if (!editing) drafts.set(chat, text.value);
    editing = message;
    notice.hidden = false;
    text.value = message.text;
    grow();
    text.focus();
  }

  /** Leave a message as it was, and go on with what was begun before. */
  function stop() {
    editing = null;
    notice.hidden = true;
    text.value = drafts.get(chat) ?? "";
    grow();
  }

  function turn(other) {
    if (!editing) drafts.set(chat, text.value);
    chat = other;
    stop();
  }

  function grow() {
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight + 2}px`;
    form.classList.toggle("filled", text.value.trim() !== "");
  }

  return { element: form, edit, turn };
}

async function all(parts, send) {
  for (const part of parts) if (!await send(part)) return false;
  return true;
}

/** Telegram's apps cut long texts into several messages; so does this one, between characters. */
function pieces(words) {
  const parts = [];
  for (let rest = words; rest;) {
    let end = Math.min(rest.length, LONGEST);
    if (end < rest.length && /[\ud800-\udbff]/u.test(rest[end - 1])) end -= 1;
    if (end < rest.length && rest.lastIndexOf("\n", end) > end / 2) end = rest.lastIndexOf("\n", end);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return parts;
}

function attachments(button, pane, form) {
  const photos = h("input", { type: "file", accept: "image/*,video/*", multiple: true, hidden: true, "aria-label": "Photo or video" });
  const files = h("input", { type: "file", multiple: true, hidden: true, "aria-label": "File" });
  form.append(photos, files);
  photos.addEventListener("change", () => upload(pane, photos, (file) => (file.type.startsWith("video/") ? "video" : "photo")));
  files.addEventListener("change", () => upload(pane, files, () => "document"));
  menu(button, "Attach", () => [
    { icon: "photo", label: "Photo or video", choose: () => photos.click() },
    { icon: "file", label: "File", choose: () => files.click() },
    { icon: "voice", label: "Voice note", hint: "a sample; no microphone is used", choose: () => pane.act("voice", {}) },
    { icon: "map", label: "Location", choose: () => choosePlace((place) => pane.act("location", place)) },
  ]);
}

async function upload(pane, input, kindOf) {
  const chosen = [...input.files];
  input.value = "";
  const album = chosen.length > 1 ? `album-${Date.now()}` : null;
  const where = pane.where;
  for (const file of chosen) {
    pane.view.expect();
    if (!await pane.attempt(() => sendFile(where, kindOf(file), file, null, album))) return;
  }
}
