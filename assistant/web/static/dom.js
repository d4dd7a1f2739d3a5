/** Small helpers for building the page. Data only ever becomes text or an attribute's value. */

export const $ = (selector, within = document) => within.querySelector(selector);

/** An element; `on…` attributes are listeners, and null, undefined or false ones are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** A decorative picture from the sprite in index.html; its button carries the name. */
export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  picture.append(use);
  return picture;
}

export function iconButton(name, label, onclick, attributes = {}) {
  return el("button", { type: "button", "aria-label": label, title: label, onclick, ...attributes, class: `icon-button ${attributes.class ?? ""}` }, icon(name));
}

export function button(label, onclick, attributes = {}) {
  return el("button", { type: "button", onclick, ...attributes }, label);
}

/** Words on a button, of which a phone shows those in `short` alone. */
export function label(node, before, short, after = "") {
  const long = (words) => words && el("span", { class: "long" }, words);
  node.replaceChildren(...[long(before), short, long(after)].filter(Boolean));
  node.setAttribute("aria-label", `${before}${short}${after}`);
}

const wide = matchMedia("(min-width: 760px)");

/** Whether the evidence stands beside the answer (else it covers the page). */
export const isWide = () => wide.matches;

/** Tell those who cannot see it, and show it for a moment to those who can. */
export function say(message, { seen = false } = {}) {
  const region = $("#status");
  if (region.textContent !== message) region.textContent = message;
  else {
    region.textContent = ""; // so that the same words are said again
    setTimeout(() => (region.textContent ||= message), 50);
  }
  if (!seen) return;
  const toast = $("#toast");
  toast.textContent = message;
  toast.hidden = false;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (toast.hidden = true), 2500);
}

export async function copyText(text, done) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyBySelection(text); // pages that are not served over https or from this computer have no clipboard
  }
  say(done, { seen: true });
}

function copyBySelection(text) {
  const field = el("textarea", { class: "offscreen", readonly: true });
  field.value = text;
  const focused = document.activeElement;
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  focused?.focus();
}

/** Call `work` once things have been quiet for a while. */
export function calmly(work, delay_ms = 200) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...values), delay_ms);
  };
}
