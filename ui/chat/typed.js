// What is typed and not yet asked outlives the page, as when the server was started again.
const typedQuestion = (() => {
  const KEY = "rag-assistant.typed"; // in sessionStorage: each tab has its own
  const box = () => document.querySelector("#question textarea");

  function remember() {
    try {
      sessionStorage.setItem(KEY, box()?.value ?? "");
    } catch {}
  }

  function restore() {
    let text = "";
    try {
      text = sessionStorage.getItem(KEY) ?? "";
    } catch {}
    if (!text || !box() || box().value) return;
    box().value = text;
    box().dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("input", (event) => {
    if (event.target === box()) remember();
  });
  return { remember, restore };
})();
