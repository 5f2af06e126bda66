// Elements are only ever made here: text goes in as text nodes, so nothing that anyone writes can become markup.

/**
 * Makes an element. `on` maps event names to listeners, `data` fills the dataset; null, undefined and false
 * properties and children are left out, true makes an empty attribute.
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  const { on = {}, data = {}, ...attributes } = props;
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  for (const [name, value] of Object.entries(data)) element.dataset[name] = value;
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

const ICONS = {
  back: "M15 5l-7 7 7 7",
  send: "M4 12l16-8-5 16-3.5-6.5z",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  menu: "M5 7h14M5 12h14M5 17h14",
  close: "M6 6l12 12M18 6L6 18",
  attach: "M19 11.5l-7.2 7.2a4.6 4.6 0 01-6.5-6.5l7.7-7.7a3 3 0 014.3 4.3l-7.6 7.6a1.5 1.5 0 01-2.1-2.1l6.6-6.7",
  keys: "M4 6h16v12H4zM8 10v.01M12 10v.01M16 10v.01M8.5 14.5h7",
  link: "M10 14a4 4 0 006 .4l3-3a4 4 0 00-5.7-5.7l-1 1M14 10a4 4 0 00-6-.4l-3 3a4 4 0 005.7 5.7l1-1",
  add: "M12 5v14M5 12h14",
  beside: "M4 5h16v14H4zM12 5v14",
  down: "M6 9l6 6 6-6",
  pin: "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v5",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  block: "M12 4a8 8 0 100 16 8 8 0 000-16zM6.5 6.5l11 11",
  out: "M8 16L17 7M9 7h8v8",
  copy: "M9 9h10v10H9zM5 15V5h10",
  sent: "M5 12.5l4.5 4.5L19 7.5",
};

/** A line drawing of 24 by 24, coloured as the text around it and silent for screen readers. */
export function icon(name) {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true", focusable: "false" },
    svg("path", { d: ICONS[name] }),
  );
}

/** A round button that shows an icon and says its name. */
export function iconButton(name, label, click, props = {}) {
  return h(
    "button",
    { type: "button", "aria-label": label, title: label, ...props, class: `round ${props.class ?? ""}`, on: { click } },
    icon(name),
  );
}

/** Initials on a colour that stays the same for the same id. */
export function avatar(id, ...names) {
  const initials = names
    .filter(Boolean)
    .slice(0, 2)
    .map((name) => [...name.trim()][0] ?? "")
    .join("\u200c"); // keeps Arabic initials from joining into a word
  return h("span", { class: "avatar", "aria-hidden": "true", data: { hue: Math.abs(Number(id) || 0) % 7 } }, initials);
}

export const fullName = (who) => [who.first_name, who.last_name].filter(Boolean).join(" ");
