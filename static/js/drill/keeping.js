// Code is kept as it is typed: on this device at once, on the server after a pause and at the latest every ten seconds.
const PAUSE = 1_500;
const LATEST = 10_000;
const PATIENCE = 20_000;
const SIGNED_OUT = "You are signed out. This device has your code: reload the page, and it is sent.";
const ENDED = "This attempt has ended, in another tab or on another device: reload the page. This device has your code.";
const SAID = { 401: SIGNED_OUT, 403: SIGNED_OUT, 404: ENDED, 409: ENDED };
const KEEPALIVE = 60_000; // bytes that a browser sends from a page that is being left

export function startKeeping(data, { address, token, files, seconds, say }) {
  const local = `draft:${document.body.dataset.learner}:drill-${data.card}`; // app.js deletes it when its learner signs out
  let version = data.version;
  let edits = 0;
  let kept = 0;
  let answered = 0; // the server has these edits, or has said that it will not take them
  let sending = null;
  let last = Promise.resolve();
  let timer = 0;
  let first = 0;

  function form(extra = {}) {
    const body = new FormData();
    const fields = { csrfmiddlewaretoken: token, attempt: data.attempt, writer: data.writer, version, seconds: seconds(), ...extra };
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    return body;
  }

  // One after the other: of two from this page the one that arrives last holds, whichever was written first.
  function post(where, extra) {
    const answer = last.then(() => deliver(where, extra, { signal: AbortSignal.timeout(PATIENCE) }));
    last = answer.catch(() => {});
    return answer;
  }

  async function deliver(where, extra, options) {
    const response = await fetch(where, { method: "POST", body: form(extra), headers: { Accept: "application/json" }, ...options });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    const answer = isJson ? await response.json() : {};
    answer.said = SAID[response.status] ?? answer.said ?? answer.detail ?? "The server did not answer as it should.";
    if (answer.kept) version = answer.version ?? version;
    return answer;
  }

  async function send() {
    clearTimeout(timer);
    if (sending) await sending;
    if (kept === edits) return;
    const sent = edits;
    first = 0;
    sending = (async () => {
      try {
        const answer = await post(address, { files: JSON.stringify(files()) });
        if (answer.kept) {
          kept = answered = sent;
          if (kept === edits) forget();
          say(answer.elsewhere ? "Saved. What another device had written is among your attempts" : "Saved");
        } else {
          say(answer.said);
          if (["unfit", "stale", "not-found"].includes(answer.code)) answered = sent;
          else wait(LATEST);
        }
      } catch {
        say("No connection: this device has your code.");
        wait(LATEST);
      }
    })();
    await sending;
    sending = null;
  }

  function wait(pause = PAUSE) {
    clearTimeout(timer);
    first ||= performance.now();
    timer = setTimeout(send, Math.max(0, Math.min(pause, first + LATEST - performance.now())));
  }

  function remember() {
    try {
      localStorage.setItem(local, JSON.stringify({ files: files(), variant: data.variant, version, at: Date.now() }));
    } catch { say("This device keeps nothing; the server does."); }
  }
  function forget() { try { localStorage.removeItem(local); } catch { /* nothing is there */ } }

  addEventListener("online", send);
  // Without files the code stays as the server has it, and the time counts: a bug is read for long before anything is typed.
  let leaving = false;
  addEventListener("submit", (event) => { leaving = !event.defaultPrevented; }); // what was sent has the time
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("pagehide", () => {
    const text = kept === edits ? "" : JSON.stringify(files());
    const code = text && text.length < KEEPALIVE ? { files: text } : {};
    if (!leaving || code.files) deliver(address, code, { keepalive: true }).catch(() => {});
  });

  return {
    post,
    send,
    isSettled: () => answered === edits,
    edited() { edits += 1; say("…"); remember(); wait(); },
    // The server has the code as it was at an edit, whatever it had before: what was typed since is still to be sent.
    edit: () => edits,
    async settled(edit) {
      await sending;
      kept = answered = edit;
      if (kept === edits) { forget(); say("Saved"); } else { remember(); wait(0); }
    },
    // What this device had when the page was left before the server had it.
    before() {
      try {
        const found = JSON.parse(localStorage.getItem(local));
        if (!found || found.variant !== data.variant) return null;
        if (JSON.stringify(found.files) === JSON.stringify(data.files)) { forget(); return null; }
        return { files: found.files, isNewer: found.at > Date.parse(data.kept), knew: found.version };
      } catch { return null; }
    },
    // It goes on from the version that it knew: what another device wrote since is then kept by the server.
    goOnFrom(knew) { version = knew; },
    // What is written beside the code, until the server has it: a hypothesis until it is written down.
    sentence(name) {
      const key = `${local}-${data.attempt}-${name}`;
      return {
        typed() { try { return JSON.parse(localStorage.getItem(key))?.text ?? ""; } catch { return ""; } },
        remember(text) { try { localStorage.setItem(key, JSON.stringify({ text, at: Date.now() })); } catch { /* it is on the page */ } },
        forget() { try { localStorage.removeItem(key); } catch { /* nothing is there */ } },
      };
    },
    // Older code of this device, beside the newer one that the server has. Until it is there, this device keeps it.
    async putAside(older) {
      try {
        const answer = await post(address, { files: JSON.stringify(older), aside: "on" });
        if (answer.kept && !edits) forget();
        return answer.kept;
      } catch { return false; }
    },
    forget,
  };
}
