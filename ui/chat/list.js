// The list of conversations: opens, renames, deletes and saves what kept.js keeps. Titles are text, never HTML.
const chatList = (() => {
  function open(id) {
    const text = keptChats.take(id);
    if (text) chatOrders.press("open", text);
    if (narrow.matches) document.getElementById("chats").open = false;
    draw();
  }

  function rename(entry, title) {
    title = title.replace(/\s+/g, " ").trim().slice(0, 80);
    if (title) keptChats.rename(entry.id, title);
    draw(entry.id);
  }

  function remove(entry) {
    const wasShown = keptChats.shown() === entry.id;
    const bringBack = keptChats.remove(entry.id);
    if (wasShown) document.getElementById("clear").click();
    draw();
    tell(`“${entry.title}” is deleted. `, "Undo", () => {
      bringBack();
      if (wasShown) open(entry.id);
      tell("");
      draw(entry.id);
    });
  }

  const narrow = matchMedia("(max-width: 1100px)");

  function unfold() {
    const chats = document.getElementById("chats");
    if (chats) chats.open = !narrow.matches;
  }

  function make(tag, about = {}, ...inside) {
    const made = Object.assign(document.createElement(tag), about);
    made.append(...inside);
    return made;
  }

  function tell(line, name, act) {
    const place = document.querySelector("#chats .undo");
    if (!place) return;
    place.replaceChildren(line);
    if (name) {
      const button = make("button", { type: "button", textContent: name, onclick: act });
      place.append(button);
      button.focus();
    }
  }

  function draw(focused) {
    const list = document.querySelector("#chats ol");
    if (!list || list.querySelector("input")) return; // nobody is disturbed who types a name
    const [entries, shown] = [keptChats.list(), keptChats.shown()];
    list.replaceChildren(...entries.map((entry) => item(entry, entry.id === shown)));
    document.querySelector("#chats .none").hidden = entries.length > 0;
    if (focused) list.querySelector(`[data-id="${CSS.escape(focused)}"] .title`)?.focus();
  }

  function item(entry, isShown) {
    const title = make("button", { type: "button", className: "title", dir: "auto", textContent: entry.title });
    title.title = entry.title;
    title.onclick = () => open(entry.id);
    if (isShown) title.setAttribute("aria-current", "true");
    const save = (how) => () => chatOrders.press("export", { text: entry.text, title: entry.title, how });
    const acts = {
      Rename: () => askName(entry, title),
      "Save as Markdown": save("markdown"),
      "Save as JSON": save("json"),
      Delete: () => remove(entry),
    };
    const buttons = Object.entries(acts).map(([textContent, act]) =>
      make("button", { type: "button", textContent, onclick: () => ((more.open = false), act()) }),
    );
    const summary = make("summary", { title: "More" });
    summary.setAttribute("aria-label", `More about “${entry.title}”`);
    const more = make("details", { className: "more" }, summary, make("div", { className: "menu" }, ...buttons));
    const made = make("li", {}, title, more);
    made.dataset.id = entry.id;
    return made;
  }

  function askName(entry, title) {
    const box = make("input", { value: entry.title, maxLength: 80 });
    box.setAttribute("aria-label", "New name of the conversation");
    let done = false;
    const end = (name) => {
      if (done) return;
      done = true;
      box.replaceWith(title);
      rename(entry, name);
    };
    box.onkeydown = (event) => {
      if (event.key === "Enter") end(box.value);
      if (event.key === "Escape") end("");
    };
    box.onblur = () => end(box.value);
    title.replaceWith(box);
    box.select();
  }

  function download(file) {
    if (!file) return;
    const { name, text } = JSON.parse(file);
    const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    make("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  // One menu at a time, and none once something else is pressed.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("#chats .more[open]"))
      if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector("#chats .more[open]");
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  addEventListener("storage", () => draw());

  return { draw, tell, unfold, download };
})();
