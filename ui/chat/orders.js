// What a reader asks for with the buttons that stand in the chat itself: editing, judging. Each order is
// handed to the server through an unseen button; see ui/chat/orders.py.
const chatOrders = (() => {
  let order = "";

  function press(what, value) {
    order = typeof value === "string" ? value : JSON.stringify(value);
    document.getElementById(`chat-${what}`).click();
  }

  // Which question or answer an element belongs to, from 1.
  const numberOf = (kind, element) => [...document.querySelectorAll(`#chat ${kind}`)].indexOf(element.closest(kind)) + 1;

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#chat button");
    if (button?.matches(".edit")) edit(button);
    if (button?.matches("button.noted")) explain(button);
    if (!button?.matches(".thumb")) return;
    const rating = button.matches(".chosen") ? "" : ratingOf(button);
    press("rate", { number: numberOf(".answer", button), rating });
  });

  const ratingOf = (button) => (button.matches(".good") ? "good" : "bad");

  function edit(button) {
    const asked = button.closest(".asked");
    const question = asked.querySelector(".question");
    const number = numberOf(".asked", button);
    question.hidden = button.hidden = true;
    write(asked, { label: `Question ${number} in other words`, value: question.textContent, longest: 4000, save: "Ask again" }, (text) => {
      question.hidden = button.hidden = false;
      if (text) press("edit", { number, question: text });
      else button.focus();
    });
  }

  function explain(button) {
    const rating = ratingOf(button);
    const label = rating === "good" ? "What is good about it?" : "What is wrong with it?";
    button.hidden = true;
    write(button.closest(".answer"), { label, value: "", longest: 2000, save: "Save note" }, (comment) => {
      button.hidden = false;
      if (comment) press("rate", { number: numberOf(".answer", button), rating, comment });
      else button.focus();
    });
  }

  // Room to write in; gives what was written, or nothing when it was cancelled.
  function write(place, { label, value, longest, save }, done) {
    const form = document.createElement("form");
    form.className = "writing";
    const area = Object.assign(document.createElement("textarea"), { value, placeholder: label, maxLength: longest });
    area.rows = Math.min(6, 1 + Math.ceil(value.length / 48));
    area.setAttribute("aria-label", label);
    const cancel = Object.assign(document.createElement("button"), { type: "button", textContent: "Cancel" });
    const end = (text) => {
      form.remove();
      done(text);
    };
    cancel.onclick = () => end("");
    area.onkeydown = (event) => {
      if (event.key === "Escape") end("");
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    };
    form.onsubmit = (event) => {
      event.preventDefault();
      if (document.querySelector("#conversation .stop-button")) chatList.tell("Wait for the answer, or stop it.");
      else if (area.value.trim()) end(area.value);
    };
    form.append(area, cancel, Object.assign(document.createElement("button"), { type: "submit", textContent: save }));
    place.append(form);
    area.focus();
  }

  return { press, handed: () => order };
})();
