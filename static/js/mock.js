// The clock of a talk in a rehearsed loop.
import { startClock } from "./clock.js";

const talk = document.querySelector("[data-talk]");
if (talk) {
  const tally = startClock(talk);
  talk.addEventListener("submit", tally);
}
