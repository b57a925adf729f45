// Runs where the list of documents is: a press on Remove tells which file it was.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button.remove");
  if (button) trigger("click", { key: button.dataset.key });
});
