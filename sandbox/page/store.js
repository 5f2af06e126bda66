// What the sandbox knows, kept up to date: an event says whose chat changed, the chat itself is then read again.
import * as api from "./api.js";

const TYPING_MS = 5000; // Telegram shows a chat action for five seconds, or until the message comes

/** Emits `chat` {person}, `people`, `clock`, `answer` {event}, `inline` {event}, `connection` {connected}. */
export class Store extends EventTarget {
  bot = {};
  people = [];
  clock = null; // {now, set, next}: next is when the bot has something due, null where it does not say
  chats = new Map();
  #typing = new Map();
  #refreshing = new Map();

  async open() {
    const seq = await this.#loadAll();
    let lost = false;
    api.follow(seq, {
      heard: (event) => this.#hear(event),
      changed: (connected) => {
        if (connected && lost) this.#loadAll().catch(() => {});
        lost = !connected;
        this.#emit("connection", { connected });
      },
    });
  }

  person(id) {
    return this.people.find((person) => person.id === id);
  }

  typing(person) {
    return (this.#typing.get(person) ?? 0) > Date.now();
  }

  /** Reads one chat again. Calls that come while one is under way are answered by one more reading. */
  refresh(person) {
    const running = this.#refreshing.get(person);
    if (running) {
      running.again = true;
      return running.done;
    }
    const turn = { again: false };
    turn.done = (async () => {
      do {
        turn.again = false;
        this.chats.set(person, await api.chat(person));
      } while (turn.again);
    })()
      .catch(() => {}) // the line is down: everything is read again when it is back
      .finally(() => {
        this.#refreshing.delete(person);
        this.#emit("chat", { person });
      });
    this.#refreshing.set(person, turn);
    return turn.done;
  }

  async loadPeople() {
    const { bot, people, seq, deep_link_base: deepLinkBase, time_zone: timeZone, clock } = await api.state();
    Object.assign(this, { bot, people, deepLinkBase, timeZone, clock });
    this.#emit("clock", {});
    this.#emit("people", {});
    return seq;
  }

  async #loadAll() {
    const seq = await this.loadPeople();
    await Promise.all(this.people.map((person) => this.refresh(person.id)));
    return seq;
  }

  #hear(event) {
    const { type, person } = event;
    if (type === "reset") {
      this.#loadAll().catch(() => {});
    } else if (type === "person" || type === "bot") {
      this.loadPeople().catch(() => {});
      if (person) this.refresh(person);
    } else if (type === "clock") {
      this.clock = event.clock;
      this.#emit("clock", {});
    } else if (type === "commands") {
      for (const { id } of this.people) this.refresh(id);
    } else if (type === "callback_answer") {
      this.#emit("answer", { event });
    } else if (type === "inline_answer") {
      this.#emit("inline", { event });
    } else if (type === "chat_action") {
      this.#showTyping(person);
    } else if (person && type !== "call") {
      if (type === "message") this.#typing.delete(person);
      this.refresh(person);
    }
  }

  #showTyping(person) {
    this.#typing.set(person, Date.now() + TYPING_MS);
    this.#emit("chat", { person });
    setTimeout(() => this.#emit("chat", { person }), TYPING_MS + 50);
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
