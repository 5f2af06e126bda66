// Which links may be followed, and which of them lead to the bot itself.

const HOSTS = new Set(["t.me", "www.t.me", "telegram.me", "telegram.dog"]);
const SAFE = new Set(["http:", "https:", "mailto:", "tel:"]);

function parse(text) {
  try {
    return new URL(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
  } catch {
    return null;
  }
}

/** An address that is harmless to open, or null. */
export function safeUrl(text) {
  const url = parse(text.trim());
  return url && SAFE.has(url.protocol) ? url.href : null;
}

/** {payload} when `text` is a link to this bot: t.me/<bot>?start=…, tg://resolve?…, or one inside t.me/share/url. */
export function deepLink(text, username) {
  const url = parse(text.trim());
  if (!url || !username) return null;
  const isBot = (name) => name?.toLowerCase() === username.toLowerCase();
  const payload = url.searchParams.get("start") ?? "";
  if (url.protocol === "tg:") return isBot(url.searchParams.get("domain")) ? { payload } : null;
  if (!/^https?:$/.test(url.protocol) || !HOSTS.has(url.hostname)) return null;
  const path = url.pathname.replace(/^\/+|\/+$/g, "");
  if (path === "share/url" || path === "share") return deepLink(url.searchParams.get("url") ?? "", username);
  return isBot(path) ? { payload } : null;
}
