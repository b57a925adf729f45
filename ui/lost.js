// Says when the program behind the page has stopped, and loads the page again when it has been started anew:
// its memory of this page is gone then, and answers would come without what was said before.
// Never under the reader's hands, nor while an answer is being made or a note written: it would be lost.
{
  const EVERY = 3000; // milliseconds between two looks; only while the page is looked at
  const LOST = "The program behind this page has stopped. What is on the page stays, and what you typed is kept; " +
    "the page goes on by itself when the program runs again.";
  const bar = Object.assign(document.createElement("p"), { id: "lost", role: "alert" });
  let known = null;
  let touched = -Infinity; // when the reader last did something
  const atWork = () => performance.now() - touched < EVERY || document.querySelector("#question .stop-button, .writing");

  async function look() {
    if (document.hidden) return;
    const now = await fetch(new URL("gradio_api/app_id", document.baseURI), { cache: "no-store" })
      .then((response) => (response.ok ? response.text() : null), () => null);
    if (now && known && now !== known && !atWork()) location.reload();
    known ??= now;
    document.body.classList.toggle("lost", !now); // Gradio's own message says less; the style sheet hides it
    if (!now && !bar.isConnected) document.body.append(bar);
    else bar.remove();
    bar.textContent = now ? "" : LOST; // after it is there, so that it is read out
  }

  look();
  for (const kind of ["keydown", "input", "pointerdown", "wheel", "drop"])
    document.addEventListener(kind, () => (touched = performance.now()), true);
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY);
}
