// A classic script in the head, so that the page never shows in the wrong colours first.
{
  let theme = null;
  try {
    theme = localStorage.getItem("theme");
  } catch {
    // a browser may forbid it
  }
  document.documentElement.dataset.theme = theme || "auto";
}
