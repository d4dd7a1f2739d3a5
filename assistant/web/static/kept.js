/** Small things kept in the browser; one that forbids it keeps nothing. */

export const here = (name, value) => keep(() => sessionStorage, name, value); // in this window, over a reload

export const always = (name, value) => keep(() => localStorage, name, value);

/** Nothing is kept in this window any more. */
export function forgetWindow() {
  try {
    sessionStorage.clear();
  } catch {
    // nothing was kept
  }
}

/** What is kept under the name, "" when nothing is; with a value, that is kept from now on. */
function keep(storage, name, value) {
  try {
    if (value === undefined) return storage().getItem(name) ?? "";
    if (value) storage().setItem(name, value);
    else storage().removeItem(name);
    return value;
  } catch {
    return "";
  }
}
