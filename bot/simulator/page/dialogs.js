// The few dialogs: an alert of a bot, the phone language of a new witness, a place to send.

import { h } from "./dom.js";

const find = (id) => document.getElementById(id);

const PLACES = [
  ["Kyiv, Maidan Nezalezhnosti", 50.4501, 30.5234],
  ["Tbilisi, Freedom Square", 41.6934, 44.8015],
  ["Yerevan, Republic Square", 40.1777, 44.5126],
  ["Almaty, Republic Square", 43.2383, 76.9453],
  ["Bishkek, Ala-Too Square", 42.8763, 74.6035],
  ["Minsk, Independence Square", 53.8963, 27.5470],
];

/** What a bot says so that it must be read. */
export function showAlert(title, text) {
  find("alert-title").textContent = title;
  find("alert-text").textContent = text;
  find("alert").showModal();
}

/** The languages as buttons; `choose(code)` gets the one that was pressed. */
export function chooseLanguage(languages, choose) {
  find("languages").replaceChildren(...languages.map(({ code, name }) =>
    h("button", { type: "button", lang: code, onclick: () => { find("person").close(); choose(code); } }, name)));
  find("person").showModal();
}

/** A place from the list, or by its coordinates; `choose({latitude, longitude})`. */
export function choosePlace(choose) {
  const dialog = find("place");
  const form = find("coordinates");
  const wrong = form.querySelector(".wrong");
  const done = (latitude, longitude) => {
    dialog.close();
    choose({ latitude, longitude });
  };
  find("places").replaceChildren(...PLACES.map(([name, latitude, longitude]) =>
    h("button", { type: "button", onclick: () => done(latitude, longitude) }, h("span", {}, name), h("small", {}, `${latitude}, ${longitude}`))));
  wrong.hidden = true;
  form.querySelector("[value=cancel]").onclick = () => dialog.close();
  form.onsubmit = (event) => {
    event.preventDefault();
    const [latitude, longitude] = ["latitude", "longitude"].map((name) => Number(form.elements[name].value.replace(",", ".")));
    if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return done(latitude, longitude);
    wrong.textContent = "Latitude is between −90 and 90, longitude between −180 and 180.";
    wrong.hidden = false;
    return undefined;
  };
  dialog.showModal();
}

/** Buttons that open and close the fixed dialogs. */
export function wireHelp() {
  find("help-open").addEventListener("click", () => find("help").showModal());
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.id !== "alert" && dialog.close());
  }
}
