// Tells why a passkey did not work, where allauth's script would only write to the console.
const reasons = {
  NotAllowedError: "The passkey was not used: the request was cancelled or timed out. Try again.",
  InvalidStateError: "This device or key is already added to your account.",
  SecurityError: "Passkeys work only over HTTPS, or on http://localhost.",
  NotSupportedError: "This browser or device cannot make a passkey of this kind.",
};

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const { exception } = event.detail;
  const region = document.getElementById("messages");
  const notice = document.createElement("p");
  notice.className = "notice error";
  notice.textContent = reasons[exception.name] ?? `The passkey did not work: ${exception.message}`;
  region.replaceChildren(notice);
});
