// One chat on the screen: its head, messages, toasts and composer, for one person at a time.

import { act } from "./api.js";
import { bubble, service } from "./bubble.js";
import { composer } from "./composer.js";
import { h, icon, iconButton, reconcile } from "./dom.js";
import { signed } from "./signs.js";
import { oneLine } from "./text.js";
import { View } from "./view.js";

const day = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });

export class Pane {
  /** `options`: group, attach, visibleControls, commands(), follow(url), empty {title, text, start}. */
  constructor(element, name, options) {
    Object.assign(this, { element, name, options, where: null, messages: [], known: false });
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
    this.view = new View(this.log, this.list, this.down);
  }

  /** Turn to a chat: `where` {chat, person}, `head` {title, subtitle}, `first` message that was not seen. */
  show(where, head, first) {
    const other = this.where?.chat !== where.chat || this.where.person !== where.person;
    this.where = where;
    this.head = head;
    this.avatar.textContent = [...head.title][0];
    this.title.textContent = head.title;
    this.log.setAttribute("aria-label", `Messages, ${head.title}`);
    this.acting(false);
    if (other || first !== undefined) this.view.turn(first);
    if (!other) return;
    this.list.replaceChildren();
    this.messages = [];
    this.known = false;
    this.toasts.replaceChildren();
    this.composer.turn(where.chat);
  }

  /** Show these messages, oldest first. */
  update(messages) {
    const before = new Map(this.messages.map((each) => [each.id, each.text]));
    this.messages = messages;
    if (this.known) this.notice(messages.filter(({ id, text }) => before.get(id) !== text), before);
    this.known = true;
    reconcile(this.list, this.items(messages));
    this.view.settle();
    this.showPinned(messages.findLast((each) => each.pinned));
    this.showEmpty(messages.every((each) => each.service));
    this.acting(false);
  }

  /** Keep what is new in sight. In a group others write too: there, what merely changed only lights up. */
  notice(news, before) {
    for (const { id, senderId } of news) {
      if (senderId === this.where.person) this.view.said();
      else if (!this.options.group || !before.has(id)) this.view.came(id);
    }
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
    this.pinned.replaceChildren(icon("pin"), h("b", {}, "Pinned"), h("span", { dir: "auto" }, ...signed(oneLine(message.text))));
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
    this.empty.replaceChildren(h("span", { class: "avatar", "aria-hidden": "true" }, [...this.head.title][0]), h("h3", {}, title), h("p", { dir: "auto" }, this.head.about ?? text));
  }

  toBottom() {
    this.view.said();
    this.view.settle();
  }

  /** The bot is at work on something. */
  acting(busy) {
    clearTimeout(this.actingUntil);
    this.subtitle.textContent = busy ? "typing…" : this.head.subtitle;
    if (busy) this.actingUntil = setTimeout(() => this.acting(false), 5000);
  }

  toast(text) {
    const shown = h("p", { class: "toast", dir: "auto" }, ...signed(text));
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
    this.element.classList.add("pressing");
    this.element.addEventListener("pointermove", () => this.element.classList.remove("pressing"), { once: true });
    await this.act("press", { message: message.id, row, column });
    setTimeout(() => key.classList.remove("pressed"), 400);
  }

  /** Do it as the person whose chat this is; what goes wrong is told here. Returns whether it went well. */
  async act(what, values) {
    this.view.expect();
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
