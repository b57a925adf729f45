// Leads from a citation to its proof, and copies answers. All of it runs in the page; nothing is sent.
document.addEventListener("click", (event) => {
  const chip = event.target.closest("a.chip");
  if (chip) {
    event.preventDefault();
    showProof(document.getElementById(decodeURIComponent(chip.hash.slice(1))));
  }
  const copy = event.target.closest("button.copy");
  if (copy) copyAnswer(copy);
});

function showProof(proof) {
  if (!proof) return;
  for (let node = proof; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  proof.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "center" });
  proof.classList.remove("flash");
  requestAnimationFrame(() => proof.classList.add("flash"));
}

async function copyAnswer(button) {
  const said = button.closest(".answer").querySelector(".said");
  await navigator.clipboard.writeText(said.textContent.trim());
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 1500);
}
