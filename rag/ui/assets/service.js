// What the page asks of its server: plain routes with fetch, and Gradio's queue for whatever takes time.

/** A refusal that the server explained; `hint` says what to do. */
export class Refused extends Error {
  constructor({ message, hint = "", kind = "" }) {
    super(message);
    this.hint = hint;
    this.kind = kind;
  }
}

async function read(response) {
  const body = await response.json().catch(() => null);
  if (response.ok) return body;
  throw new Refused(body?.error ?? { message: `${response.status} ${response.statusText}` });
}

export async function get(path, parameters = {}) {
  return read(await fetch(`/room/${path}?${new URLSearchParams(parameters)}`));
}

export async function post(path, body) {
  const headers = { "content-type": "application/json" };
  return read(await fetch(`/room/${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** Send one file; `progress` is called with 0..1. XMLHttpRequest, since fetch does not tell how much has gone. */
export function upload(file, collection, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `/room/upload?${new URLSearchParams({ name: file.name, collection })}`);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("error", () => reject(new Refused({ message: file.name })));
    request.addEventListener("load", () => {
      if (request.status < 300) resolve(request.response);
      else reject(new Refused(request.response?.error ?? { message: `${file.name}: ${request.status}` }));
    });
    request.send(file);
  });
}

export function stop(ticket) {
  const body = new Blob([JSON.stringify({ ticket })], { type: "application/json" });
  navigator.sendBeacon("/room/stop", body);
}

export const newTicket = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

/**
 * Run an endpoint of Gradio's queue. `data` are its arguments in order. `queued` hears the place in the queue,
 * `output` each value as it comes. Resolves with the last value; rejects with Refused. Aborting `signal` leaves.
 */
export async function run(number, data, { queued = () => {}, output = () => {}, signal } = {}) {
  const session = newTicket();
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ data, fn_index: number, session_hash: session });
  const joined = await fetch("/gradio_api/queue/join", { method: "POST", headers, body, signal });
  if (!joined.ok) throw new Refused({ message: (await joined.json().catch(() => ({}))).detail ?? String(joined.status) });
  const response = await fetch(`/gradio_api/queue/data?${new URLSearchParams({ session_hash: session })}`, { signal });
  let value;
  for await (const message of messages(response.body)) {
    if (message.msg === "estimation") queued(message.rank);
    else if (message.msg === "process_starts") queued(null);
    else if (message.msg === "unexpected_error") throw new Refused({ message: message.message });
    else if (message.success === false) throw new Refused({ message: message.output?.error ?? "?" });
    else if (message.msg === "process_generating") {
      const next = message.output.data[0];
      value = value === undefined ? next : applyChanges(value, next);
      output(value);
    } else if (message.msg === "process_completed") {
      return value ?? message.output?.data?.[0]; // a stream's last value has come already
    }
  }
  return value;
}

async function* messages(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    buffer += value;
    let end;
    while ((end = buffer.indexOf("\n\n")) >= 0) {
      const line = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      if (line.startsWith("data:")) yield JSON.parse(line.slice(5));
    }
  }
}

/** Gradio sends the first value whole and then what changes in it: [action, path, value] each. */
export function applyChanges(value, changes) {
  for (const [action, path, change] of changes) {
    if (path.length === 0) {
      value = action === "append" ? value + change : change;
      continue;
    }
    const holder = path.slice(0, -1).reduce((at, key) => at[key], value);
    const key = path[path.length - 1];
    if (action === "replace") holder[key] = change;
    else if (action === "append") holder[key] += change;
    else if (action === "add") Array.isArray(holder) ? holder.splice(Number(key), 0, change) : (holder[key] = change);
    else if (action === "delete") Array.isArray(holder) ? holder.splice(Number(key), 1) : delete holder[key];
  }
  return value;
}
