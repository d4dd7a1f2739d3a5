() => {
  const show = (mark) => {
    document.querySelectorAll("mark.ra-here").forEach((other) => other.classList.remove("ra-here"));
    mark.classList.add("ra-here");
    const text = mark.closest(".ra-text");
    text.scrollTop = mark.offsetTop - text.clientHeight / 3;
    mark.closest(".ra-card").scrollIntoView({ block: "nearest", behavior: "smooth" });
  };
  const pick = (id) => {
    const mark = document.getElementById(id);
    if (mark) return show(mark);
    const field = document.querySelector("#ra-pick textarea, #ra-pick input");
    if (!field) return;
    window.raWanted = id;
    field.value = id;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.ra-mark, a[href^='#ra-']");
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    pick(link.getAttribute("href").slice(1));
  }, true);
  document.addEventListener("keydown", (event) => {
    if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, [contenteditable]")) return;
    const panel = document.querySelector(".ra-evidence");
    if (panel) pick(`ra-${panel.dataset.turn}-${event.key}`);
  });
  let seen = "";
  new MutationObserver(() => {
    const panel = document.querySelector(".ra-evidence");
    if (!panel) return;
    const shown = `${panel.dataset.turn}:${panel.textContent.length}`;
    if (shown !== seen) {
      seen = shown;
      panel.querySelectorAll(".ra-text").forEach((text) => {
        const mark = text.querySelector("mark");
        if (mark) text.scrollTop = mark.offsetTop - text.clientHeight / 3;
      });
    }
    const wanted = window.raWanted && document.getElementById(window.raWanted);
    if (wanted) {
      window.raWanted = null;
      show(wanted);
    }
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-turn", "id"] });
}
