// Text with Bot API entities, as elements. Offsets are UTF-16 code units, which is what a JavaScript string counts in.
import { h } from "./dom.js";
import { deepLink, safeUrl } from "./links.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
// Letters, and what counts as one: squared letters such as 🆕 and flags are left to right in Unicode's tables.
const STRONG = /(\p{Script=Arabic}|\p{Script=Hebrew}|\u200f)|\p{L}|\u200e|[\u{1f110}-\u{1f1ff}]/u;

/**
 * The direction of a line: "rtl", "ltr", or null if nothing in it says. As Telegram Desktop has it: the first strong
 * letter decides, inside an isolate too (unlike Unicode's rule P2), and no line inherits from another.
 */
export function directionOf(text) {
  const strong = STRONG.exec(text);
  if (!strong) return null;
  return strong[1] ? "rtl" : "ltr";
}

/** Paragraphs and blocks of a message. `follow` = {username, open(link), command(text)} says what links do. */
export function renderText(text, entities = [], follow = {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const inline = sorted.filter((entity) => !BLOCKS.has(entity.type));
  const nodes = [];
  let at = 0;
  const paragraphs = (start, end) => {
    const made = [];
    for (let from = start; from <= end; ) {
      const newline = text.indexOf("\n", from);
      const to = newline < 0 || newline > end ? end : newline;
      const direction = directionOf(text.slice(from, to)) ?? "ltr";
      made.push(h("p", { dir: direction }, ...span(text, from, to, inline, follow)));
      from = to + 1;
    }
    return made;
  };
  for (const block of sorted.filter((entity) => BLOCKS.has(entity.type))) {
    if (block.offset < at) continue;
    if (block.offset > at) nodes.push(...paragraphs(at, trimEnd(text, at, block.offset)));
    const end = Math.min(block.offset + block.length, text.length);
    nodes.push(renderBlock(block, text, end, paragraphs));
    at = text[end] === "\n" ? end + 1 : end;
  }
  if (at < text.length || !nodes.length) nodes.push(...paragraphs(at, text.length));
  return nodes;
}

function trimEnd(text, start, end) {
  return end > start && text[end - 1] === "\n" ? end - 1 : end;
}

function renderBlock(block, text, end, paragraphs) {
  if (block.type === "pre") {
    const code = h("code", {}, text.slice(block.offset, end));
    return h("pre", { dir: "auto", tabindex: "0", "aria-label": block.language || null }, code);
  }
  const quote = paragraphs(block.offset, trimEnd(text, block.offset, end));
  if (block.type === "blockquote") return h("blockquote", {}, ...quote);
  return h("details", { class: "quote" }, h("summary", {}, quote[0]), h("blockquote", {}, ...quote.slice(1)));
}

/** The nodes of text[start:end], entities nested as they lie. */
function span(text, start, end, entities, follow) {
  const nodes = [];
  let at = start;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const from = Math.max(entity.offset, start);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to || from < at) continue;
    if (from > at) nodes.push(text.slice(at, from));
    const inside = span(text, from, to, entities.slice(index + 1), follow);
    const whole = text.slice(entity.offset, entity.offset + entity.length);
    nodes.push(wrap(entity, whole, inside, follow));
    at = to;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrap(entity, whole, inside, follow) {
  if (TAGS[entity.type]) return h(TAGS[entity.type], {}, ...inside);
  switch (entity.type) {
    case "text_link":
      return link(entity.url, inside, follow);
    case "url":
      return link(whole, inside, follow);
    case "email":
      return link(`mailto:${whole}`, inside, follow);
    case "phone_number":
      return link(`tel:${whole.replace(/[^+\d]/g, "")}`, inside, follow);
    case "bot_command":
      return h(
        "button",
        { type: "button", class: "link", dir: "ltr", on: { click: () => follow.command?.(whole) } },
        ...inside,
      );
    case "spoiler":
      return spoiler(inside);
    case "date_time":
      return h("time", { title: new Date(entity.unix_time * 1000).toLocaleString() }, ...inside);
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return h("span", { class: "mention" }, ...inside);
    default:
      return h("span", {}, ...inside);
  }
}

function link(address, inside, follow) {
  if (deepLink(address, follow.username)) {
    const click = (event) => {
      event.preventDefault();
      follow.open?.(address);
    };
    return h("a", { href: safeUrl(address) ?? "#", class: "deep-link", title: address, on: { click } }, ...inside);
  }
  const href = safeUrl(address);
  if (!href) return h("span", {}, ...inside);
  return h("a", { href, title: href, target: "_blank", rel: "noopener noreferrer" }, ...inside);
}

function spoiler(inside) {
  const show = ({ type, key, currentTarget }) => {
    if (type === "click" || key === "Enter" || key === " ") currentTarget.classList.add("shown");
  };
  // not a <button>: it must wrap over lines as text does
  return h("span", { role: "button", tabindex: "0", class: "spoiler", on: { click: show, keydown: show } }, ...inside);
}
