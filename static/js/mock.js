// A talk in a rehearsed loop: its clock, and keeping what is typed on the server. The form posts without this.
import { startClock } from "./clock.js";
import { startKeeping } from "./keeping.js";

const talk = document.querySelector("[data-talk]");
if (talk) startKeeping(talk, startClock(talk));
