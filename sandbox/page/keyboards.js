// Keyboards under a message and under the field. Telegram never mirrors them: rows run left to right in any language.
import { h, icon } from "./dom.js";

/** The buttons under a bubble. */
export function renderInlineKeyboard(message, view) {
  const rows = message.reply_markup.inline_keyboard.map((row, rowAt) =>
    h(
      "div",
      { class: "row", dir: "ltr" },
      ...row.map((button, colAt) => inlineButton(message, button, rowAt, colAt, view)),
    ),
  );
  return h("div", { class: "keyboard inline", role: "group" }, ...rows);
}

function inlineButton(message, button, row, col, view) {
  const badge = button.url || button.web_app ? "out" : button.copy_text ? "copy" : null;
  const loading = view.isLoading(message, row, col);
  // There is no other chat here: what is meant for one is looked up in this one.
  const inline = button.switch_inline_query_current_chat ?? button.switch_inline_query_chosen_chat?.query;
  const click = () => {
    if (button.callback_data !== undefined) view.press(message, row, col);
    else if (button.copy_text) view.copy(button.copy_text.text);
    else if (inline !== undefined) view.inline(inline);
    else view.openAddress(button.url ?? button.web_app?.url ?? button.login_url?.url ?? "");
  };
  return h(
    "button",
    {
      type: "button",
      class: `key ${button.style ?? ""} ${loading ? "loading" : ""}`,
      "aria-busy": loading ? "true" : null,
      data: { row, col },
      on: { click },
    },
    h("span", { dir: "auto" }, button.text),
    badge ? icon(badge) : null,
  );
}

/** The keyboard that stands under the field; `choose(button)` is told which button was pressed. */
export function renderReplyKeyboard(markup, choose) {
  const rows = markup.keyboard.map((row) =>
    h(
      "div",
      { class: "row", dir: "ltr" },
      ...row
        .map((button) => (typeof button === "string" ? { text: button } : button))
        .map((button) =>
          h(
            "button",
            { type: "button", class: `key ${button.style ?? ""}`, on: { click: () => choose(button) } },
            h("span", { dir: "auto" }, button.text),
          ),
        ),
    ),
  );
  return h("div", { class: `keyboard reply ${markup.resize_keyboard ? "" : "tall"}`, role: "group" }, ...rows);
}
