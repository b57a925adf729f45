// The question box: says why a question cannot be asked.
{
  const hint = Object.assign(document.createElement("p"), { id: "too-long", role: "alert" });
  const box = () => document.querySelector("#question textarea");

  function trouble(question) {
    const length = question.length > MAX_QUESTION ? [...question].length : 0;
    if (length <= MAX_QUESTION) return "";
    return `A question may have ${MAX_QUESTION.toLocaleString("en")} characters; this one has ` +
      `${length.toLocaleString("en")}. Shorten it, or add the text as a document.`;
  }

  function say(line) {
    if (hint.textContent !== line) hint.textContent = line;
    if (!hint.isConnected) document.getElementById("question").after(hint);
  }

  function check(event) { // before Gradio hears of it
    const wrong = trouble(box().value) || (box().value.trim() ? "" : "Type a question first.");
    say(wrong);
    if (!wrong) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    box().focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.target === box() && event.key === "Enter" && !event.shiftKey && !event.isComposing) check(event);
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest("#question .submit-button")) check(event);
  }, true);
  document.addEventListener("input", (event) => { if (event.target === box()) say(trouble(box().value)); });
}
