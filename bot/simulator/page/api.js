// Speaks with the demo: what people do goes out as requests, what happens comes in as events.

const OURS = { "X-Witnessline": "demo" };

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? "The practice room did not answer.");
  return body;
}

async function send(path, headers, body) {
  try {
    return await answer(await fetch(path, { method: "POST", headers: { ...OURS, ...headers }, body }));
  } catch (problem) {
    if (problem instanceof TypeError) throw new Error("The practice room is not running.");
    throw problem;
  }
}

/** One act of a person: say, press, voice, location, edit, delete, people. */
export const act = (what, values) =>
  send(`demo/${what}`, { "Content-Type": "application/json" }, JSON.stringify(values));

/** Send a file as `kind`: photo, video, audio or document. Files with the same `album` arrive together. */
export function sendFile(where, kind, file, caption, album) {
  const values = { ...where, kind, name: file.name, ...(caption && { caption }), ...(album && { album }) };
  return send(`demo/file?${new URLSearchParams(values)}`, { "Content-Type": file.type || "application/octet-stream" }, file);
}

/** Where the content of a message's file is. */
export const fileAddress = (where, message) => `demo/file/${where.chat}/${where.person}/${message.id}`;

/** Listen for ever. Each (re)connection begins with the whole state, so nothing is missed. */
export function listen({ onState, onChange, onToast, onAction, onPeople, onConnection }) {
  const source = new EventSource("demo/events");
  const hear = (name, handle) => source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  hear("state", (state) => { onConnection(true); onState(state); });
  hear("change", onChange);
  hear("toast", onToast);
  hear("action", onAction);
  hear("people", onPeople);
  source.addEventListener("error", () => {
    onConnection(false);
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => listen({ onState, onChange, onToast, onAction, onPeople, onConnection }), 2000);
    }
  });
}
