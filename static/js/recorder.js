// Records a story as it is told, and plays it beside the rubric. The recording is a blob of this page: it is sent nowhere.
//
// A page that is loaded anew would lose it, so “I'm done” then changes what stands in <main> instead of the page.
const box = document.querySelector("[data-recorder]");
const form = box?.closest("form");
const button = box?.querySelector("[data-record]");
const said = box?.querySelector("[data-recorded]");
const player = box?.querySelector("[data-playback]");
const PIECE = 200; // milliseconds
let recorder = null;
let stopped = Promise.resolve();
let address = "";
let asking = false; // for the microphone: whoever presses again meanwhile gets one recording, not two
let opening = false;

async function start() {
  if (asking) return;
  asking = true;
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    said.textContent = "The browser has no microphone for this page. You can tell the story all the same.";
    return;
  } finally {
    asking = false;
  }
  const pieces = [];
  recorder = new MediaRecorder(stream);
  recorder.addEventListener("dataavailable", ({ data }) => {
    if (!data.size) return;
    if (!pieces.length && isRecording()) show(true, "Recording …");
    pieces.push(data);
  });
  stopped = new Promise((resolve) => {
    recorder.addEventListener("stop", () => {
      stream.getTracks().forEach((track) => track.stop());
      if (!pieces.length) {
        show(false, "Nothing was recorded: it was stopped before it began.");
        return resolve();
      }
      if (address) URL.revokeObjectURL(address);
      address = URL.createObjectURL(new Blob(pieces, { type: recorder.mimeType }));
      player.src = address;
      player.hidden = false;
      show(false, "Recorded. It is only in this page.");
      resolve();
    });
  });
  recorder.start(PIECE);
  show(true, "The recording begins …");
}

function show(isRecording, text) {
  button.setAttribute("aria-pressed", isRecording);
  button.textContent = isRecording ? "Stop" : "Record again";
  said.textContent = text;
}

const isRecording = () => recorder?.state === "recording";

function stay(why) {
  said.textContent = why;
  dispatchEvent(new Event("pageshow")); // what is typed is kept again: see practice.js
}

async function openRubric(submitter) {
  if (isRecording()) recorder.stop();
  await stopped;
  const sent = new URLSearchParams(new FormData(form));
  let page;
  try {
    const response = await fetch(submitter.formAction, { method: "POST", body: sent });
    page = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return stay("No connection. What you said and wrote is still here: try again.");
  }
  if (!page.querySelector("[data-recording-place]")) { // refused, or signed out meanwhile
    const why = page.querySelector("main [role=alert]")?.textContent.trim();
    return stay(why ?? "The rubric did not open. Your recording is still here: sign in in another tab, then try again.");
  }
  const main = document.getElementById("main");
  try { localStorage.removeItem(`draft:${document.body.dataset.learner}:${form.dataset.draft}`); } catch { /* none is kept */ }
  main.replaceChildren(...page.getElementById("main").childNodes);
  document.getElementById("messages").replaceChildren(...page.getElementById("messages").childNodes);
  main.querySelector("[data-recording-place]").append(player);
  window.htmx.process(main);
  document.dispatchEvent(new Event("practice:shown"));
  main.focus();
  scrollTo(0, 0);
}

if (box && navigator.mediaDevices && window.MediaRecorder) {
  box.hidden = false;
  button.addEventListener("click", () => (isRecording() ? recorder.stop() : start()));
  form.addEventListener("submit", (event) => {
    const isDone = event.submitter?.hasAttribute("data-done");
    if (!isDone || !(address || isRecording())) return;
    event.preventDefault();
    if (opening) return;
    opening = true;
    openRubric(event.submitter).finally(() => { opening = false; });
  });
}
