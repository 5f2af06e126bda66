// The list of people one can be.
import * as api from "./api.js";
import { about, ask, field } from "./dialogs.js";
import { avatar, fullName, h, iconButton } from "./dom.js";
import { snippet } from "./media.js";

const STEPS = ["try_1", "try_2", "try_3", "try_4", "try_5"];

export class PeopleList {
  /** `app` is {store, words, go(person), askLink()}. */
  constructor(app) {
    this.app = app;
    const { words } = app;
    this.rows = h("nav", { class: "rows", "aria-label": words.say("chats") });
    this.forward = h("button", { type: "button", class: "forward", title: words.say("forward_hint"), hidden: true, on: { click: () => this.#forward() } });
    this.strip = h("section", { class: "try", "aria-label": words.say("try"), hidden: true });
    this.element = h(
      "aside",
      { class: "people" },
      h(
        "header",
        { class: "bar" },
        h("div", { class: "lines" }, h("h1", {}, words.say("title"))),
        iconButton("link", words.say("open_link"), () => app.pasteLink(null)),
        iconButton("add", words.say("add"), () => this.#add()),
      ),
      this.forward,
      this.strip,
      this.rows,
    );
  }

  update(current, beside) {
    const { store } = this.app;
    const focused = this.rows.contains(document.activeElement) ? document.activeElement.dataset.person : null;
    this.#suggest();
    const rows = store.people.map((person) => this.#row(person, store.chats.get(person.id), current, beside));
    this.rows.replaceChildren(...rows);
    if (current !== this.current) this.rows.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    this.current = current;
    if (focused) this.rows.querySelector(`[data-person="${focused}"]`)?.focus();
  }

  /** Offers to move the clock to when the bot has something due, where the bot says when. */
  showNext() {
    const { words, store } = this.app;
    const { next } = store.clock;
    this.forward.hidden = !next;
    if (next) this.forward.textContent = `⏩ ${words.say("forward", { when: words.moment(Date.parse(next) / 1000) })}`;
  }

  #forward() {
    return this.app.attempt(api.moveClock(this.app.store.clock.next));
  }

  #row(person, chat, current, beside) {
    const { words } = this.app;
    const last = chat?.messages.at(-1);
    const chosen = person.id === current || person.id === beside;
    return h(
      "a",
      {
        class: `person ${chosen ? "chosen" : ""}`,
        href: `#person=${person.id}`,
        "aria-current": person.id === current ? "true" : null,
        data: { person: person.id },
        on: { click: (event) => this.#go(event, person.id) },
      },
      avatar(person.id, person.first_name, person.last_name),
      h(
        "span",
        { class: "lines" },
        h(
          "span",
          { class: "line" },
          h("bdi", { class: "strong" }, fullName(person)),
          last ? h("time", { class: "faint" }, words.when(last.date)) : null,
        ),
        about(person, words),
        h(
          "span",
          { class: "line" },
          h("span", { class: "last", dir: "auto" }, snippet(last, words) || words.say("nothing")),
          chat?.unread
            ? h("span", { class: "unread", "aria-label": words.say("unread", { n: chat.unread }) }, String(chat.unread))
            : null,
        ),
      ),
    );
  }

  #go(event, person) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab of one's own for this person
    event.preventDefault();
    this.app.go(person);
  }

  /** What to try, and as whom: only where those people are. */
  #suggest() {
    const { words, store } = this.app;
    const texts = STEPS.map((key) => words.say(key));
    const named = texts.join().match(/(?<=\[)\d+(?=\])/g) ?? [];
    const hidden = localStorage.getItem("wasl-try") === "hidden" || !named.every((id) => store.person(Number(id)));
    if (hidden || this.strip.hasChildNodes()) {
      this.strip.hidden = hidden;
      return;
    }
    const hide = () => {
      localStorage.setItem("wasl-try", "hidden");
      this.strip.hidden = true;
    };
    this.strip.append(
      h("div", { class: "line" }, h("h2", {}, words.say("try")), iconButton("close", words.say("hide"), hide)),
      h("ol", {}, ...texts.map((text) => h("li", {}, ...this.#withNames(text)))),
    );
    this.strip.hidden = false;
  }

  /** A step, in which [2001] becomes a link to that person. */
  #withNames(text) {
    return text.split(/\[(\d+)\]/).map((part, at) => {
      if (at % 2 === 0) return part;
      const { id, first_name: name } = this.app.store.person(Number(part));
      return h("a", { href: `#person=${id}`, on: { click: (event) => this.#go(event, id) } }, h("bdi", {}, name));
    });
  }

  async #add() {
    const { words, store } = this.app;
    const choice = (label, options) => {
      const select = h("select", {}, ...options.map(([value, name]) => h("option", { value }, name)));
      return [select, h("label", { class: "field" }, h("span", {}, words.say(label)), select)];
    };
    const sides = [...new Set(store.people.map((person) => person.side).filter(Boolean))];
    const inputs = {
      first_name: field(words.say("first_name"), { required: true, maxlength: 64 }),
      last_name: field(words.say("last_name"), { maxlength: 64 }),
      language_code: choice("language", ["fr", "ar", "en", "es"].map((code) => [code, words.languageName(code)])),
      side: choice("side", sides.map((side) => [side, words.maybe(`side.${side}`, side)])),
      phone: field(words.say("phone"), { type: "tel", dir: "ltr", pattern: "\\+?[0-9 ]{6,20}" }),
    };
    const sure = await ask({
      title: words.say("add"),
      content: Object.values(inputs).map(([, row]) => row),
      actions: [
        { label: words.say("cancel"), value: false },
        { label: words.say("add"), value: true, main: true, form: true },
      ],
    });
    if (!sure) return;
    const filled = Object.entries(inputs).map(([name, [input]]) => [name, input.value.trim()]);
    const person = await this.app.attempt(api.addPerson(Object.fromEntries(filled.filter(([, value]) => value))));
    if (!person) return;
    await store.loadPeople();
    await store.refresh(person.id);
    this.app.go(person.id);
  }
}
