// The words behind a chip in a small box beside it, while the pointer or the focus is on the chip.
(() => {
  const ROOM = 8; // pixels to the edge of the window, and between chip and box
  const LEAVING = 200; // milliseconds, in which the pointer may go over to the box
  let chip = null;
  let leaving = 0;

  const box = () => {
    const there = document.getElementById("quote");
    if (there) return there;
    const made = document.createElement("div");
    made.id = "quote";
    made.setAttribute("role", "tooltip");
    made.hidden = true;
    document.querySelector(".gradio-container").append(made);
    return made;
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return; // a tap opens the document
    const over = event.target.closest("a.chip");
    if (over) show(over);
    else if (event.target.closest("#quote")) clearTimeout(leaving);
    else if (chip && chip !== document.activeElement) hideSoon();
  });
  document.addEventListener("focusin", (event) => {
    const over = event.target.closest("a.chip");
    if (over && over.matches(":focus-visible")) show(over);
    else if (chip) hide();
  });
  document.addEventListener("focusout", (event) => event.target === chip && hide());
  document.addEventListener("click", hide);
  document.addEventListener("scroll", () => chip && place(chip.getBoundingClientRect()), true);
  addEventListener("resize", hide);
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !chip) return;
      event.preventDefault(); // the viewer stays open
      hide();
    },
    true,
  );

  function show(over) {
    clearTimeout(leaving);
    if (chip === over) return;
    hide();
    chip = over;
    const proofs = JSON.parse(over.getAttribute("data"));
    const words = document.createElement("q");
    words.dir = "auto";
    words.textContent = proofs.map((proof) => proof.quote).join(" … ");
    const from = document.createElement("cite");
    from.dir = "auto";
    from.textContent = proofs[0].title + (over.matches(".loose") ? " · says it in other words" : "");
    box().replaceChildren(words, from);
    box().hidden = false;
    over.setAttribute("aria-describedby", "quote");
    place(over.getBoundingClientRect());
  }

  // The style sheet keeps the box lower than 40 % of the window: it fits above the chip or below.
  function place(beside) {
    const { offsetWidth: width, offsetHeight: height } = box();
    const left = Math.min(Math.max(beside.left, ROOM), innerWidth - width - ROOM);
    const above = beside.top - height - ROOM;
    box().style.left = `${left}px`;
    box().style.top = `${above >= ROOM ? above : beside.bottom + ROOM}px`;
  }

  function hideSoon() {
    clearTimeout(leaving);
    leaving = setTimeout(hide, LEAVING);
  }

  function hide() {
    clearTimeout(leaving);
    if (!chip) return;
    chip.removeAttribute("aria-describedby");
    chip = null;
    box().hidden = true;
  }
})();
