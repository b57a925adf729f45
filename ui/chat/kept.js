// Conversations kept in this browser, each an entry of its own in localStorage, so that two tabs never
// overwrite each other's. What is found there is not trusted: what has another shape is passed over.
const keptChats = (() => {
  const PREFIX = "rag-assistant.chat.";
  const CURRENT = "rag-assistant.current"; // in sessionStorage: which one this tab shows
  const MOST = 100; // conversations
  const ROOM = 4000000; // characters in all; browsers give about 5,000,000
  const seen = {}; // the mark of each conversation as this tab knows it: another one tells of another tab

  const random = () => [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(36)).join("");
  const key = (id) => PREFIX + id;

  function read(name) {
    try {
      const entry = JSON.parse(localStorage.getItem(name));
      const texts = [entry.id, entry.title, entry.text, entry.mark].every((it) => typeof it === "string");
      return texts && entry.version === 1 && key(entry.id) === name && Number.isFinite(entry.at) ? entry : null;
    } catch {
      return null;
    }
  }

  const names = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  const all = () => names().map(read).filter(Boolean).sort((a, b) => b.at - a.at);

  const othersThan = (id) => names().filter((name) => name !== key(id));

  function write(entry) {
    const text = JSON.stringify(entry);
    makeRoom(entry.id, text.length);
    for (;;) {
      try {
        localStorage.setItem(key(entry.id), text);
        return;
      } catch (error) {
        if (!dropOldest(entry.id)) throw error;
      }
    }
  }

  // Other tabs see by the mark that something was said.
  function writeMarked(entry) {
    const mark = random();
    write({ ...entry, mark });
    seen[entry.id] = mark;
  }

  function makeRoom(id, wanted) {
    // Its own former text makes room by itself.
    const size = () => othersThan(id).reduce((sum, name) => sum + localStorage.getItem(name).length, wanted);
    while ((size() > ROOM || othersThan(id).length >= MOST) && dropOldest(id));
  }

  // What cannot be read goes first.
  function dropOldest(id) {
    const age = (name) => read(name)?.at ?? 0;
    const [oldest] = othersThan(id).sort((a, b) => age(a) - age(b));
    if (oldest) localStorage.removeItem(oldest);
    return Boolean(oldest);
  }

  // Keeps the conversation of this tab, and gives it back: under a name of its own when another tab went on with it.
  function keep(text) {
    typedQuestion.remember();
    try {
      if (!text) sessionStorage.removeItem(CURRENT);
      else text = put(text);
    } catch (error) {
      chatList.tell(`This browser keeps nothing (${error.name}): the conversation ends with the page.`);
    }
    chatList.draw();
    return text;
  }

  function put(text) {
    const chat = JSON.parse(text);
    let old = read(key(chat.id));
    if (old && old.mark !== seen[chat.id] && old.text !== text) {
      old = null;
      chat.id = random();
      text = JSON.stringify(chat);
    }
    const { title, named } = old?.named ? old : { title: chat.title, named: false };
    if (old?.text !== text) {
      writeMarked({ version: 1, id: chat.id, title, named, at: Date.now(), text });
    }
    sessionStorage.setItem(CURRENT, chat.id);
    return text;
  }

  // Keeps how far the answer came in a conversation that was left, unless it was deleted or another tab went on with it.
  function goOn(text) {
    try {
      const { id } = text ? JSON.parse(text) : {};
      const old = id && read(key(id));
      if (!old || old.mark !== seen[id] || old.text === text) return;
      writeMarked({ ...old, text });
    } catch {
      // Without it the conversation is kept as it was when the question was asked.
    }
  }

  // The conversation that this tab showed before it was loaded again.
  function current() {
    chatList.unfold();
    typedQuestion.restore();
    chatList.draw();
    try {
      return take(sessionStorage.getItem(CURRENT));
    } catch {
      return "";
    }
  }

  function take(id) {
    const entry = read(key(id));
    if (!entry) return "";
    seen[id] = entry.mark;
    sessionStorage.setItem(CURRENT, id);
    return entry.text;
  }

  // The mark stays: it tells of what was said.
  function rename(id, title) {
    const entry = read(key(id));
    if (entry) write({ ...entry, title, named: true });
  }

  // Gives what brings it back.
  function remove(id) {
    const last = localStorage.getItem(key(id));
    localStorage.removeItem(key(id));
    return () => localStorage.setItem(key(id), last);
  }

  function shown() {
    try {
      return sessionStorage.getItem(CURRENT);
    } catch {
      return null;
    }
  }

  function list() {
    try {
      return all();
    } catch {
      return [];
    }
  }

  return { keep, goOn, current, take, rename, remove, shown, list };
})();
