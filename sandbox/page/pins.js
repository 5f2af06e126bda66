// The bar of pinned messages: the latest first, each press goes to the one before it.
import { h, icon } from "./dom.js";
import { snippet } from "./media.js";

export class Pins {
  #at = 0; // how many have been gone through
  #chat = null;

  /** `view` is the pane: {words, show(messageId)}. */
  constructor(view) {
    this.view = view;
    this.element = h("div", { class: "pins", hidden: true });
  }

  update(chat) {
    this.#chat = chat;
    const { words } = this.view;
    const byId = new Map(chat.messages.map((message) => [message.message_id, message]));
    const pinned = (chat.pinned ?? []).map((id) => byId.get(id)).filter(Boolean);
    this.element.hidden = !pinned.length;
    if (!pinned.length) return;
    this.#at = Math.min(this.#at, pinned.length - 1);
    const number = pinned.length - this.#at;
    const message = pinned[number - 1];
    const click = () => {
      this.view.show(message.message_id);
      this.#at = (this.#at + 1) % pinned.length;
      this.update(this.#chat);
    };
    const count = pinned.length > 1 ? ` ${number}/${pinned.length}` : "";
    const lines = h(
      "span",
      { class: "lines" },
      h("strong", {}, words.say("pinned") + count),
      h("span", { dir: "auto" }, snippet(message, words)),
    );
    const focused = this.element.contains(document.activeElement);
    this.element.replaceChildren(h("button", { type: "button", on: { click } }, icon("pin"), lines));
    if (focused) this.element.firstChild.focus();
  }
}
