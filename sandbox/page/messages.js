// The messages of a chat: only what changed is drawn again, and the view stays where the reader is.
import { renderMessage, renderWelcome } from "./bubble.js";
import { h, iconButton } from "./dom.js";

const NEAR = 80; // pixels from the end that still count as reading the latest

export class Messages {
  #drawn = new Map(); // message_id -> {key, element}
  #top = 0;
  #stays = true; // at the end, and to be kept there

  constructor(view) {
    this.view = view;
    const { words } = view;
    this.list = h("div", { class: "list", role: "log", "aria-label": words.say("messages"), "aria-live": "off" });
    this.scroller = h("div", { class: "scroller", tabindex: "0", "aria-label": words.say("messages") }, this.list);
    this.latest = iconButton("down", words.say("latest"), () => this.toEnd(), { class: "latest", hidden: true });
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // A keyboard that opens, a picture that has come, a window that turns: who was at the end stays there.
    const resized = new ResizeObserver(() => this.#stays && this.toEnd());
    resized.observe(this.scroller);
    resized.observe(this.list);
    this.element = h("div", { class: "messages" }, this.scroller, this.latest);
  }

  update(messages) {
    const first = !this.#drawn.size;
    const follow = first || this.#stays || this.#endsWithOwn(messages);
    const seen = new Set(messages.map((message) => message.message_id));
    for (const [id, { element }] of this.#drawn) {
      if (seen.has(id)) continue;
      element.remove();
      this.#drawn.delete(id);
    }
    this.#place(messages);
    if (follow) this.toEnd();
    // What was already there is not read out, what comes from now on is.
    if (messages.length) setTimeout(() => this.list.setAttribute("aria-live", "polite"), 500);
  }

  /** A button has begun or ended to wait: changed in place, so that nothing is read out again. */
  markLoading(messageId, row, col, on) {
    const drawn = this.#drawn.get(messageId);
    const key = drawn?.element.querySelector(`.key[data-row="${row}"][data-col="${col}"]`);
    key?.classList.toggle("loading", on);
    key?.setAttribute("aria-busy", String(on));
  }

  show(messageId) {
    const element = this.#drawn.get(messageId)?.element;
    if (!element) return;
    element.scrollIntoView({ block: "center", behavior: calm() });
    element.classList.add("flash");
    setTimeout(() => element.classList.remove("flash"), 1600);
  }

  toEnd() {
    this.#stays = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    // Only who goes up leaves the end: it also moves away by itself when something grows.
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.#stays = true;
    else if (scrollTop < this.#top) this.#stays = false;
    this.#top = scrollTop;
    this.latest.hidden = this.#stays;
  }

  #endsWithOwn(messages) {
    const last = messages.at(-1);
    return last && !this.#drawn.has(last.message_id) && last.from?.id === this.view.person.id;
  }

  #place(messages) {
    const wanted = [];
    let day = null;
    for (const message of messages) {
      const today = this.view.words.day(message.date);
      if (today !== day) wanted.push(h("div", { class: "service day" }, h("span", { class: "pill" }, today)));
      day = today;
      wanted.push(this.#elementOf(message));
    }
    if (!messages.length) wanted.push(renderWelcome(this.view));
    for (const old of this.list.querySelectorAll(":scope > .day, :scope > .welcome")) old.remove();
    wanted.forEach((element, at) => {
      if (this.list.children[at] !== element) this.list.insertBefore(element, this.list.children[at] ?? null);
    });
  }

  #elementOf(message) {
    const key = JSON.stringify(message);
    const drawn = this.#drawn.get(message.message_id);
    if (drawn?.key === key) return drawn.element;
    if (drawn) {
      this.#replace(drawn, message);
      drawn.key = key;
      return drawn.element;
    }
    const element = renderMessage(message, this.view);
    this.#drawn.set(message.message_id, { key, element });
    return element;
  }

  #replace(drawn, message) {
    const element = renderMessage(message, this.view);
    const focused = drawn.element.contains(document.activeElement) ? document.activeElement : null;
    const at = focused ? [...drawn.element.querySelectorAll("button, a")].indexOf(focused) : -1;
    drawn.element.replaceWith(element);
    drawn.element = element;
    // Who works with the keyboard stays at the same button, or at the first one that is left.
    if (focused) (element.querySelectorAll("button, a")[at] ?? element.querySelector("button, a"))?.focus();
  }
}

const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
