// Copies answers. It runs in the page; nothing is sent.
document.addEventListener("click", (event) => {
  const copy = event.target.closest("button.copy");
  if (copy) copyAnswer(copy);
});

async function copyAnswer(button) {
  const said = button.closest(".answer").querySelector(".plain");
  await navigator.clipboard.writeText(said.textContent.trim());
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 1500);
}
