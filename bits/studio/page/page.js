// The studio: what is changed here goes to the program, which tells what follows from it.
"use strict";

const SETTLED = 350; // milliseconds after the last change when the words are spoken anew
const KINDS = {
  choice: ChoiceControl, number: NumberControl, probability: NumberControl, whole: NumberControl,
  distribution: BarsControl, joint: MosaicControl, logits: BarsControl,
  labels: ListControl, tokens: ListControl, counts: ListControl, chances: ListControl, numbers: ListControl, wholes: ListControl,
};
const controlOf = (entry, send, reset) => new (KINDS[entry.kind] ?? TextControl)(entry, send, reset);
let controls = new Map(), described = [], speaking = null;

// The program
async function ask(what, body) {
  const answer = await fetch(what, body === undefined ? {} : { method: "POST", body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}
const tell = (text) => { $("news").textContent = text; };
function trouble(text) { $("trouble").textContent = text; $("trouble").hidden = !text; }
async function trying(work) { try { return await work(); } catch (error) { trouble(error.message); return null; } }

// What is told
function take(told) {
  const before = player.told, other = told.described && JSON.stringify(told.described) !== JSON.stringify(described);
  player.told = told;
  if (told.described) described = told.described;
  if (!before || before.scene !== told.scene || other) { // else a control stays, that may be in somebody's hand
    build();
    if (before && before.scene !== told.scene) { player.place = 0; player.seconds = 0; player.kept = null; compared(); }
  }
  if (player.place >= told.beats.length) player.place = 0;
  player.seconds = Math.min(player.seconds, player.beat.seconds - 0.02);
  if (told.undo !== undefined) [$("undo").disabled, $("redo").disabled] = [!told.undo, !told.redo];
  if (told.trouble !== undefined) trouble(told.trouble);
  $("scene").value = told.scene;
  $("theme").setAttribute("aria-pressed", told.theme === "light");
  for (const [name, control] of controls) if (name !== inhand()) control.update(told.values[name], name in told.settings);
  named();
  facts(told.facts);
  if (differs("line", told.beats.map(({ name, seconds, cues }) => [name, seconds, cues]))) line(); else moved();
  if (differs("words", [player.beat.name, player.beat.shown, player.beat.times])) words();
  address();
}
const letter = (i) => String.fromCharCode(65 + (i % 26));
function names(entry, n) { // those that a parameter of names stands for: what is typed, or what is shown where nothing is
  const typed = split(player.told.values[entry.name]), shown = typed.length ? typed : player.told.names[entry.name] ?? [];
  return Array.from({ length: n }, (_, i) => shown[i] ?? letter(i));
}
function usualNames(entry) { // as many as there are outcomes
  const other = described.find(({ name, kind }) => kind !== "labels" && entry.as_long_as.includes(name));
  return other ? names(entry, split(player.told.values[other.name]).length) : [];
}
function named() { // the outcomes of a vector are called by the names that are as long as it
  for (const { entry, values, name } of controls.values()) {
    const owner = described.find((other) => other.kind === "labels" && other.as_long_as.includes(entry.name));
    if (owner && name) controls.get(entry.name).name(owner.name, names(owner, values.length));
  }
}
const seen = {};
function differs(what, value) { // what is as it was is not built again: that costs a picture or two
  const text = JSON.stringify(value), before = seen[what];
  seen[what] = text;
  return text !== before;
}
function facts(told) {
  const names = Object.keys(told);
  if (differs("facts", names)) $("facts").replaceChildren(...names.flatMap((name) => [element("dt", { textContent: name }), element("dd")]));
  [...$("facts").querySelectorAll("dd")].forEach((place, i) => { if (place.textContent !== told[names[i]]) place.textContent = told[names[i]]; });
}
function build() {
  seen.facts = seen.line = seen.words = null;
  controls = new Map(described.map((entry) => [entry.name, controlOf(entry, changed, reset)]));
  $("controls").replaceChildren(...[...controls.values()].map((control) => control.root));
  offered();
}
function line() {
  const beats = player.told.beats;
  $("head").max = player.total.toFixed(2);
  $("beats").replaceChildren(...beats.map((beat, i) => {
    const button = element("button", { type: "button", textContent: beat.heading, title: beat.heading, onclick: () => player.seek(i, 0) });
    button.style.flexGrow = beat.seconds;
    for (const time of Object.values(beat.cues)) {
      const mark = element("i");
      mark.style.left = `${(100 * time) / beat.seconds}%`;
      button.append(mark);
    }
    return button;
  }));
  moved();
}
let spans = [];
function words() {
  const beat = player.beat;
  $("heading").textContent = beat.heading;
  const starts = beat.times.length ? beat.times : [[0, -1]];
  spans = starts.map(([offset, time], i) => [element("span", { textContent: beat.shown.slice(i ? offset : 0, starts[i + 1]?.[0]) }), time]);
  $("words").replaceChildren(...spans.map(([span]) => span));
  $("words").dataset.beat = beat.name;
  lit();
}
function lit() {
  const now = spans.findLastIndex(([, time]) => time >= 0 && time <= player.seconds);
  spans.forEach(([span], i) => { span.className = i < now ? "said" : i === now && player.playing ? "now" : i === now ? "said" : ""; });
}
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
function moved() {
  $("head").value = player.head;
  $("clock").textContent = `${clock(player.head)} / ${clock(player.total)}`;
  $("head").setAttribute("aria-valuetext", `${player.beat.heading}, ${clock(player.head)}`);
  [...$("beats").children].forEach((button, i) => (i === player.place ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current")));
  $("play").setAttribute("aria-pressed", player.playing);
  $("play").lastElementChild.textContent = player.playing ? "Pause" : "Play";
  if ($("words").dataset.beat !== player.beat.name) { words(); if ($("editor").open) edit(); } else lit();
  if (!player.playing) address();
}
player.onmoved = moved;
player.onpicture = (error) => { $("screen").classList.toggle("stale", Boolean(error)); if (error) trouble(error); else if (!player.told.trouble) trouble(""); };

// Changes: while something is dragged, only the newest that is not sent yet is sent
let next = null, sending = false, holding = ""; // holding: what is being dragged, and nobody may take it away
const inhand = () => next?.name ?? holding; // an answer to an older change must not move what has been moved since
function changed(name, text, live = false, by = 0, which = -1) { // by: how many values it has more than before, and which of them
  const settings = { ...player.told.settings, ...(next?.settings ?? {}), [name]: text };
  next = { settings: by ? resized(settings, name, by, which) : settings, live, name };
  holding = live ? name : "";
  send();
}
function reset(name) {
  const { [name]: _, ...settings } = player.told.settings;
  next = { settings, live: false, name };
  send();
}
async function send() {
  if (sending) return;
  sending = true;
  while (next) {
    const { settings, live, name } = next;
    next = null;
    await trying(async () => {
      const told = await ask("change", { settings, keep: !live });
      for (const [own, control] of controls) control.refuse(told.refused && own === (told.parameter ?? name) ? told.refused : "");
      if (told.refused) {
        if (!live) for (const [own, control] of controls) if (own !== name) control.update(player.told.values[own], own in player.told.settings);
        return;
      }
      take(told);
      player.look(live);
      if (!live) settle();
    });
  }
  sending = false;
}
function resized(settings, name, by, which) { // the vectors that are as long as this one go with it
  const fewer = (list) => list.filter((_, i) => i !== (which < 0 ? list.length - 1 : which));
  const all = { ...settings }, mine = described.find((entry) => entry.name === name);
  for (const entry of described.filter((one) => mine.as_long_as.includes(one.name))) {
    const text = all[entry.name] ?? player.told.values[entry.name];
    if (!text) continue; // what is empty stands for what is usual
    if (["labels", "tokens"].includes(entry.kind)) {
      const list = split(text);
      all[entry.name] = joined(by < 0 ? fewer(list) : [...list, `new ${list.length + 1}`]);
    } else {
      const numbers = text.split(",").map(Number), spread = entry.kind === "distribution";
      const made = by < 0 ? fewer(numbers) : [...numbers, spread ? 0.1 : numbers.at(-1)], sum = made.reduce((a, b) => a + b, 0);
      all[entry.name] = (spread ? whole(made.map((p) => (sum > 1e-9 ? p / sum : 1 / made.length)), made.map((_, i) => i)) : made).map(short).join(",");
    }
  }
  return all;
}
function settle() { clearTimeout(speaking); speaking = setTimeout(speak, SETTLED); }
async function speak() {
  clearTimeout(speaking);
  const told = await trying(() => ask("speak", {}));
  if (!told || next || sending || holding) { if (told && !holding) settle(); return; }
  take(told);
  tell("The words are spoken anew.");
  if (player.playing) player.listen(); else player.look();
}
player.speak = speak;
async function step(what) {
  await trying(async () => {
    const told = await ask(what, {});
    take(told);
    for (const control of controls.values()) control.refuse("");
    player.look();
    settle();
  });
}

// The address holds the state: a link brings it back
function address() {
  const { scene, settings, theme } = player.told, place = new URLSearchParams({ scene, beat: player.beat.name, at: player.seconds.toFixed(2) });
  if (theme !== "dark") place.set("theme", theme);
  for (const [name, value] of Object.entries(settings)) place.set(`set.${name}`, value);
  history.replaceState(null, "", `#${place}`);
}
async function arrive() {
  const place = new URLSearchParams(location.hash.slice(1));
  let told = await ask("open");
  $("scene").replaceChildren(...told.scenes.map((scene) => new Option(scene.replaceAll("_", " "), scene)));
  if (place.has("scene")) {
    const settings = Object.fromEntries([...place].filter(([name]) => name.startsWith("set.")).map(([name, value]) => [name.slice(4), value]));
    const answer = await ask("change", { scene: place.get("scene"), settings, theme: place.get("theme") ?? "dark", keep: true });
    if (answer.refused) trouble(answer.refused); else told = await ask("open");
  }
  take(told);
  const beat = told.beats.findIndex(({ name }) => name === place.get("beat"));
  player.onfirst = () => { settle(); listen(); }; // speaking takes the cores that the first picture waits for
  player.seek(Math.max(0, beat), Number(place.get("at") ?? 3));
}
// For what other pages change, and for the files. One page of a browser waits for news and tells the others: a browser
// has only six connections to a program, and ten pages that wait would leave none for a picture.
const others = new BroadcastChannel(location.pathname);
others.onmessage = ({ data }) => heard(data);
const listen = () => navigator.locks.request(location.pathname, async () => {
  for (;;) {
    let news = null;
    try { news = await ask(`news/${player.told.revision}`); } catch { await new Promise((done) => setTimeout(done, 1000)); }
    others.postMessage(news);
    await heard(news);
  }
});
async function heard(news) { // null: nobody answers
  try {
    if (news === null) throw new Error();
    if (news.revision !== player.told.revision && !sending && !next && !holding) {
      const told = await ask("open");
      if (told.revision !== player.told.revision) { take(told); player.look(); }
    }
    renders();
  } catch {
    trouble("The program does not answer. Start it again: it knows where you were.");
  }
}

// The words
async function edit() {
  const told = await trying(() => ask(`words/${player.beat.name}`));
  if (!told) return;
  Object.assign($("written").dataset, { beat: told.beat, stamp: told.stamp });
  $("written").value = told.words;
  mark();
  $("file").textContent = told.file;
  $("usual").disabled = $("save").disabled = !told.edited;
}
$("editor").ontoggle = () => { if ($("editor").open) edit(); };
function mark() { // cues and placeholders, as colours under what is written
  const parts = $("written").value.split(/(\[\[[^\]]*\]\]|\{[^{}]*\})/);
  $("marks").replaceChildren(...parts.map((part, i) => (i % 2 ? element("span", { className: part[0] === "[" ? "cue" : "number", textContent: part }) : part)), "\n");
  $("marks").scrollTop = $("written").scrollTop;
}
$("written").onscroll = mark;
let typing = null;
$("written").oninput = () => { mark(); clearTimeout(typing); typing = setTimeout(() => rewrite($("written").value), 300); };
async function rewrite(text) {
  await trying(async () => {
    const told = await ask("change", { beat: $("written").dataset.beat, words: text, keep: true });
    $("wrong").textContent = told.refused ?? "";
    $("wrong").hidden = !told.refused;
    if (told.refused) return;
    take(told);
    $("usual").disabled = $("save").disabled = text === null;
    settle();
  });
}
$("usual").onclick = async () => { await rewrite(null); edit(); };
$("save").onclick = () => trying(async () => {
  const { beat, stamp } = $("written").dataset;
  try {
    await ask(`save/${beat}`, { stamp });
  } catch (error) {
    if (!/changed by another/.test(error.message) || !confirm(error.message)) throw error;
    await ask(`save/${beat}`, { stamp, force: true });
  }
  take(await ask("open"));
  edit();
});

// Take it home
async function renders() {
  const list = await ask("renders");
  $("renders").replaceChildren(...list.slice(0, 6).map((render) => {
    const { number, name, status, share, said } = render, buttons = element("span", { className: "row" });
    const button = (text, what) => { const made = element("button", { type: "button", textContent: text, onclick: what }); made.setAttribute("aria-label", `${text}: ${name}`); buttons.append(made); };
    if (["waiting", "running"].includes(status)) button("Cancel", () => trying(async () => { await ask(`cancel/${number}`, {}); renders(); }));
    if (status === "done") {
      if (/\.\w+$/.test(name)) buttons.append(element("a", { href: `made/${number}/${name}`, download: name, textContent: "Download" }));
      button("Show in folder", () => trying(() => ask(`show/${number}`, {})));
    }
    const item = element("li", {}, element("span", { textContent: `${name}: ${status}` }), buttons);
    if (status === "running") { const bar = element("progress", { value: share, max: 1 }); bar.setAttribute("aria-label", name); item.append(bar); }
    if (said && status !== "running") item.append(element("p", { textContent: said }));
    return item;
  }));
  if (list.some(({ status }) => ["waiting", "running"].includes(status))) setTimeout(() => renders().catch(() => {}), 700);
}
const place = () => `${player.beat.name}/${Math.round(player.seconds * 1000)}`;
$("kinds").onclick = ({ target }) => target.dataset.kind && trying(async () => { trouble(""); await ask(`make/${target.dataset.kind}/${place()}`, {}); renders(); });
async function copy(text) { await navigator.clipboard.writeText(text); tell("Copied."); }
for (const button of document.querySelectorAll("[data-copy]")) button.onclick = () => trying(async () => copy((await ask(`commands/${place()}`))[button.dataset.copy]));
$("film").onclick = () => trying(async () => tell(`${(await ask("film", {})).file} is written.`));
$("link").onclick = () => trying(() => copy(location.href));

// Bars in the picture that show a parameter's mass can be dragged themselves
let handles = [], held = null;
player.onrest = async () => {
  const { revision } = player.told;
  try { const found = await ask(`handles/${revision}/${place()}`); if (revision === player.told.revision && !held) handles = found; } catch { handles = []; }
};
function at(event) {
  const box = $("picture").getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}
function handle(event) { // the bar under the pointer, or the room above it
  const [x, y] = at(event);
  return player.playing ? undefined : handles.find(({ left, right, base, unit }) => x >= left && x <= right && y <= base && y >= base - 1.05 * unit);
}
function drag(event, live) {
  const control = controls.get(held.parameter), [, y] = at(event);
  if (control.locked?.has(held.outcome)) return;
  control.set(held.outcome, (held.base - y) / held.unit, live);
}
$("picture").onpointerdown = (event) => { held = handle(event) ?? null; if (held) { event.target.setPointerCapture(event.pointerId); drag(event, true); event.preventDefault(); } };
$("picture").onpointermove = (event) => { if (held) drag(event, true); else event.target.style.cursor = handle(event) ? "ns-resize" : ""; };
$("picture").onpointerup = (event) => { if (held) { drag(event, false); held = null; } };
$("picture").onpointercancel = $("picture").onpointerup;

// The rest
function compared() { $("compare").hidden = player.kept === null; $("keep").setAttribute("aria-pressed", player.kept !== null); if (player.kept === null) player.view = $("view").value = "now"; }
$("keep").onclick = () => { player.kept = player.kept === null ? player.told.revision : null; if (player.kept !== null) player.view = $("view").value = "split"; compared(); player.look(); };
$("view").onchange = () => { player.view = $("view").value; player.look(); };
$("scene").onchange = () => trying(async () => { const told = await ask("change", { scene: $("scene").value, keep: true }); if (!told.refused) { take(await ask("open")); player.seek(0, 3); settle(); } });
$("theme").onclick = () => trying(async () => { take(await ask("change", { theme: player.told.theme === "light" ? "dark" : "light", keep: true })); player.look(); });
$("undo").onclick = () => step("undo");
$("redo").onclick = () => step("redo");
$("play").onclick = () => player.toggle();
$("head").oninput = () => { if (player.playing) player.stop(); player.go(Number($("head").value)); };
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=range]), textarea, select");
  if ((event.ctrlKey || event.metaKey) && !typing) {
    const what = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
    if (what) { event.preventDefault(); step(what); }
  } else if (event.key === " " && !typing && !event.target.matches("button, summary, a")) { event.preventDefault(); player.toggle(); }
});
trying(arrive);
