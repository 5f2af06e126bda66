// The page: who is chosen stands in the address (#person=2001&beside=3001), so that each tab can be someone else.
import * as api from "./api.js";
import { ChatPane } from "./chat.js";
import { ask, choosePerson, field, toast } from "./dialogs.js";
import { fullName, h } from "./dom.js";
import { deepLink } from "./links.js";
import { PeopleList } from "./people.js";
import { Store } from "./store.js";
import { loadWords } from "./words.js";

const WIDE = matchMedia("(min-width: 1100px)");
const TWO_COLUMNS = matchMedia("(min-width: 720px)");

class App {
  panes = { person: null, beside: null };

  constructor(words) {
    this.words = words;
    this.store = new Store();
    this.people = new PeopleList(this);
    this.banner = h("div", { class: "banner", role: "status", hidden: true }, words.say("offline"));
    this.stage = h("main", { class: "stage" });
    this.root = h("div", { class: "page" }, this.people.element, this.stage, this.banner);
  }

  async open() {
    document.documentElement.lang = this.words.language;
    document.documentElement.dir = this.words.rtl ? "rtl" : "ltr";
    document.body.replaceChildren(this.root);
    const { store } = this;
    store.addEventListener("clock", () => {
      // Before any chat is drawn: its bubbles tell these times.
      this.words.keepTimeOf(store.timeZone ?? undefined);
      this.words.keepClock(store.clock.now);
      this.people.showNext();
    });
    store.addEventListener("people", () => {
      this.#route();
      this.#eachPane((pane) => pane.update());
    });
    store.addEventListener("chat", ({ detail }) => this.#changed(detail.person));
    store.addEventListener("answer", ({ detail }) => this.#eachPane((pane) => pane.answer(detail.event)));
    store.addEventListener("connection", ({ detail }) => (this.banner.hidden = detail.connected));
    addEventListener("hashchange", () => this.#route());
    document.addEventListener("visibilitychange", () => this.#eachPane((pane) => pane.update()));
    for (const width of [WIDE, TWO_COLUMNS]) width.addEventListener("change", () => this.#route());
    await store.open();
    this.opened = true;
    this.#route();
    this.#eachPane((pane) => pane.update());
    this.root.dataset.ready = "true";
  }

  get hash() {
    const hash = new URLSearchParams(location.hash.slice(1));
    const read = (name) => this.store.person(Number(hash.get(name))) ?? null;
    return { person: read("person"), beside: read("beside") };
  }

  /** Becomes `person`; whoever is beside stays there. */
  go(person, beside = this.hash.beside?.id) {
    const hash = new URLSearchParams();
    if (person) hash.set("person", person);
    if (person && beside && beside !== person) hash.set("beside", beside);
    location.hash = hash;
  }

  back() {
    this.go(null);
  }

  closeBeside() {
    this.go(this.hash.person?.id, null);
  }

  async askBeside(person) {
    const others = this.store.people.filter(({ id }) => id !== person.id);
    const chosen = await choosePerson(this.words.say("beside_whom"), others, this.words);
    if (chosen) this.go(person.id, chosen);
  }

  /** Opens a link to the bot. One found in a message may be meant for someone else: then it is asked who opens it. */
  async openLink(address, person, { shared = true } = {}) {
    const link = deepLink(address, this.store.bot.username);
    if (!link) return;
    let as = person?.id;
    if (shared) {
      const first = this.store.people.filter(({ id }) => id === as);
      const others = this.store.people.filter(({ id }) => id !== as);
      const shown = this.store.deepLinkBase + link.payload;
      as = await choosePerson(this.words.say("open_as"), [...first, ...others], this.words, shown);
    }
    if (!as) return;
    if (WIDE.matches && person && as !== person.id && this.hash.person?.id === person.id) this.go(person.id, as);
    else if (this.hash.beside?.id !== as) this.go(as);
    await this.attempt(api.start(as, link.payload));
  }

  /** The field for an invitation link; without a person it is asked who opens it. */
  async pasteLink(person) {
    const { words, store } = this;
    const placeholder = `https://t.me/${store.bot.username}?start=…`;
    const [input, row] = field(words.say("open_link_hint"), { type: "text", dir: "ltr", required: true, placeholder });
    const sure = await ask({
      title: person ? `${words.say("open_link")} (${fullName(person)})` : words.say("open_link"),
      content: [row],
      actions: [
        { label: words.say("cancel"), value: false },
        { label: words.say("open"), value: true, main: true, form: true },
      ],
    });
    if (!sure) return;
    if (!deepLink(input.value, store.bot.username)) {
      toast(document.body, words.say("not_a_link", { bot: store.bot.first_name }));
      return;
    }
    await this.openLink(input.value, person, { shared: !person });
  }

  async attempt(promise) {
    try {
      return await promise;
    } catch (error) {
      toast(document.body, this.words.say("failed", { reason: error.message }));
      return null;
    }
  }

  #eachPane(act) {
    for (const pane of Object.values(this.panes)) if (pane) act(pane);
  }

  #changed(person) {
    this.#eachPane((pane) => pane.person.id === person && pane.update());
    this.#list();
  }

  #list() {
    const { person, beside } = this.hash;
    this.people.update(person?.id, beside?.id);
    const unread = this.store.people.reduce((sum, { id }) => sum + (this.store.chats.get(id)?.unread ?? 0), 0);
    const name = person ? fullName(person) : this.words.say("title");
    document.title = unread ? `(${unread}) ${name}` : name;
  }

  #route() {
    if (!this.store.people.length) return;
    const { person, beside } = this.hash;
    if (!person && TWO_COLUMNS.matches && this.opened) {
      this.go(this.#firstToBe().id);
      return;
    }
    const changed = this.#pane("person", person);
    this.#pane("beside", WIDE.matches && person ? beside : null);
    this.root.classList.toggle("in-chat", Boolean(person));
    const shown = [this.panes.person, this.panes.beside].filter(Boolean).map((pane) => pane.element);
    const pick = h("div", { class: "pick" }, h("p", { class: "pill" }, this.words.say("pick")));
    const before = [...this.stage.children];
    if (shown.length !== before.length || shown.some((pane, at) => pane !== before[at])) {
      this.stage.replaceChildren(...(shown.length ? shown : [pick]));
      this.#eachPane((pane) => pane.messages.toEnd()); // a pane that is put in again has forgotten where it was
    }
    if (changed) this.panes.person.focus();
    this.#list();
  }

  /** Who is shown where there is room for a chat and nobody was chosen: one who takes part, in the reader's language. */
  #firstToBe() {
    const { people, chats } = this.store;
    const speaks = ({ language_code: code }) => code?.slice(0, 2) === this.words.language;
    const takesPart = ({ id, side }) => chats.get(id)?.started && side !== "organiser";
    return people.find((one) => takesPart(one) && speaks(one)) ?? people.find(takesPart) ?? people[0];
  }

  /** Puts `person` into a pane; true if someone new is shown. */
  #pane(name, person) {
    const known = this.panes[name]?.person;
    if (known && person && JSON.stringify(known) === JSON.stringify(person)) return false;
    this.panes[name] = person ? new ChatPane(this, person, { beside: name === "beside" }) : null;
    return Boolean(person);
  }
}

await new App(await loadWords()).open();
