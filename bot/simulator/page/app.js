// The practice room: three chats, the people one can be, and what keeps them up to date.

import { act, listen } from "./api.js";
import { Pane } from "./chat.js";
import { chooseLanguage, showAlert, wireHelp } from "./dialogs.js";
import { chips, fillViews } from "./people.js";
import { showStep } from "./steps.js";
import { Store } from "./store.js";

const store = new Store();
const main = document.querySelector("main");
const beside = matchMedia("(min-width: 900px)");
const chosen = { witness: null, moderator: null, pressed: "group" };
const pane = (name, options) => new Pane(document.querySelector(`[data-pane=${name}]`), name, { follow, ...options });

const panes = {
  witness: pane("witness", {
    attach: true,
    commands: () => spoken(store.state.witnessBot.commands),
    empty: { title: "What can this bot do?", text: "This is how it looks before the first word. Press Start, as a witness would.", start: true },
  }),
  group: pane("group", {
    group: true,
    visibleControls: true,
    commands: () => store.state.staffBot.commands[""],
    empty: { title: "Nothing to look at yet", text: "When a witness submits a report, a card appears here. It shows little on purpose.", start: false },
  }),
  private: pane("private", {
    visibleControls: true,
    commands: () => store.state.staffBot.commands[""],
    empty: { title: "Between you and the staff bot", text: "Cases are read here, and questions to witnesses written. Press Start once, so that the bot may write to you.", start: true },
  }),
};

const places = () => ({
  witness: { chat: `witness-${chosen.witness}`, person: chosen.witness },
  group: { chat: "group", person: chosen.moderator },
  private: { chat: `staff-${chosen.moderator}`, person: chosen.moderator },
});

/** In the language of the witness's phone, else as for everybody. */
function spoken(byLanguage) {
  const phone = store.state.witnesses.find(({ id }) => id === chosen.witness)?.language;
  return byLanguage[phone] ?? byLanguage[""];
}

const shown = (name) => panes[name].element.checkVisibility();

function show() {
  const { witnessBot, staffBot, group, moderators } = store.state;
  const where = places();
  const present = moderators.length + 1;
  const heads = {
    witness: { title: witnessBot.name, subtitle: "bot", about: spoken(witnessBot.about) },
    group: { title: group.title, subtitle: `${present} members` },
    private: { title: staffBot.name, subtitle: "bot", about: staffBot.about[""] },
  };
  for (const name of Object.keys(panes)) {
    panes[name].show(where[name], heads[name], shown(name) ? store.first(where[name].chat) : undefined);
  }
  for (const [name, { chat }] of Object.entries(where)) panes[name].update(store.messages(chat));
  showPeople();
}

function showPeople() {
  const where = places();
  for (const name of Object.keys(panes)) if (shown(name)) store.seen(where[name].chat);
  const { witnesses, moderators } = store.state;
  chips(document.getElementById("witnesses"), witnesses, chosen.witness, (id) => store.unseen([`witness-${id}`]), (id) => {
    chosen.witness = id;
    show();
  });
  chips(document.getElementById("moderators"), moderators, chosen.moderator, (id) => store.unseen([`staff-${id}`]), (id) => {
    chosen.moderator = id;
    show();
  });
  fillViews(beside.matches ? main.dataset.staff : main.dataset.view, {
    witness: store.unseen(witnesses.map(({ id }) => `witness-${id}`)),
    group: store.unseen(["group"]),
    private: store.unseen(moderators.map(({ id }) => `staff-${id}`)),
  });
  showStep(store);
}

function turnTo(view) {
  main.dataset.view = view;
  if (view !== "witness") main.dataset.staff = view;
  show();
  panes[view].view.settle();
}

/** Links stay inside: a bot's start link opens its chat, any other is only named. */
function follow(url, from) {
  const link = /^(?:https?:\/\/)?t\.me\/(\w+)(?:\?start=([\w-]*))?$/u.exec(url);
  const { witnessBot, staffBot } = store.state;
  const target = { [witnessBot.username]: "witness", [staffBot.username]: "private" }[link?.[1]];
  if (!target) return showAlert("A link", `${url}\n\nIt is not opened here: nothing leaves this computer.`);
  turnTo(target);
  panes[target].element.querySelector("textarea").focus();
  if (link[2] !== undefined) panes[target].say(`/start ${link[2]}`.trim());
  return from;
}

function onToast({ person, text, alert, url }) {
  const at = person === chosen.witness ? panes.witness : staffPane();
  if (person !== chosen.witness && person !== chosen.moderator) return;
  if (url) follow(url, at);
  else if (alert) showAlert(at.head.title, text);
  else if (text) at.toast(text);
}

const staffPane = () => (shown(chosen.pressed) ? panes[chosen.pressed] : panes[shown("group") ? "group" : "private"]);

function onState(state) {
  store.load(state);
  const has = (people, id) => people.some((person) => person.id === id);
  if (!has(state.witnesses, chosen.witness)) chosen.witness = state.witnesses[0].id;
  if (!has(state.moderators, chosen.moderator)) chosen.moderator = state.moderators[0].id;
  show();
}

function onChange(change) {
  const fresh = store.change(change);
  const open = Object.entries(places()).find(([, { chat }]) => chat === change.chat)?.[0];
  if (open) panes[open].update(store.messages(change.chat));
  const own = open && change.message?.senderId === panes[open].where.person;
  if (fresh && !own && !(open && shown(open))) store.count(change.chat, change.message.id);
  showPeople();
}

function onAction({ chat }) {
  for (const [name, where] of Object.entries(places())) if (where.chat === chat) panes[name].acting(true);
}

function onPeople({ witnesses }) {
  store.state.witnesses = witnesses;
  showPeople();
}

function onConnection(connected) {
  document.getElementById("connection").textContent = connected ? "" : "Connection lost. Trying again…";
}

async function addWitness(language) {
  try {
    const { id, witnesses } = await act("people", { language });
    onPeople({ witnesses });
    chosen.witness = id;
    turnTo("witness");
    panes.witness.start.focus();
  } catch (problem) {
    panes.witness.toast(problem.message);
  }
}

document.getElementById("new-witness").addEventListener("click", () => chooseLanguage(store.state.languages, addWitness));
document.getElementById("views").addEventListener("click", (event) => {
  const view = event.target.closest("button")?.dataset.view;
  if (view) turnTo(view);
});
for (const name of ["group", "private"]) panes[name].element.addEventListener("click", () => { chosen.pressed = name; });
addEventListener("resize", () => {
  for (const each of document.querySelectorAll(".chips")) delete each.dataset.current;
  if (store.state) showPeople();
});
wireHelp();
listen({ onState, onChange, onToast, onAction, onPeople, onConnection });
