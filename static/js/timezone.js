// Fills input[data-timezone] with the browser's time zone, unless the learner has already chosen one.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const input of document.querySelectorAll("input[data-timezone]")) {
  input.value ||= zone ?? "";
}
