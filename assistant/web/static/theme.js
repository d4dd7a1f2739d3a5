// A classic script in the head, so that the page never shows in the wrong colours first.
document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";
