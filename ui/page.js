// Copies answers. It runs in the page; nothing is sent.
document.addEventListener("click", (event) => {
  const copy = event.target.closest("button.copy");
  if (copy) copyAnswer(copy);
});

async function copyAnswer(button) {
  const said = button.closest(".answer").querySelector(".plain");
  button.textContent = (await copied(said.textContent.trim(), button)) ? "Copied" : "Cannot copy";
  setTimeout(() => (button.textContent = "Copy"), 1500);
}

// Browsers lend the clipboard to pages of this machine or over HTTPS; elsewhere there is the older way.
async function copied(text, beside) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    beside.after(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    beside.focus();
    return done;
  }
}
