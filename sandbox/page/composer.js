// The field at the foot of a chat, with the Menu button, the commands and the reply keyboard.
import { h, icon, iconButton } from "./dom.js";
import { renderReplyKeyboard } from "./keyboards.js";

/** `view` is the pane: {person, words, send(text), attach(file), choose(button), openAddress(url)}. */
export class Composer {
  #chat = null;
  #shown = "";
  #hidden = null; // the keyboard that was put away, as its JSON
  #selected = 0;

  constructor(view) {
    this.view = view;
    const { words } = view;
    const id = `commands-${view.person.id}`;
    const list = { class: "commands", role: "listbox", id, "aria-label": words.say("commands"), hidden: true };
    this.commands = h("div", list);
    this.input = h("textarea", {
      rows: 1,
      dir: "auto",
      maxlength: 4096,
      placeholder: words.say("message"),
      "aria-label": words.say("message"),
      "aria-controls": id,
      on: { input: () => this.#typed(), keydown: (event) => this.#key(event) },
    });
    this.menu = h(
      "button",
      {
        type: "button",
        class: "menu-button",
        "aria-haspopup": "listbox",
        hidden: true,
        on: { click: () => this.#openMenu() },
      },
      icon("menu"),
      h("span", { dir: "auto" }, words.say("menu")),
    );
    const file = h("input", { type: "file", hidden: true });
    file.addEventListener("change", () => {
      if (file.files[0]) view.attach(file.files[0]);
      file.value = "";
    });
    this.toggle = iconButton("keys", words.say("keyboard"), () => this.#toggleKeyboard(), { hidden: true });
    this.form = h(
      "form",
      { class: "field-row" },
      this.menu,
      iconButton("attach", words.say("attach"), () => file.click()),
      file,
      this.input,
      this.toggle,
      iconButton("send", words.say("send"), () => {}, { type: "submit", class: "send" }),
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.keyboard = h("div", { class: "keyboard-host" });
    this.element = h("div", { class: "composer" }, this.commands, this.form, this.keyboard);
  }

  update(chat) {
    this.#chat = chat;
    const { words } = this.view;
    const button = chat.menu_button;
    this.menu.hidden = !(button?.type === "web_app" || chat.commands?.length);
    const label = button?.type === "web_app" ? button.text : words.say("menu");
    this.menu.lastChild.textContent = label;
    this.menu.setAttribute("aria-label", label); // the text gives way while something is typed
    const markup = chat.reply_keyboard;
    this.input.placeholder = markup?.input_field_placeholder || words.say("message");
    const key = JSON.stringify(markup ?? null);
    if (key !== this.#shown) {
      this.#shown = key;
      if (key !== this.#hidden) this.#hidden = null;
      this.#renderKeyboard();
      if (markup?.force_reply) this.input.focus();
    }
    if (!this.commands.hidden) this.#typed();
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  fill(text) {
    this.input.value = text;
    this.#typed();
    this.focus();
  }

  #renderKeyboard() {
    const markup = this.#chat.reply_keyboard;
    const rows = markup?.keyboard;
    this.toggle.hidden = !rows;
    const visible = rows && this.#hidden === null;
    this.toggle.setAttribute("aria-pressed", String(Boolean(visible)));
    const choose = (button) => {
      if (markup.one_time_keyboard) this.#toggleKeyboard();
      this.view.choose(button);
    };
    this.keyboard.replaceChildren(...(visible ? [renderReplyKeyboard(markup, choose)] : []));
  }

  #toggleKeyboard() {
    this.#hidden = this.#hidden === null ? this.#shown : null;
    this.#renderKeyboard();
  }

  #submit() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.#typed();
    const reply = this.#chat?.reply_keyboard?.force_reply ? this.#lastOfBot() : undefined;
    this.view.send(text, reply);
  }

  #lastOfBot() {
    return this.#chat.messages.findLast((message) => message.from?.id !== this.view.person.id)?.message_id;
  }

  #openMenu() {
    const button = this.#chat?.menu_button;
    if (button?.type === "web_app") {
      this.view.openAddress(button.web_app.url);
    } else if (!this.commands.hidden) {
      this.#close();
    } else {
      this.#offer(this.#chat?.commands ?? []);
      this.focus();
    }
  }

  #typed() {
    this.form.classList.toggle("typed", this.input.value !== "");
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 160)}px`;
    const typed = /^\/(\w*)$/.exec(this.input.value);
    if (!typed) return this.#close();
    const fits = (this.#chat?.commands ?? []).filter(({ command }) => command.startsWith(typed[1].toLowerCase()));
    return fits.length ? this.#offer(fits) : this.#close();
  }

  #offer(commands) {
    this.#selected = 0;
    const rows = commands.map(({ command, description }, at) =>
      h(
        "button",
        {
          type: "button",
          role: "option",
          tabindex: "-1",
          id: `${this.commands.id}-${at}`,
          "aria-selected": String(at === 0),
          on: { click: () => this.#pick(command) },
        },
        h("span", { class: "command", dir: "ltr" }, `/${command}`),
        h("span", { class: "faint", dir: "auto" }, description),
      ),
    );
    this.commands.replaceChildren(...rows);
    this.commands.hidden = false;
    this.input.setAttribute("aria-activedescendant", `${this.commands.id}-0`);
  }

  #close() {
    this.commands.hidden = true;
    this.input.removeAttribute("aria-activedescendant");
  }

  #pick(command) {
    this.input.value = "";
    this.#typed();
    this.view.send(`/${command}`);
    this.focus();
  }

  #key(event) {
    if (!this.commands.hidden) {
      const rows = [...this.commands.children];
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : rows.length - 1;
        this.#selected = (this.#selected + step) % rows.length;
        rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === this.#selected)));
        rows[this.#selected].scrollIntoView({ block: "nearest" });
        this.input.setAttribute("aria-activedescendant", rows[this.#selected].id);
        return;
      }
      if (event.key === "Escape") {
        this.#close();
        return;
      }
      if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") {
        event.preventDefault();
        rows[this.#selected].click();
        return;
      }
    }
    // isComposing: Enter then only ends the composition of a character
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#submit();
    }
  }
}
