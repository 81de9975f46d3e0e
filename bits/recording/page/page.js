// The recorder's page. What the microphone hears goes to the program in pieces while it is heard, so that neither a
// reload nor a crash loses more than the last of them.
"use strict";

const $ = (id) => document.getElementById(id);
const PIECE = 0.5; // seconds of sound that are sent at once
const CLIPPED = 0.985, QUIET = 0.04; // of full scale
const LONG = 350; // letters: so many do not stay in sight when they are large
const QUIET_AFTER = 2; // seconds in which nothing loud was said

let beats = [], here = 0;
let microphone = null; // { context, stream } while it is open
let recording = null; // { beat, rate, blocks, waiting, heard, loudest, clipped, sent, id }
let opening = null; // the promise of a microphone that is being opened
let preferred = ""; // the name of the microphone

// The program
class Refused extends Error {}
async function ask(what, body) {
  const answer = await fetch(what, { method: "POST", body });
  if (!answer.ok) throw new Refused(await answer.text());
  return answer.json();
}
async function insist(what, body) { // until there is an answer: the sound stays here as long
  for (;;) {
    try {
      const answer = await ask(what, body);
      trouble("", "program");
      return answer;
    } catch (error) {
      if (error instanceof Refused) throw error;
      trouble("The program does not answer. Leave this page open: what you record now is not kept yet.", "program");
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}
const troubles = new Map();
function trouble(text, about) {
  if ((troubles.get(about) ?? "") === text) return;
  troubles.set(about, text);
  const all = [...troubles.values()].filter(Boolean).join(" ");
  $("trouble").textContent = all;
  $("trouble").hidden = !all;
}
const tell = (text) => { $("news").textContent = text; };

// The microphone
async function open(id) {
  if (!navigator.mediaDevices || !window.AudioWorkletNode) throw new Error("This browser cannot record here: open the page in a current Firefox, Chrome, Edge or Safari.");
  const wanted = { channelCount: { ideal: 1 }, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  await close(); // first: some browsers open one microphone at a time
  let stream = await navigator.mediaDevices.getUserMedia({ audio: id ? { ...wanted, deviceId: { exact: id } } : wanted });
  const found = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === "audioinput");
  const liked = found.find((device) => device.label === preferred)?.deviceId;
  if (!id && liked && stream.getAudioTracks()[0].label !== preferred) {
    stream.getTracks().forEach((track) => track.stop());
    stream = await navigator.mediaDevices.getUserMedia({ audio: { ...wanted, deviceId: { exact: liked } } });
  }
  const [track] = stream.getAudioTracks(), source = sourceOf(stream, track.getSettings().sampleRate), { context } = source;
  await context.audioWorklet.addModule("capture.js");
  const node = new AudioWorkletNode(context, "capture", { channelCount: 1, channelCountMode: "explicit", outputChannelCount: [1] });
  node.port.onmessage = ({ data }) => heard(data);
  source.connect(node).connect(context.destination); // silent: it only draws the sound through
  await context.resume();
  microphone = { context, stream };
  track.addEventListener("ended", () => { trouble("The microphone is gone: connect it, and use it again.", "microphone"); stop(); close(); });
  $("microphone").replaceChildren(...found.map((device, i) => new Option(device.label || `Microphone ${i + 1}`, device.deviceId)));
  const own = track.getSettings().deviceId ?? found.find((device) => device.label === track.label)?.deviceId;
  if (own) $("microphone").value = own;
  shownMicrophone();
}
function sourceOf(stream, sampleRate) { // at the microphone's own rate, where the browser tells it and takes it
  if (sampleRate) {
    const context = new AudioContext({ sampleRate });
    try { return context.createMediaStreamSource(stream); } catch { context.close(); }
  }
  return new AudioContext().createMediaStreamSource(stream);
}
async function close() {
  const old = microphone;
  microphone = null;
  old?.stream.getTracks().forEach((track) => track.stop());
  await old?.context.close();
  shownMicrophone();
}
function shownMicrophone() {
  $("listen").hidden = Boolean(microphone);
  $("choice").hidden = !microphone;
}
const WHY = {
  NotAllowedError: "The microphone may not be used: allow it in the address bar or in the system's settings, and try again.",
  NotFoundError: "There is no microphone: connect one, and try again.",
  OverconstrainedError: "This microphone is gone: try again with another.",
  NotReadableError: "The microphone is in use by another program: close that, and try again.",
};
async function ready(id) {
  try {
    await (opening ??= open(id));
    trouble("", "microphone");
  } catch (error) {
    trouble(WHY[error.name] ?? error.message, "microphone");
  }
  opening = null;
  return Boolean(microphone);
}

// What is heard
let level = 0, loudest = 0, clippedAt = -Infinity;
function heard(block) {
  let peak = 0;
  for (const sample of block) peak = Math.max(peak, Math.abs(sample));
  level = Math.max(peak, level * 0.994);
  loudest = Math.max(peak, loudest * 0.9997);
  if (peak >= CLIPPED) clippedAt = performance.now();
  if (!recording) return;
  recording.blocks.push(block);
  recording.waiting += block.length;
  recording.heard += block.length;
  recording.loudest = Math.max(recording.loudest, peak);
  recording.clipped ||= peak >= CLIPPED;
  if (recording.waiting >= PIECE * recording.rate) send(recording);
}
function verdict(sound) {
  if (sound.clipped) return "Too loud";
  return sound.loudest < QUIET ? "Too quiet" : "Good level";
}
const decibels = (peak) => Math.max(-60, Math.min(0, 20 * Math.log10(peak || 1e-9)));
function shownLevel() {
  const now = decibels(microphone ? level : 0), meter = $("meter");
  meter.firstElementChild.style.clipPath = `inset(0 ${-now / 0.6}% 0 0)`;
  if (meter.getAttribute("aria-valuenow") !== String(Math.round(now))) meter.setAttribute("aria-valuenow", Math.round(now));
  let text = "";
  if (recording) text = recording.clipped || recording.heard > QUIET_AFTER * recording.rate ? verdict(recording) : "";
  else if (microphone) text = verdict({ clipped: performance.now() - clippedAt < 2000, loudest: Math.max(loudest, QUIET * (loudest < 0.004)) });
  if (!recording && microphone && loudest < 0.004) text = "Say something";
  $("verdict").textContent = text;
  $("verdict").classList.toggle("wrong", text.startsWith("Too"));
  if (recording) $("elapsed").textContent = clock(recording.heard / recording.rate);
  requestAnimationFrame(shownLevel);
}
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

// Takes
async function record() {
  if (opening || (!microphone && !(await ready()))) return;
  if (recording) await stop();
  unplay();
  await microphone.context.resume();
  const beat = beats[here], rate = microphone.context.sampleRate;
  const one = recording = { beat, rate, blocks: [], waiting: 0, heard: 0, at: 0, loudest: 0, clipped: false };
  one.sent = insist(`begin/${beat.name}/${Math.round(rate)}`).then((begun) => { one.id = begun.recording; });
  one.sent.catch((error) => failed(one, error));
  tell("Recording");
  show();
}
function send(one) {
  const piece = new Float32Array(one.waiting), at = one.at;
  let filled = 0;
  for (const block of one.blocks) { piece.set(block, filled); filled += block.length; }
  one.at += one.waiting;
  one.blocks = [];
  one.waiting = 0;
  one.sent = one.sent.then(() => insist(`append/${one.id}/${at}`, piece));
  one.sent.catch((error) => failed(one, error));
}
function failed(one, error) {
  trouble(`Not recorded: ${error.message}.`, "recording");
  if (recording === one) recording = null;
  show();
}
async function stop() {
  const one = recording;
  if (!one) return;
  recording = null;
  if (one.waiting) send(one);
  show();
  try {
    await one.sent;
    update(await insist(`stop/${one.id}`));
  } catch (error) {
    failed(one, error);
    return;
  }
  trouble("", "recording");
  const said = { "Too loud": "It is too loud in places: move back, or turn the microphone down.", "Too quiet": "It is too quiet: come closer, or turn the microphone up." };
  tell(`Take ${beats.find(({ name }) => name === one.beat.name).chosen}, ${clock(one.heard / one.rate)}. ${said[verdict(one)] ?? ""}`);
}
const toggle = () => (recording ? stop() : record());
async function choose(number) {
  try { update(await ask(`choose/${beats[here].name}/${number}`)); } catch (error) { trouble(`Not chosen: ${error.message}.`, "recording"); }
}
function update(beat) {
  const i = beats.findIndex(({ name }) => name === beat.name);
  beats[i] = beat;
  show();
}

// Playing back
const player = new Audio();
let playing = null; // the number of a take
async function play(number) {
  if (recording) await stop();
  if (playing !== null && (number === undefined || number === playing)) return unplay();
  const beat = beats[here], taken = number ?? beat.chosen ?? beat.takes.at(-1)?.number;
  if (taken === undefined) return undefined;
  unplay();
  const answer = await fetch(`take/${beat.name}/${taken}`);
  player.src = URL.createObjectURL(await answer.blob());
  playing = taken;
  show();
  return player.play().catch(unplay);
}
function unplay() {
  player.pause();
  if (player.src) URL.revokeObjectURL(player.src);
  playing = null;
  show();
}
player.addEventListener("ended", unplay);
player.addEventListener("timeupdate", () => { if (playing !== null && !recording) $("elapsed").textContent = clock(player.currentTime); });

// The page
function element(kind, text, name = "") {
  const made = document.createElement(kind);
  made.textContent = text;
  if (name) made.className = name;
  return made;
}
function wording(phrase) {
  if (phrase.rest) return element("span", `rest ${phrase.rest} s`, "rest");
  if (!phrase.said) return phrase.text;
  const ruby = element("ruby", phrase.text);
  ruby.append(element("rt", phrase.said));
  return ruby;
}
function state(beat) {
  const chosen = beat.takes.find(({ number }) => number === beat.chosen);
  if (chosen?.changed) return ["words changed since", "stale"];
  const count = beat.takes.length;
  return count ? [count === 1 ? "1 take" : `${count} takes`, "done"] : ["", ""];
}
function listed() {
  const items = [];
  beats.forEach((beat, i) => {
    if (beat.title !== beats[i - 1]?.title) items.push(element("li", beat.title, "scene"));
    const [text, kind] = state(beat), item = element("li", "", kind), link = element("a", "");
    link.href = `#${beat.name}`;
    if (i === here) link.setAttribute("aria-current", "true");
    link.append(element("span", beat.heading), element("small", text));
    item.append(link);
    items.push(item);
  });
  return items;
}
function taken(beat) {
  return beat.takes.map((take) => {
    const item = element("li", ""), label = element("label", ""), input = element("input", "");
    input.type = "radio";
    input.name = "take";
    input.id = `take-${take.number}`;
    input.checked = take.number === beat.chosen;
    input.addEventListener("change", () => choose(take.number));
    const length = take.seconds === null ? "" : ` · ${clock(take.seconds)}`;
    label.append(input, element("span", `Take ${take.number}${length}`));
    if (take.changed) label.append(element("small", "words changed since", "changed"));
    const button = element("button", playing === take.number ? "Stop" : "Play");
    button.type = "button";
    button.id = `play-${take.number}`;
    button.setAttribute("aria-label", `${button.textContent} take ${take.number}`);
    button.addEventListener("click", () => play(take.number));
    item.append(label, button);
    return item;
  });
}
function show() {
  const beat = beats[here], focused = document.activeElement?.id;
  $("beats").replaceChildren(...listed());
  $("take-list").replaceChildren(...taken(beat));
  if (focused && focused !== document.activeElement.id) $(focused)?.focus({ preventScroll: true });
  $("takes").hidden = !beat.takes.length;
  const recorded = beats.filter(({ chosen }) => chosen !== null).length;
  $("progress").textContent = `${recorded} of ${beats.length} recorded`;
  $("film-title").textContent = recorded === beats.length ? "All recorded. The film with your voice:" : "Once all are recorded, the film with your voice:";
  $("expected").textContent = `of about ${clock(beat.seconds)}`;
  document.body.classList.toggle("recording", Boolean(recording));
  $("record").querySelector("span").textContent = recording ? "Stop" : "Record";
  $("play").querySelector("span").textContent = playing === null ? "Play" : "Stop";
  $("play").disabled = !beat.takes.length || Boolean(recording);
  $("again").disabled = !beat.takes.length && !recording;
  $("back").disabled = here === 0;
  $("next").disabled = here === beats.length - 1;
}
let soon;
function go(i) {
  here = i;
  const beat = beats[here], words = $("words");
  $("title").textContent = beat.title;
  $("heading").textContent = beat.heading;
  words.replaceChildren(...beat.phrases.flatMap((phrase) => [wording(phrase), " "]));
  words.classList.toggle("long", words.textContent.length > LONG);
  $("elapsed").textContent = "0:00";
  document.title = `${beat.heading} – Record`;
  $("picture").hidden = true;
  $("picture").removeAttribute("src");
  $("screen").classList.remove("filled");
  clearTimeout(soon);
  soon = setTimeout(() => { $("picture").src = `picture/${beat.name}`; }, 200); // not for one that is only passed
  show();
  $("beats").querySelector("[aria-current]").scrollIntoView({ block: "nearest" });
}
$("picture").addEventListener("load", () => { $("picture").hidden = false; $("screen").classList.add("filled"); });
async function turn(to) {
  if (to < 0 || to >= beats.length || to === here) return;
  if (recording) await stop();
  unplay();
  history.replaceState(null, "", `#${beats[to].name}`);
  go(to);
  tell(`${beats[to].heading}. ${state(beats[to])[0]}`);
  scrollTo(0, 0);
}
const named = (hash) => beats.findIndex((beat) => `#${beat.name}` === hash);
addEventListener("hashchange", () => turn(named(location.hash)));

// Buttons and keys
const memory = {
  get(name) { try { return localStorage.getItem(name); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(name, value); } catch { /* not kept */ } },
};
$("letters").checked = memory.get("letters") !== "off";
$("letters").addEventListener("change", () => memory.set("letters", $("letters").checked ? "on" : "off"));
$("listen").addEventListener("click", () => ready());
$("microphone").addEventListener("change", async () => {
  if (recording) await stop();
  preferred = $("microphone").selectedOptions[0].text;
  if (await ready($("microphone").value)) ask("microphone", preferred).catch(() => {});
});
const acts = { p: () => play(), r: record, n: () => turn(here + 1), b: () => turn(here - 1) };
$("record").addEventListener("click", toggle);
$("play").addEventListener("click", acts.p);
$("again").addEventListener("click", acts.r);
$("next").addEventListener("click", acts.n);
$("back").addEventListener("click", acts.b);
document.addEventListener("click", (event) => { // who uses a mouse means the recorder by Space, not the last button
  if (event.detail && event.target.closest("button")) document.activeElement.blur();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.closest("select")) return;
  const key = event.key.toLowerCase();
  if (key === " " && !event.target.closest("button, a, input, pre")) toggle();
  else if ($("letters").checked && acts[key]) { if (key !== "p" || !$("play").disabled) acts[key](); }
  else return;
  event.preventDefault();
});
addEventListener("beforeunload", (event) => { if (recording) { event.preventDefault(); event.returnValue = ""; } });

async function start() {
  const told = await ask("open");
  ({ beats, microphone: preferred } = told);
  $("command").textContent = told.command;
  go(Math.max(0, named(location.hash)));
  requestAnimationFrame(shownLevel);
}
start().catch((error) => trouble(error instanceof Refused ? error.message : "The program does not answer: start it again.", "program"));
