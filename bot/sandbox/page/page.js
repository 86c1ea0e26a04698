// The chat page: loads what was said, follows the stream of changes, sends what is typed or tapped.

import { drawMessage, make } from "/page/draw.js";

const $ = (id) => document.getElementById(id);
const state = { chats: new Map(), current: 0, me: 0, bot: {}, people: [], commands: {}, asked: new Map(), reply: null, blocked: false };

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return answer.json();
}

async function load() {
  const data = await (await fetch("/page/state")).json();
  Object.assign(state, { bot: data.bot, people: data.people, commands: data.commands, blocked: data.blocked });
  state.me = data.people[0].id;
  state.chats = new Map(data.chats.map((c) => [c.id, { ...c, messages: new Map(c.messages.map((m) => [m.message_id, m])), unread: 0 }]));
  state.current = data.chats[0].id;
  $("sources").replaceChildren(...data.sources.map((s) => make("li", {}, make("a", { href: s.url, target: "_blank", rel: "noreferrer" }, s.title), ` (${s.date})`)));
  $("as").querySelector("select").replaceChildren(...data.people.map((p) => make("option", { value: p.id }, `${p.first_name}, ${p.place}`)));
  showStories(data.stories);
  show();
  follow(data.next);
}

function follow(after) {
  const stream = new EventSource(`/page/changes?after=${after}`);
  let lost = false;
  stream.onopen = () => { if (lost) toast("Connected again."); lost = false; };
  stream.onerror = () => { if (!lost) toast("The sandbox has stopped or is not reachable."); lost = true; };
  stream.onmessage = (event) => apply(JSON.parse(event.data));
}

function apply(change) {
  const chat = state.chats.get(change.chat);
  switch (change.kind) {
    case "message":
    case "edit": {
      if (!chat) return;
      const known = chat.messages.has(change.message.message_id);
      chat.messages.set(change.message.message_id, change.message);
      if (change.chat === state.current) place(change.message);
      else if (!known) { chat.unread += 1; drawChats(); }
      return;
    }
    case "delete":
      chat?.messages.delete(change.message_id);
      if (change.chat === state.current) entryOf(change.message_id)?.remove();
      return;
    case "answer": {
      const key = state.asked.get(change.query);
      state.asked.delete(change.query);
      key?.classList.remove("waiting");
      if (!change.text) return;
      if (change.alert) { $("alert").querySelector("p").textContent = change.text; $("alert").showModal(); }
      else toast(change.text);
      return;
    }
    case "commands":
      state.commands = change.commands;
      return;
    case "stories":
      showStories(change);
      return;
  }
}

const entryOf = (id) => $("log").querySelector(`[data-id="${id}"]`);
const current = () => state.chats.get(state.current);
const isGroup = () => current().type !== "private";
const speaker = () => (isGroup() ? Number($("as").querySelector("select").value) : state.me);

const act = {
  command: (text) => say(text),
  reply: (message) => setReply(message),
  copy: async (text) => {
    try { await navigator.clipboard.writeText(text); } catch { copyByHand(text); }
    toast(`Copied: ${text}`);
  },
  press: async (message, row, column, key) => {
    key.classList.add("waiting");
    const { query, error } = await post("/page/press", { chat: state.current, message: message.message_id, row, column, person: speaker() });
    if (error) { key.classList.remove("waiting"); return; }
    state.asked.set(query, key);
    setTimeout(() => key.classList.remove("waiting"), 15000);
  },
};

function copyByHand(text) {
  const field = make("textarea", { class: "unseen" });
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

function draw(message) {
  return drawMessage(message, { botId: state.bot.id, me: isGroup() ? speaker() : state.me, group: isGroup(), act });
}

function atEnd() {
  const log = $("log");
  return log.scrollHeight - log.scrollTop - log.clientHeight < 120;
}

function place(message) {
  const follows = atEnd();
  const old = entryOf(message.message_id);
  const entry = draw(message);
  if (old) old.replaceWith(entry);
  else { $("log").querySelector(".empty")?.remove(); $("log").append(entry); }
  measureFolds(entry);
  if (follows && !old) toEnd();
}

function toEnd() { $("log").scrollTop = $("log").scrollHeight; }

/** A folded quote that has no more than three lines needs no button. */
function measureFolds(root) {
  for (const fold of root.querySelectorAll(".fold")) {
    fold.parentElement.classList.toggle("short", fold.scrollHeight <= fold.clientHeight + 2);
  }
}

function show() {
  const chat = current();
  chat.unread = 0;
  setReply(null);
  $("title").textContent = isGroup() ? chat.title : state.bot.first_name;
  $("subtitle").textContent = isGroup() ? "group · Ines, Tom and the bot" : "bot";
  $("block").hidden = isGroup();
  $("block").textContent = state.blocked ? "Unblock bot" : "Block bot";
  $("as").hidden = !isGroup();
  const messages = [...chat.messages.values()];
  $("log").replaceChildren(...messages.map(draw));
  if (!messages.length) {
    const start = make("button", { type: "button", onclick: () => say("/start") }, "Start");
    const words = isGroup() ? "Nobody has said anything here. Only an administrator may subscribe the group." : "This is your private chat with the bot.";
    $("log").append(make("li", { class: "empty" }, make("p", {}, words), ...(isGroup() ? [] : [start])));
  }
  measureFolds($("log"));
  drawChats();
  toEnd();
}

function drawChats() {
  $("chats").replaceChildren(...[...state.chats.values()].map((chat) => {
    const name = chat.type === "private" ? `You and ${state.bot.first_name}` : `${chat.title}, a group`;
    const open = () => { state.current = chat.id; show(); $("text").focus(); };
    const badge = chat.unread ? [make("span", { class: "unread", "aria-label": `${chat.unread} unread` }, String(chat.unread))] : [];
    return make("button", { type: "button", "aria-current": chat.id === state.current ? "true" : undefined, onclick: open }, make("span", {}, name), ...badge);
  }));
}

function showStories({ brought, of }) {
  $("next").disabled = brought >= of;
  $("brought").textContent = brought >= of ? `All ${of} turns of stories are out. Restart to begin again.`
    : brought ? `${brought} of ${of} brought; one more every few seconds.` : "Subscribe, and the first story comes within seconds.";
}

async function say(text) {
  if (!text.trim()) return;
  await post("/page/say", { chat: state.current, person: speaker(), text, reply_to: state.reply?.message_id });
  setReply(null);
  toEnd();
}

function setReply(message) {
  state.reply = message;
  $("replying").hidden = !message;
  if (message) { $("replying").querySelector("span").textContent = `Reply to: ${(message.text ?? "").slice(0, 80)}`; $("text").focus(); }
}

let toastEnds = 0;
function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => { $("toast").hidden = true; }, 4000);
}

function commandsHere() {
  const kinds = isGroup() ? ["all_chat_administrators", "all_group_chats", "default"] : ["all_private_chats", "default"];
  return kinds.map((kind) => state.commands[kind]).find((list) => list?.length) ?? [];
}

function showMenu(open, start = "") {
  const rows = commandsHere().filter((c) => `/${c.command}`.startsWith(start));
  open = open && rows.length > 0;
  $("menu").hidden = !open;
  $("open-menu").setAttribute("aria-expanded", String(open));
  $("menu").replaceChildren(...rows.map((c) => make("li", {}, make("button", { type: "button", onclick: () => { showMenu(false); $("text").value = ""; say(`/${c.command}`); } }, make("b", {}, `/${c.command}`), ` ${c.description}`))));
}

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("text").value;
  $("text").value = "";
  showMenu(false);
  say(text);
});
$("text").addEventListener("input", () => showMenu(/^\/\w*$/.test($("text").value), $("text").value));
$("text").addEventListener("keydown", (event) => { if (event.key === "Escape") showMenu(false); });
$("open-menu").addEventListener("click", () => showMenu($("menu").hidden));
$("next").addEventListener("click", () => post("/page/next", {}));
$("replying").querySelector("button").addEventListener("click", () => setReply(null));
$("as").querySelector("select").addEventListener("change", show);
$("block").addEventListener("click", async () => {
  state.blocked = !state.blocked;
  await post("/page/block", { blocked: state.blocked });
  show();
  toast(state.blocked ? "Blocked. The bot cannot write to you until you unblock it." : "Unblocked.");
});

load();
