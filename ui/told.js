// Tells screen readers what is being done for an answer, and the answer once it is whole: not every word of it.
{
  const told = Object.assign(document.createElement("div"), { id: "announced", className: "unseen", role: "status" });
  told.setAttribute("aria-live", "polite");
  let awaited = false; // an answer that was there when the page was opened is not news

  function tell() {
    const answer = [...document.querySelectorAll("#chat .answer")].pop();
    if (!answer) return;
    const doing = answer.querySelector(".phase"), growing = answer.querySelector(".draft");
    if (doing) say(doing.textContent);
    else if (awaited && !growing) say([...answer.querySelectorAll(".said, .note")].map((part) => part.textContent).join(" "));
    awaited = Boolean(doing || growing);
  }

  const say = (line) => { if (told.textContent !== line) told.textContent = line; };

  document.body.append(told);
  new MutationObserver((changes) => { // its own words are no news
    if (changes.some((change) => change.target !== told)) tell();
  }).observe(document.body, { childList: true, subtree: true });
}
