// Dialogs and toasts.
import { avatar, fullName, h } from "./dom.js";

/** Shows `content` with buttons; resolves with the value of the one that was pressed, null if it was closed. */
export function ask({ title, content = [], actions }) {
  return new Promise((resolve) => {
    let answer = null;
    const dialog = h("dialog", { class: "dialog", "aria-label": title || null });
    const press = (value, check) => {
      if (check && !form.reportValidity()) return;
      answer = value;
      dialog.close();
    };
    const buttons = actions.map(({ label, value, main, form: check }) =>
      h("button", { type: "button", class: main ? "main" : "", on: { click: () => press(value, check) } }, label),
    );
    const form = h(
      "form",
      { novalidate: false },
      title ? h("h2", { dir: "auto" }, title) : null,
      ...content,
      h("div", { class: "actions" }, ...buttons),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      buttons.at(-1)?.click();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    dialog.append(form);
    document.body.append(dialog);
    dialog.showModal();
    (form.querySelector("input:not([type=hidden])") ?? buttons.at(-1))?.focus();
  });
}

/** An alert of the bot: its text and one button. */
export function alertDialog(text, words) {
  const content = text.split("\n").map((line) => h("p", { dir: "auto" }, line));
  return ask({ content, actions: [{ label: words.say("ok"), value: true, main: true }] });
}

/** Lets someone choose one of `people`; resolves with the id or null. */
export function choosePerson(title, people, words, note) {
  return new Promise((resolve) => {
    let chosen = null;
    const dialog = h("dialog", { class: "dialog choose", "aria-label": title });
    const choose = (id) => {
      chosen = id;
      dialog.close();
    };
    const rows = people.map((person) =>
      h(
        "button",
        { type: "button", class: "person small", data: { person: person.id }, on: { click: () => choose(person.id) } },
        avatar(person.id, person.first_name, person.last_name),
        h("span", { class: "lines" }, h("bdi", { class: "strong" }, fullName(person)), about(person, words)),
      ),
    );
    dialog.append(
      h("h2", {}, title),
      note ? h("p", { class: "faint", dir: "auto" }, note) : "",
      h("div", { class: "choices" }, ...rows),
      h(
        "div",
        { class: "actions" },
        h("button", { type: "button", on: { click: () => dialog.close() } }, words.say("cancel")),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(chosen);
    });
    document.body.append(dialog);
    dialog.showModal();
    rows[0]?.focus();
  });
}

/** Side and language of a person in one faint line. */
export function about(person, words) {
  const side = person.side ? words.maybe(`side.${person.side}`, person.side) : null;
  const language = person.language_code ? words.languageName(person.language_code) : null;
  return h("span", { class: "faint about" }, [side, language].filter(Boolean).map((text) => h("bdi", {}, text)));
}

/** A few seconds of text over the lower part of `host`. */
export function toast(host, text) {
  const shown = h("div", { class: "toast", role: "status" }, h("p", { dir: "auto" }, text));
  host.append(shown);
  setTimeout(() => shown.remove(), Math.min(7000, 2500 + text.length * 40));
}

/** A labelled field of a dialog. */
export function field(label, attributes) {
  const input = h("input", { dir: "auto", autocomplete: "off", ...attributes });
  return [input, h("label", { class: "field" }, h("span", {}, label), input)];
}
