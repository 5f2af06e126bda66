// One message as it stands in the chat.
import { avatar, fullName, h, icon } from "./dom.js";
import { renderInlineKeyboard } from "./keyboards.js";
import { deepLink } from "./links.js";
import { renderMedia, snippet } from "./media.js";
import { directionOf, renderText } from "./text.js";

/**
 * `view` is the pane: {person, words, bot, follow, press(message, row, col), isLoading(message, button), show(id)}.
 */
export function renderMessage(message, view) {
  const { words } = view;
  if (message.pinned_message) {
    const who = message.from?.id === view.person.id ? words.say("you") : view.bot.first_name;
    const show = () => view.show(message.pinned_message.message_id);
    const pill = h("button", { type: "button", class: "pill", on: { click: show } }, words.say("pinned_this", { who }));
    return h("div", { class: "service", data: { id: message.message_id } }, pill);
  }
  const own = message.from?.id === view.person.id;
  return h(
    "article",
    { class: `message ${own ? "own" : "bot"}`, data: { id: message.message_id } },
    h("span", { class: "visually-hidden" }, own ? words.say("you") : view.bot.first_name),
    renderBubble(message, view, own),
    message.reply_markup?.inline_keyboard ? renderInlineKeyboard(message, view) : null,
  );
}

function renderBubble(message, view, own) {
  const text = shownText(message, own);
  const media = renderMedia(message, view.words);
  const body = text ? renderText(text, message.entities ?? message.caption_entities, view.follow) : [];
  if (!body.length && !media.length) body.push(h("p", { class: "faint" }, view.words.say("unsupported")));
  const direction = directionOf(text);
  const last = body.at(-1);
  // The time stands in the last line where that line runs the bubble's way, below it otherwise.
  const inLine = last?.tagName === "P" && (last.getAttribute("dir") === direction || direction === null);
  const kind = [media.length ? "with-media" : "", message.photo ? "with-photo" : "", inLine ? "" : "meta-below"];
  return h(
    "div",
    { class: `bubble ${kind.join(" ")} ${isJumbo(text) && !media.length ? "jumbo" : ""}`, dir: direction },
    message.reply_to_message ? renderQuote(message.reply_to_message, view) : null,
    ...media,
    body.length ? h("div", { class: "text" }, ...body) : null,
    renderMeta(message, view.words, own),
  );
}

/** The text as the apps show it: of a deep link's /start, the payload is hidden. */
function shownText(message, own) {
  const text = message.text ?? message.caption ?? "";
  return own && text.startsWith("/start ") ? "/start" : text;
}

/** One to three emoji alone are shown large, as Telegram does. */
function isJumbo(text) {
  return /^(?:\p{Extended_Pictographic}\p{Emoji_Modifier}?\ufe0f?){1,3}$/u.test(text);
}

function renderMeta(message, words, own) {
  const time = new Date(message.date * 1000).toISOString();
  return h(
    "span",
    { class: "meta" },
    message.edit_date ? h("span", { class: "edited", dir: "auto" }, words.say("edited")) : null,
    h("time", { datetime: time }, words.time(message.date)),
    own ? icon("sent") : null,
  );
}

function renderQuote(message, view) {
  const name = message.from?.id === view.person.id ? fullName(view.person) : view.bot.first_name;
  const show = () => view.show(message.message_id);
  return h(
    "button",
    { type: "button", class: "reply-quote", on: { click: show } },
    h("strong", { dir: "auto" }, name),
    h("span", { dir: "auto" }, snippet(message, view.words)),
  );
}

/**
 * The card at the top of a chat in which nothing has been said: who one is, and what to try. A link to the bot in
 * what is told about the person is their invitation.
 */
export function renderWelcome(view) {
  const { words, person, bot } = view;
  const links = (person.about ?? "").match(/https:\/\/\S+/g)?.filter((url) => deepLink(url, bot.username)) ?? [];
  const plain = links.reduce((text, link) => text.replace(link, ""), person.about ?? "").trim();
  const invitation = (link) => {
    const click = () => view.openAddress(link);
    return h("button", { type: "button", class: "main", on: { click } }, words.say("open_invitation"));
  };
  const language = person.language_code?.slice(0, 2);
  const said = (texts, otherwise) => texts?.[language] ?? otherwise;
  const about = said(bot.descriptions, bot.description) || said(bot.short_descriptions, bot.short_description);
  const hint = /^organi/i.test(person.side ?? "") ? "hint_organiser" : "hint_delegate";
  return h(
    "div",
    { class: "welcome" },
    avatar(person.id, person.first_name, person.last_name),
    h("h2", {}, words.say("you_are", { name: fullName(person) })),
    plain ? h("p", { dir: "auto" }, plain) : null,
    h("p", { class: "faint" }, words.say(hint)),
    ...links.map(invitation),
    about ? h("div", { class: "what" }, h("strong", {}, words.say("what_can")), ...renderText(about)) : null,
  );
}
