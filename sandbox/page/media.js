// What a bubble can carry besides text: pictures, files, places and contact cards.
import { fileUrl } from "./api.js";
import { avatar, fullName, h, icon, svg } from "./dom.js";

/** The elements for the media of `message`, none if it is only text. */
export function renderMedia(message, words) {
  if (message.photo) return [photo(message.photo, words)];
  if (message.venue) return [place(message.venue.location, words, message.venue)];
  if (message.location) return [place(message.location, words)];
  if (message.contact) return [contactCard(message.contact, words)];
  const file = message.document ?? message.video ?? message.audio ?? message.voice ?? message.animation;
  if (file) return [documentRow(file, words)];
  return [];
}

/** A line that stands for the message where there is no room for it: in the list, in a quote, in the pins bar. */
export function snippet(message, words) {
  if (!message) return "";
  const text = message.text ?? message.caption;
  if (text) return text.replace(/^\/start .*/s, "/start").replace(/\s+/g, " ").slice(0, 160);
  if (message.photo) return `🖼 ${words.say("photo")}`;
  if (message.venue) return `📍 ${message.venue.title}`;
  if (message.location) return `📍 ${words.say("location")}`;
  if (message.contact) return `👤 ${fullName(message.contact)}`;
  if (message.document) return `📄 ${message.document.file_name ?? ""}`;
  if (message.pinned_message) return `📌 ${snippet(message.pinned_message, words)}`;
  return words.say("unsupported");
}

function photo(sizes, words) {
  const largest = sizes.reduce((best, size) => (size.width > best.width ? size : best));
  const href = fileUrl(largest.file_id);
  const image = h("img", { src: href, alt: words.say("photo"), width: largest.width, height: largest.height });
  return h("a", { class: "photo", href, target: "_blank", rel: "noopener" }, image);
}

function documentRow(file, words) {
  const name = file.file_name ?? file.mime_type ?? "file";
  const size = file.file_size === undefined ? "" : bytes(file.file_size);
  const label = `${words.say("download")}: ${name}`;
  return h(
    "a",
    { class: "document", href: fileUrl(file.file_id), download: name, "aria-label": label },
    h("span", { class: "file-icon" }, icon("file")),
    h("span", { class: "lines" }, h("bdi", { class: "strong" }, name), h("span", { class: "faint", dir: "ltr" }, size)),
  );
}

function bytes(size) {
  if (size < 1024) return `${size} B`;
  return size < 1048576 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 1048576).toFixed(1)} MB`;
}

function place({ latitude, longitude }, words, venue) {
  const at = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
  return h(
    "div",
    { class: "place" },
    drawnMap(latitude, longitude),
    h(
      "div",
      { class: "lines" },
      h("strong", { dir: "auto" }, venue?.title ?? words.say("location")),
      venue && h("span", { class: "faint", dir: "auto" }, venue.address),
      h("a", { href, dir: "ltr", target: "_blank", rel: "noopener noreferrer" }, at),
    ),
  );
}

/** A few streets that are the same for the same place: no map is fetched, the sandbox has no network. */
function drawnMap(latitude, longitude) {
  let seed = Math.abs(Math.round(latitude * 1e4) * 31 + Math.round(longitude * 1e4)) % 2147483647 || 1;
  const random = (low, high) => {
    seed = (seed * 48271) % 2147483647;
    return low + (seed / 2147483647) * (high - low);
  };
  const map = svg("svg", { viewBox: "0 0 280 120", class: "map", "aria-hidden": "true" });
  map.append(svg("rect", { width: 280, height: 120, class: "land" }));
  map.append(svg("ellipse", { cx: random(20, 90), cy: random(80, 130), rx: random(40, 80), ry: 28, class: "park" }));
  const shore = `M${random(200, 240)} 0 Q${random(220, 300)} 60 ${random(180, 260)} 120 H280 V0Z`;
  map.append(svg("path", { d: shore, class: "water" }));
  for (let line = 0; line < 7; line += 1) {
    const [a, b] = [random(-20, 140), random(-20, 140)];
    const across = line % 2 ? `M0 ${a} L280 ${b}` : `M${a * 2} 0 L${b * 2} 120`;
    map.append(svg("path", { d: across, class: line < 2 ? "road main" : "road" }));
  }
  map.append(svg("ellipse", { cx: 140, cy: 78, rx: 8, ry: 3, class: "shade" }));
  map.append(svg("path", { d: "M140 78c-9-14-16-21-16-31a16 16 0 0132 0c0 10-7 17-16 31z", class: "marker" }));
  map.append(svg("circle", { cx: 140, cy: 47, r: 6, class: "eye" }));
  return map;
}

function contactCard(contact, words) {
  const name = fullName(contact);
  const phone = contact.phone_number.replace(/^(?!\+)/, "+");
  const save = h("a", { class: "save", href: "#", download: `${name}.vcf` }, words.say("save_contact"));
  // Made when it is wanted: an object URL lives until the page goes.
  save.addEventListener("click", (event) => {
    const card = new Blob([contact.vcard ?? vcard(contact, phone)], { type: "text/vcard" });
    event.currentTarget.href = URL.createObjectURL(card);
  });
  return h(
    "div",
    { class: "contact" },
    avatar(contact.user_id ?? contact.phone_number.replace(/\D/g, "").slice(-4), contact.first_name, contact.last_name),
    h(
      "div",
      { class: "lines" },
      h("bdi", { class: "strong" }, name),
      h("bdi", { class: "faint", dir: "ltr" }, phone),
      save,
    ),
  );
}

function vcard(contact, phone) {
  const plain = (text) => (text ?? "").replace(/[\\;,]/g, "\\$&").replace(/[\r\n]+/g, " ");
  return [
    "BEGIN:VCARD",
    "VERSION:3.0",
    `N:${plain(contact.last_name)};${plain(contact.first_name)};;;`,
    `FN:${plain(fullName(contact))}`,
    `TEL;TYPE=CELL:${plain(phone)}`,
    "END:VCARD",
    "",
  ].join("\r\n");
}
