// Leads from a chip to the words that prove a sentence, in the document itself, and back.
// What is shown comes from ui/viewer/reader.py; the words and where they stand are in the chip.
(() => {
  const CARRIERS = "a.chip[data], button.open[data]";
  let proofs = []; // of one answer, in reading order
  let owners = []; // what each of them is carried by
  let at = 0; // which of them is shown
  let opener = null; // what was pressed; it gets the focus back
  let turn = 0; // a late reply to an earlier press is dropped

  const section = () => document.querySelector("#viewer section");
  const carried = (element) => JSON.parse(element.getAttribute("data"));
  const isOpen = () => section() && !section().hidden;

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest(CARRIERS);
    if (pressed) {
      event.preventDefault();
      openFrom(pressed);
    }
    const act = event.target.closest("#viewer [data-act], #larger [data-act]");
    if (act) acts[act.dataset.act](act);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (isOpen() && !event.target.closest("textarea, input, select")) close();
  });

  const acts = {
    close,
    previous: () => step(-1),
    next: () => step(1),
    more: showMore,
    enlarge,
    shrink: () => document.getElementById("larger").close(),
  };

  function openFrom(pressed) {
    opener = pressed;
    const answer = pressed.closest(".answer");
    const all = answer ? [...answer.querySelectorAll(CARRIERS)] : [pressed];
    proofs = all.flatMap(carried);
    owners = all.flatMap((one) => carried(one).map(() => one));
    at = owners.indexOf(pressed);
    show(() => section().querySelector("mark, blockquote, h3"));
  }

  function step(by) {
    at = Math.min(Math.max(at + by, 0), proofs.length - 1);
    const acts = by < 0 ? ["previous", "next"] : ["next", "previous"]; // the other one at the end
    show(() => acts.map((act) => section().querySelector(`[data-act=${act}]:enabled`)).find(Boolean));
  }

  // Fetches the document and shows it; `focus` gives what is focused then.
  async function show(focus) {
    const mine = ++turn;
    const view = section();
    if (!view) return;
    view.hidden = false;
    owners.forEach((one) => one.removeAttribute("aria-current"));
    owners[at].setAttribute("aria-current", "true");
    view.setAttribute("aria-busy", "true");
    const proof = { ...proofs[at], number: at + 1, count: proofs.length };
    const html = await asked("open_document", proof);
    if (mine !== turn) return;
    view.removeAttribute("aria-busy");
    if (html === null) view.replaceChildren(unreachable(proof));
    else view.innerHTML = html;
    find(view);
    const focused = focus() || view;
    if (!focused.matches("button, mark")) focused.tabIndex = -1;
    focused.focus({ preventScroll: true });
    const pictures = view.querySelector(".pictures");
    if (pictures) draw(pictures, proof, mine);
  }

  // Gradio's own request gives nothing when the server cannot be reached.
  async function asked(what, request) {
    return (await window.viewerServer?.[what](request)) ?? null;
  }

  function unreachable(proof) {
    const line = document.createElement("p");
    line.className = "note";
    line.textContent = `The document cannot be fetched now; try again. The answer rests on: “${proof.quote}”`;
    const back = document.createElement("button");
    back.dataset.act = "close";
    back.textContent = "Back to sources";
    const shown = document.createElement("div");
    shown.append(back, line);
    return shown;
  }

  function find(view) {
    const mark = view.querySelector("mark, .gone");
    if (innerWidth <= 860) view.scrollIntoView({ block: "start" }); // the panel is below the chat
    if (!mark) return;
    const body = view.querySelector(".body");
    const higher = Math.max((body.clientHeight - mark.offsetHeight) / 2, 0);
    body.scrollTop += mark.getBoundingClientRect().top - body.getBoundingClientRect().top - higher;
    if (mark.matches("mark")) mark.classList.add("flash");
  }

  async function draw(pictures, proof, mine) {
    const html = await asked("pages_of_document", proof);
    if (mine !== turn) return;
    pictures.innerHTML = html || '<p class="note">The page cannot be shown as a picture now. Its text is below.</p>';
    const first = pictures.querySelector(".picture");
    pictures.classList.toggle("none", !first);
    const image = first && first.querySelector("img");
    if (!image) return;
    await image.decode().catch(() => undefined);
    const height = image.clientHeight * Number(first.dataset.top);
    pictures.scrollTop = Math.max(first.offsetTop + height - pictures.clientHeight / 3, 0);
  }

  async function showMore(button) {
    const { side, digest } = button.dataset;
    const [first, last] = [Number(button.dataset.first), Number(button.dataset.last)];
    const more = await asked("more_of_document", { ...proofs[at], side, digest, first, last });
    if (more && !("html" in more)) return show(() => section().querySelector("mark, blockquote, h3"));
    if (!more || !button.isConnected) return;
    const body = button.closest(".body");
    const under = body.scrollHeight - body.scrollTop;
    const text = body.querySelector(".text");
    const shown = side === "before" ? text.firstElementChild : text.lastElementChild;
    shown.insertAdjacentHTML(side === "before" ? "afterbegin" : "beforeend", more.html);
    button.dataset.first = more.first;
    button.dataset.last = more.last;
    if (more.first >= more.last) {
      button.remove();
      body.focus({ preventScroll: true });
    }
    if (side === "before") body.scrollTop = body.scrollHeight - under; // what was read stays where it was
  }

  function close() {
    if (!isOpen()) return;
    turn++;
    section().hidden = true;
    section().replaceChildren();
    owners.forEach((one) => one.removeAttribute("aria-current"));
    const again = opener && opener.isConnected ? opener : alike(opener);
    if (!again) return;
    for (let node = again; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    again.focus();
    again.scrollIntoView({ block: "nearest" });
  }

  // The page may have drawn the chip anew since it was pressed.
  function alike(old) {
    return [...document.querySelectorAll(CARRIERS)].find((one) => old && one.getAttribute("data") === old.getAttribute("data"));
  }

  function enlarge(button) {
    const image = button.querySelector("img");
    const dialog = document.getElementById("larger") || document.createElement("dialog");
    dialog.id = "larger";
    dialog.setAttribute("aria-label", image.alt);
    dialog.innerHTML = '<button type="button" data-act="shrink">Close</button>';
    dialog.append(image.cloneNode());
    document.querySelector(".gradio-container").append(dialog);
    dialog.showModal();
    dialog.scrollTop = dialog.scrollHeight * Number(button.dataset.top) - dialog.clientHeight / 3;
    dialog.addEventListener("close", () => button.focus(), { once: true });
  }

  // The sources of another answer must not stay behind a document that proves a former one.
  let shownFor = null;
  new MutationObserver(() => {
    const sources = document.querySelector("#sources [data-of]");
    const now = sources ? sources.dataset.of : "";
    if (shownFor !== null && now !== shownFor && isOpen()) {
      opener = null;
      close();
    }
    shownFor = now;
  }).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["data-of"] });
})();
