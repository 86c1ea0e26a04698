// Draws a message as Telegram would: entities become elements, text stays text (no markup is ever parsed here).

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", spoiler: "span",
  blockquote: "blockquote", expandable_blockquote: "blockquote", text_link: "a", url: "a", bot_command: "a",
  mention: "span", hashtag: "span", date_time: "time",
};

/** An element with attributes and children. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") node.addEventListener("click", value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** The reader's own time for a date-time entity: `r` relative, else w weekday, d/D date, t/T time. */
function ownTime(unix, format) {
  const when = new Date(unix * 1000);
  if (format === "r") {
    const minutes = Math.round((unix * 1000 - Date.now()) / 60000);
    const name = new Intl.RelativeTimeFormat("en");
    if (Math.abs(minutes) < 60) return name.format(minutes, "minute");
    return Math.abs(minutes) < 1440 ? name.format(Math.round(minutes / 60), "hour") : name.format(Math.round(minutes / 1440), "day");
  }
  const wish = {};
  if (format.includes("w")) wish.weekday = "short";
  if (format.includes("d")) Object.assign(wish, { day: "2-digit", month: "2-digit", year: "2-digit" });
  if (format.includes("D")) Object.assign(wish, { day: "numeric", month: "short", year: "numeric" });
  if (/[tT]/.test(format)) Object.assign(wish, { hour: "2-digit", minute: "2-digit" });
  if (format.includes("T")) wish.second = "2-digit";
  return new Intl.DateTimeFormat("en-GB", { ...wish, hourCycle: "h23" }).format(when).replace(" at ", ", ");
}

function element(entity, text, onCommand) {
  const node = document.createElement(TAGS[entity.type] ?? "span");
  switch (entity.type) {
    case "text_link":
    case "url":
      node.href = entity.url ?? text;
      node.target = "_blank";
      node.rel = "noreferrer";
      break;
    case "bot_command":
      node.href = "#";
      node.addEventListener("click", (event) => { event.preventDefault(); onCommand(text); });
      break;
    case "date_time":
      node.dateTime = new Date(entity.unix_time * 1000).toISOString();
      node.title = `In your own time; the bot wrote: ${text}`;
      node.dir = "ltr";
      break;
    case "spoiler":
      node.className = "spoiler";
      break;
    case "expandable_blockquote":
      node.className = "expandable";
      break;
  }
  return node;
}

/** Entities of a text as a tree of nodes; offsets count UTF-16 units, as JavaScript does. */
export function drawText(text, entities, onCommand) {
  const rows = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const build = (start, end, list) => {
    const nodes = [];
    let at = start;
    while (list.length) {
      const [entity, ...rest] = list;
      const from = Math.max(at, entity.offset);
      const to = Math.min(end, entity.offset + entity.length);
      const inner = rest.filter((e) => e.offset < to && e.offset >= from);
      list = rest.filter((e) => e.offset >= to);
      if (to <= from) continue;
      if (from > at) nodes.push(text.slice(at, from));
      const words = text.slice(from, to);
      const node = element(entity, words, onCommand);
      if (entity.type === "date_time" && entity.date_time_format) node.append(ownTime(entity.unix_time, entity.date_time_format));
      else node.append(...build(from, to, inner));
      nodes.push(entity.type === "expandable_blockquote" ? foldable(node) : node);
      at = to;
      // A block quote is a block of its own: the line end after it is not shown twice.
      if (node.tagName === "BLOCKQUOTE" && text[at] === "\n") at += 1;
    }
    if (at < end) nodes.push(text.slice(at, end));
    return nodes;
  };
  return build(0, text.length, rows);
}

/** An expandable block quote: three lines until it is tapped. */
function foldable(quote) {
  const body = make("div", { class: "fold" }, ...quote.childNodes);
  const button = make("button", { type: "button", class: "unfold", "aria-expanded": "false", "aria-label": "Show the whole quote" });
  button.addEventListener("click", () => {
    const open = quote.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-label", open ? "Fold the quote" : "Show the whole quote");
  });
  quote.replaceChildren(body, button);
  return quote;
}

/** A message as a list entry. `act` = {press, copy, command, reply}. */
export function drawMessage(message, { botId, me, group, act }) {
  const mine = message.from.id === me;
  const bubble = make("div", { class: "bubble", dir: "auto" });
  if (group && !mine) bubble.append(make("div", { class: "name" }, message.from.first_name));
  const replied = message.reply_to_message;
  if (replied) {
    const shown = message.quote?.text ?? replied.text ?? replied.caption ?? "";
    bubble.append(make("div", { class: "replied" }, make("b", {}, replied.from.first_name), make("span", {}, shown)));
  }
  if (message.document) {
    const file = message.document;
    bubble.append(make("a", { class: "file", href: `/page/file/${file.file_id}`, download: file.file_name }, `${file.file_name} · ${file.file_size} bytes`));
  }
  const text = message.text ?? message.caption ?? "";
  bubble.append(make("div", { class: "text" }, ...drawText(text, message.entities ?? message.caption_entities, act.command)));
  const clock = new Date(message.date * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const marks = [message.has_protected_content ? "protected" : "", message.edit_date && !mine ? "edited" : "", clock].filter(Boolean);
  bubble.append(make("div", { class: "meta" }, marks.join(" · ")));
  const entry = make("li", { class: mine ? "mine" : message.from.id === botId ? "bot" : "other", "data-id": message.message_id }, bubble);
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (rows.length) entry.append(drawKeyboard(rows, message, act));
  bubble.append(make("button", { type: "button", class: "reply", "aria-label": "Reply to this message", onclick: () => act.reply(message) }, "↩"));
  return entry;
}

function drawKeyboard(rows, message, act) {
  const board = make("div", { class: "keyboard" });
  rows.forEach((row, r) => {
    const line = make("div", { class: "row" });
    row.forEach((button, c) => {
      if (button.url) line.append(make("a", { class: "key", href: button.url, target: "_blank", rel: "noreferrer" }, button.text, make("i", { "aria-hidden": "true" }, "↗")));
      else if (button.copy_text) line.append(make("button", { type: "button", class: "key copy", title: button.copy_text.text, onclick: () => act.copy(button.copy_text.text) }, button.text, make("i", { "aria-hidden": "true" }, "⧉")));
      else line.append(make("button", { type: "button", class: "key", onclick: (event) => act.press(message, r, c, event.currentTarget) }, button.text));
    });
    board.append(line);
  });
  return board;
}
