// Tells why a passkey did not work, where allauth's script would only write to the console.
const reasons = {
  NotAllowedError: "The passkey was not used: the request was cancelled or timed out. Try again.",
  InvalidStateError: "This device or key is already added to your account.",
  SecurityError: "Passkeys work only over HTTPS, or on http://localhost.",
  NotSupportedError: "This browser or device cannot make a passkey of this kind.",
};

const unknown = "This browser knows no passkeys: use your password, or another browser.";

// Where there are none, allauth's script runs into what is undefined.
function reason({ name, message }) {
  if (!isSecureContext) return reasons.SecurityError;
  if (!("PublicKeyCredential" in window)) return unknown;
  return reasons[name] ?? `The passkey did not work: ${message}`;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const region = document.getElementById("messages");
  const notice = document.createElement("p");
  notice.className = "notice error";
  notice.textContent = reason(event.detail.exception);
  region.replaceChildren(notice);
});
