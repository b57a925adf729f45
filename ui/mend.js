// Gives Gradio's components the names, roles and keys that people without a mouse or a screen need.
// Knows what Gradio 6 leaves out, and nothing of questions and answers.
{
  const NAMES = { // what a control or a region is called, where it has only a picture or nothing
    "#question textarea": "Question", // its label would add the name of the button inside it
    "#question .submit-button": "Ask",
    "#question .stop-button": "Stop the answer",
    "#chat [role=log]": "Conversation",
    "#chat .examples": "Questions to begin with",
  };
  const set = (node, name, value) => node.getAttribute(name) !== value && node.setAttribute(name, value);
  const each = (selector, change) => document.querySelectorAll(selector).forEach(change);

  function mend() {
    for (const [selector, name] of Object.entries(NAMES)) each(selector, (node) => set(node, "aria-label", name));
    each("#chat .examples[role=list]", (list) => set(list, "role", "group")); // a list of no items
    each("#chat .placeholder-content[role]", (node) => node.removeAttribute("role")); // a landmark inside a log
    each("#chat .message [aria-label][data-testid]", (said) => said.removeAttribute("aria-label")); // it holds HTML
    each("#chat [role=log]", (log) => set(log, "aria-live", "off")); // told.js tells, once and not every word
    each("#question textarea", (box) => set(box, "dir", "auto"));
    const chosen = document.querySelector("#tabs [role=tab][aria-selected=true]");
    each("#tabs [role=tabpanel]", (panel) => chosen && panel.offsetParent && set(panel, "aria-label", chosen.textContent));
  }

  function turn(event) { // the arrows go through the tabs, as everywhere else
    const tabs = [...document.querySelectorAll("#tabs [role=tab]")], at = tabs.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    next.click();
    next.focus();
  }

  function focusBox(frames) { // it takes the focus only once its tab is shown
    const box = document.querySelector("#question textarea");
    box.focus();
    if (document.activeElement !== box && frames > 0) requestAnimationFrame(() => focusBox(frames - 1));
  }

  function addSkip() {
    const skip = Object.assign(document.createElement("a"), { id: "skip", href: "#question", textContent: "Skip to the question" });
    skip.addEventListener("click", (event) => {
      event.preventDefault();
      document.querySelector("#tabs [role=tab]").click();
      focusBox(60);
    });
    document.body.prepend(skip);
  }

  document.addEventListener("keydown", turn);
  addSkip();
  const watched = { childList: true, subtree: true, attributeFilter: ["aria-label", "aria-selected"] };
  new MutationObserver(mend).observe(document.body, watched);
}
