// A chat: one person and the bot.
import * as api from "./api.js";
import { Composer } from "./composer.js";
import { alertDialog, toast } from "./dialogs.js";
import { avatar, fullName, h, icon, iconButton } from "./dom.js";
import { deepLink, safeUrl } from "./links.js";
import { Messages } from "./messages.js";
import { Pins } from "./pins.js";
import { shareContact, shareLocation } from "./sharing.js";

const PATIENCE_MS = 15000; // as long as Telegram keeps a pressed button waiting

export class ChatPane {
  #loading = new Map(); // callback_query_id -> what ends the waiting
  #waiting = new Set(); // "message:row:col"
  #early = new Map(); // answers that came before the press was acknowledged

  /** `app` is {store, words, back(), closeBeside(), askBeside(), openLink(address, person)}. */
  constructor(app, person, { beside = false } = {}) {
    Object.assign(this, { app, person, words: app.words, store: app.store, beside });
    this.follow = {
      username: this.bot.username,
      open: (address) => app.openLink(address, person),
      command: (text) => this.send(text),
    };
    this.messages = new Messages(this);
    this.composer = new Composer(this);
    this.status = h("span", { class: "status faint" });
    this.pins = new Pins(this);
    this.foot = h("div", { class: "foot" });
    this.element = h(
      "section",
      { class: "chat", "aria-label": fullName(person), data: { person: person.id } },
      this.#header(),
      this.pins.element,
      this.messages.element,
      this.foot,
    );
    this.update();
  }

  get bot() {
    return this.store.bot;
  }

  get chat() {
    return this.store.chats.get(this.person.id);
  }

  update() {
    const { chat } = this;
    if (!chat) return;
    const typing = this.store.typing(this.person.id);
    this.status.classList.toggle("typing", typing);
    this.status.replaceChildren(
      typing
        ? this.words.say("typing", { bot: this.bot.first_name })
        : this.words.say("you_are", { name: fullName(this.person) }),
    );
    this.messages.update(chat.messages);
    this.pins.update(chat);
    this.#updateFoot(chat);
    this.composer.update(chat);
    if (chat.unread && document.visibilityState === "visible") this.attempt(api.read(this.person.id));
  }

  focus() {
    if (matchMedia("(pointer: fine)").matches) this.composer.focus();
  }

  /** Says what went wrong where it went wrong. */
  attempt = async (promise) => {
    try {
      return await promise;
    } catch (error) {
      toast(this.element, this.words.say("failed", { reason: error.message }));
      return null;
    }
  };

  send(text, replyTo) {
    return this.attempt(api.send(this.person.id, text, replyTo));
  }

  attach(file) {
    return this.attempt(api.upload(this.person.id, file));
  }

  show(messageId) {
    this.messages.show(messageId);
  }

  isLoading(message, row, col) {
    return this.#waiting.has(`${message.message_id}:${row}:${col}`);
  }

  async press(message, row, col) {
    const place = `${message.message_id}:${row}:${col}`;
    if (this.#waiting.has(place)) return;
    const wait = (on) => {
      if (on) this.#waiting.add(place);
      else this.#waiting.delete(place);
      this.messages.markLoading(message.message_id, row, col, on);
    };
    wait(true);
    try {
      const { callback_query_id: id } = await api.press(this.person.id, message.message_id, row, col);
      const timer = setTimeout(() => {
        this.#loading.delete(id);
        wait(false);
      }, PATIENCE_MS);
      this.#loading.set(id, () => {
        clearTimeout(timer);
        wait(false);
      });
      if (this.#early.has(id)) this.answer(this.#early.get(id));
    } catch (error) {
      wait(false);
      const gone = error.status === 409;
      toast(this.element, gone ? this.words.say("button_gone") : this.words.say("failed", { reason: error.message }));
      this.store.refresh(this.person.id);
    }
  }

  /** The bot's answer to a press. Only the tab in which the button was pressed shows it. */
  answer(event) {
    const id = event.callback_query_id;
    const done = this.#loading.get(id);
    if (!done) {
      this.#early.set(id, event);
      setTimeout(() => this.#early.delete(id), 3000);
      return;
    }
    this.#early.delete(id);
    this.#loading.delete(id);
    done();
    if (event.url) this.openAddress(event.url);
    if (!event.text) return;
    if (event.show_alert) alertDialog(event.text, this.words);
    else toast(this.element, event.text);
  }

  /** A button with an address: one of the bot's own begins at once, any other opens outside. */
  openAddress(address) {
    const shared = address.includes("//t.me/share/");
    if (deepLink(address, this.bot.username)) this.app.openLink(address, this.person, { shared });
    else if (safeUrl(address)) window.open(safeUrl(address), "_blank", "noopener,noreferrer");
  }

  async copy(text) {
    await navigator.clipboard?.writeText(text).catch(() => {});
    toast(this.element, this.words.say("copied"));
  }

  inline(query) {
    this.composer.fill(`@${this.bot.username} ${query}`);
  }

  /** A button of the reply keyboard. */
  async choose(button) {
    if (button.request_contact) await shareContact(this);
    else if (button.request_location) await shareLocation(this);
    else if (button.web_app) this.openAddress(button.web_app.url);
    else await this.send(button.text);
  }

  #header() {
    const { words, app, person } = this;
    const leave = this.beside
      ? iconButton("close", words.say("close_beside"), () => app.closeBeside())
      : iconButton("back", words.say("back"), () => app.back(), { class: "back" });
    const another = iconButton("beside", words.say("beside"), () => app.askBeside(person), { class: "wide-only" });
    return h(
      "header",
      { class: "bar" },
      this.beside ? null : leave,
      avatar(this.bot.id, this.bot.first_name),
      h("div", { class: "lines" }, h("h1", {}, words.say("bot", { name: this.bot.first_name })), this.status),
      this.beside ? null : another,
      this.#menu(),
      this.beside ? leave : null,
    );
  }

  #menu() {
    const { words } = this;
    const box = h("details", { class: "menu" });
    const item = (label, act) => {
      const click = () => {
        box.open = false;
        act();
      };
      return h("button", { type: "button", on: { click } }, label);
    };
    this.blockItem = item("", () => {
      const { blocked } = this.chat;
      this.attempt(blocked ? api.unblock(this.person.id) : api.block(this.person.id));
    });
    box.append(
      h("summary", { class: "round", "aria-label": words.say("more"), title: words.say("more") }, icon("more")),
      h(
        "div",
        { class: "sheet" },
        item(words.say("open_link"), () => this.app.pasteLink(this.person)),
        this.blockItem,
      ),
    );
    box.addEventListener("focusout", (event) => {
      if (!box.contains(event.relatedTarget)) box.open = false;
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") box.open = false;
    });
    return box;
  }

  #updateFoot(chat) {
    const { words } = this;
    this.blockItem.textContent = words.say(chat.blocked ? "unblock" : "block");
    const state = chat.blocked ? "blocked" : chat.started ? "open" : "new";
    if (this.foot.dataset.state === state) return;
    this.foot.dataset.state = state;
    const wide = (label, act) =>
      h("button", { type: "button", class: "start", on: { click: () => this.attempt(act(this.person.id)) } }, label);
    if (state === "open") this.foot.replaceChildren(this.composer.element);
    else if (state === "new") this.foot.replaceChildren(wide(words.say("start"), (id) => api.start(id)));
    else this.foot.replaceChildren(wide(words.say("unblock"), api.unblock));
  }
}
