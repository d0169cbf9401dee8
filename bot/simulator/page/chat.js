// One chat on the screen: its head, messages, toasts and composer, for one person at a time.

import { act } from "./api.js";
import { bubble, service } from "./bubble.js";
import { composer } from "./composer.js";
import { h, icon, iconButton, reconcile } from "./dom.js";
import { oneLine } from "./text.js";

const day = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });

export class Pane {
  /** `options`: group, attach, visibleControls, commands(), follow(url), empty {title, text, start}. */
  constructor(element, name, options) {
    Object.assign(this, { element, name, options, where: null, messages: [], stuck: true });
    this.reading = { visibleControls: options.visibleControls, onLink: (url) => this.follow(url), onCommand: (text) => this.say(text) };
    this.avatar = h("span", { class: "avatar", "aria-hidden": "true" });
    this.title = h("h3", { dir: "auto" });
    this.subtitle = h("p", {});
    this.pinned = h("button", { type: "button", class: "pinned", hidden: true });
    this.list = h("div", { class: "list" });
    this.log = h("div", { class: "log", role: "log", tabindex: "0", "aria-live": "polite" }, this.list);
    this.empty = h("div", { class: "empty" });
    this.toasts = h("div", { class: "toasts", role: "status" });
    this.down = iconButton("down", "Newest messages", () => this.toBottom(), { hidden: true });
    this.down.classList.add("down");
    this.composer = composer(this);
    this.start = h("button", { type: "button", class: "start", onclick: () => this.say("/start") }, "Start");
    element.append(
      h("header", { class: "head" }, this.avatar, h("div", {}, this.title, this.subtitle)),
      this.pinned, h("div", { class: "scroll" }, this.log, this.empty, this.down, this.toasts),
      this.composer.element, this.start);
    this.log.addEventListener("scroll", () => this.scrolled());
    new ResizeObserver(() => this.stuck && this.toBottom()).observe(this.list);
    new ResizeObserver(() => this.stuck && this.toBottom()).observe(this.log);
  }

  /** Turn to a chat: `where` {chat, person}, `head` {title, subtitle, initial}. */
  show(where, head) {
    const other = this.where?.chat !== where.chat || this.where.person !== where.person;
    this.where = where;
    this.head = head;
    this.avatar.textContent = head.initial;
    this.title.textContent = head.title;
    this.log.setAttribute("aria-label", `Messages, ${head.title}`);
    this.acting(false);
    if (!other) return;
    this.list.replaceChildren();
    this.toasts.replaceChildren();
    this.composer.reset();
    this.stuck = true;
  }

  /** Show these messages, oldest first. */
  update(messages) {
    const grew = (messages.at(-1)?.id ?? 0) > (this.messages.at(-1)?.id ?? 0);
    this.messages = messages;
    const items = this.items(messages);
    reconcile(this.list, items);
    const last = messages.at(-1);
    if (this.stuck || (grew && last?.senderId === this.where.person)) this.toBottom();
    this.showPinned(messages.findLast((each) => each.pinned));
    this.showEmpty(messages.length === 0);
    this.acting(false);
  }

  items(messages) {
    const items = [];
    let before = null;
    for (const message of messages) {
      const today = day.format(new Date(message.date));
      if (!before || day.format(new Date(before.date)) !== today) {
        items.push({ key: `day ${today}`, sign: "", build: () => h("p", { class: "service day" }, today) });
        before = null;
      }
      items.push(this.item(message, before));
      before = message;
    }
    return items;
  }

  item(message, before) {
    const key = String(message.id);
    if (message.service) return { key, sign: message.service, build: () => service(message.service) };
    const own = message.senderId === this.where.person;
    const joined = Boolean(before) && !before.service && before.senderId === message.senderId;
    const shape = { pane: this, own, named: this.options.group && !own, joined };
    return { key, sign: JSON.stringify([message, own, joined]), build: () => bubble(message, shape) };
  }

  showPinned(message) {
    this.pinned.hidden = !message;
    if (!message) return;
    this.pinned.replaceChildren(icon("pin"), h("b", {}, "Pinned"), h("span", { dir: "auto" }, oneLine(message.text)));
    this.pinned.onclick = () => {
      const target = this.list.querySelector(`[data-key="${message.id}"]`);
      target?.scrollIntoView({ block: "center" });
      target?.querySelector(".key")?.focus({ preventScroll: true });
    };
  }

  showEmpty(empty) {
    const { title, text, start } = this.options.empty;
    this.empty.hidden = !empty;
    this.start.hidden = !(empty && start);
    this.composer.element.hidden = empty && start;
    this.empty.replaceChildren(h("span", { class: "avatar", "aria-hidden": "true" }, this.head.initial), h("h3", {}, title), h("p", { dir: "auto" }, this.head.about ?? text));
  }

  /** Somebody scrolled, or the room changed its size; only the former leaves the newest messages. */
  scrolled() {
    const shape = `${this.log.scrollHeight} ${this.log.clientHeight}`;
    if (shape !== this.shape && this.stuck) this.toBottom();
    this.shape = shape;
    const left = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight;
    this.stuck = left < 60;
    this.down.hidden = left < 240;
  }

  toBottom() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** The bot is at work on something. */
  acting(busy) {
    clearTimeout(this.actingUntil);
    this.subtitle.textContent = busy ? "typing…" : this.head.subtitle;
    if (busy) this.actingUntil = setTimeout(() => this.acting(false), 5000);
  }

  toast(text) {
    const shown = h("p", { class: "toast", dir: "auto" }, text);
    this.toasts.replaceChildren(shown);
    setTimeout(() => shown.remove(), 3000 + text.length * 50);
  }

  follow(url) {
    this.options.follow(url, this);
  }

  edit(message) {
    this.composer.edit(message);
  }

  say = (text) => this.act("say", { text });
  remove = (message) => this.act("delete", { message: message.id });
  reword = (message, text) => this.act("edit", { message: message.id, text });

  async press(message, row, column, key) {
    key.classList.add("pressed");
    await this.act("press", { message: message.id, row, column });
    setTimeout(() => key.classList.remove("pressed"), 400);
  }

  /** Do it as the person whose chat this is; what goes wrong is told here. Returns whether it went well. */
  async act(what, values) {
    return this.attempt(() => act(what, { ...this.where, ...values }));
  }

  async attempt(work) {
    try {
      await work();
      return true;
    } catch (problem) {
      this.toast(problem.message);
      return false;
    }
  }
}
