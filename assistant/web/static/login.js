/** Sign in, and go to the page. */

const form = document.querySelector("#login");
const fault = document.querySelector("#login-error");
const submit = form.querySelector("button");

async function signIn() {
  const response = await fetch("/login", { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (response.ok) return location.assign("/");
  const wait = response.headers.get("Retry-After");
  const body = await response.json().catch(() => ({}));
  fault.textContent = body.error || (wait ? `Too many attempts. Try again in ${wait} seconds.` : "Signing in failed.");
  form.elements.password.select();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  fault.textContent = "";
  submit.disabled = true;
  try {
    await signIn();
  } catch {
    fault.textContent = "The server does not answer. Is it still running?";
  }
  submit.disabled = false;
});
