// The control interface of the sandbox, one function for each thing a person can do.

export class Refused extends Error {
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

async function call(method, path, body) {
  const options = { method };
  if (body instanceof FormData) {
    options.body = body;
  } else if (method === "POST") {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body ?? {});
  }
  const response = await fetch(`/sandbox/${path}`, options);
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, answer?.error ?? answer?.description ?? response.statusText);
  return answer;
}

export const state = () => call("GET", "state");
export const chat = (person) => call("GET", `chats/${person}`);
export const addPerson = (fields) => call("POST", "people", fields);
export const start = (person, payload) => call("POST", `chats/${person}/start`, payload ? { payload } : {});
export const send = (person, text, replyTo) =>
  call("POST", `chats/${person}/send`, replyTo ? { text, reply_to_message_id: replyTo } : { text });
export const press = (person, messageId, row, col) =>
  call("POST", `chats/${person}/press`, { message_id: messageId, row, col });
export const contact = (person) => call("POST", `chats/${person}/contact`);
export const location = (person, latitude, longitude) =>
  call("POST", `chats/${person}/location`, { latitude, longitude });
export const block = (person) => call("POST", `chats/${person}/block`);
export const unblock = (person) => call("POST", `chats/${person}/unblock`);
export const read = (person) => call("POST", `chats/${person}/read`);
export const moveClock = (at) => call("POST", "clock", { at });
export const inline = (person, query) => call("POST", `chats/${person}/inline`, { query });

export function upload(person, file) {
  const form = new FormData();
  form.append("file", file, file.name);
  return call("POST", `chats/${person}/upload`, form);
}

/** Where the bytes of a document or picture are. */
export const fileUrl = (fileId) => `/sandbox/files/${encodeURIComponent(fileId)}`;

/**
 * Follows the stream of events after `since`, for ever: a lost connection is taken up again where it was.
 * `changed(connected)` is told when the line goes and comes back, `heard(event)` each event once.
 */
export function follow(since, { heard, changed }) {
  let last = since;
  let wait = 500;
  const connect = () => {
    const source = new EventSource(`/sandbox/events?since=${last}`);
    source.onopen = () => {
      wait = 500;
      changed(true);
    };
    const take = (event) => {
      const told = JSON.parse(event.data || "{}");
      if (event.type === "reset" || told.type === "reset") {
        last = told.seq ?? 0;
        heard({ ...told, type: "reset" });
      } else if (told.seq > last) {
        last = told.seq;
        heard(told);
      }
    };
    source.onmessage = take;
    source.addEventListener("reset", take);
    source.onerror = () => {
      // The browser would reconnect by itself, but with the old `since`, and not at all after a refused answer.
      source.close();
      changed(false);
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 5000);
    };
  };
  connect();
}
