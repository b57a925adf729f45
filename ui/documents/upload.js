// Before files are sent: those that are too large are left out, and the others go their way.
// The server refuses a whole upload for one such file, and people would lose what they chose.
(() => {
  const hintOf = () => document.querySelector("#hint [data-largest]");

  function withoutTooLarge(files) {
    const largest = Number(hintOf()?.dataset.largest) || Infinity;
    const kept = new DataTransfer();
    const refused = [];
    for (const file of files) file.size > largest ? refused.push(file.name) : kept.items.add(file);
    if (refused.length) sayTooLarge(refused);
    return { kept: kept.files, refused };
  }

  function sayTooLarge(names) {
    let line = document.getElementById("too-large");
    if (!line) {
      line = Object.assign(document.createElement("p"), { id: "too-large", className: "status wrong" });
      line.setAttribute("role", "alert");
      hintOf().after(line);
    }
    const are = names.length === 1 ? "is" : "are";
    line.textContent = `${names.join(", ")} ${are} larger than ${hintOf().dataset.said} and left out.`;
  }

  addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches?.("#upload input[type=file]")) return;
    if (event.isTrusted) document.getElementById("too-large")?.remove(); // else it is the drop below
    const { kept, refused } = withoutTooLarge(input.files);
    if (!refused.length) return;
    input.files = kept;
    if (!kept.length) event.stopImmediatePropagation();
  }, true);

  addEventListener("drop", (event) => {
    if (!event.target.closest?.("#upload")) return;
    document.getElementById("too-large")?.remove();
    const { kept, refused } = withoutTooLarge(event.dataTransfer.files);
    if (!refused.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const input = document.querySelector("#upload input[type=file]");
    if (!kept.length || !input) return;
    input.files = kept;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }, true);

  // The dialog of the system shows the kinds that can be read; anything else can still be dropped, and is told why not.
  addEventListener("click", (event) => {
    if (!event.target.closest?.("#upload")) return;
    const accept = hintOf()?.dataset.accept;
    if (accept) document.querySelector("#upload input[type=file]")?.setAttribute("accept", accept);
  }, true);
})();
