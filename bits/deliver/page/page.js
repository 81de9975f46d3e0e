// The player page. No library, no network: everything that it needs to know stands in the page as JSON.
"use strict";

const root = document.documentElement;
root.classList.add("scripted");

const memory = { // A browser may refuse to keep anything, above all for pages opened from disk.
  get(name) { try { return JSON.parse(localStorage.getItem(`${location.pathname}#${name}`)); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(`${location.pathname}#${name}`, JSON.stringify(value)); } catch { /* not kept */ } },
};
if (memory.get("theme")) root.dataset.theme = memory.get("theme"); // before anything is painted

document.addEventListener("DOMContentLoaded", () => {
  const $ = (id) => document.getElementById(id);
  const { beats, parts, captions, questions } = JSON.parse($("data").textContent);
  const film = $("film"), player = $("player"), seek = $("seek"), words = $("transcript");
  const end = beats.at(-1).end;
  const posters = beats.map((beat) => `posters/${beat.name.replace("/", "-")}.webp`);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const NUDGE = 0.02; // seconds: a time on the border of two frames may show the one before it

  // Times
  const clock = (t) => `${Math.floor(t / 60)}:${String(Math.floor(t % 60)).padStart(2, "0")}`;
  const last = (starts, t) => { let i = starts.length - 1; while (i > 0 && starts[i] > t + 0.001) i--; return i; };
  const beatStarts = beats.map((beat) => beat.start);
  const beatAt = (t) => last(beatStarts, t);
  const label = (beat) => `${parts[beat.part].short} – ${beat.heading}`;
  const step = (part) => part.step ? `Step ${part.step} / ${parts.filter((p) => p.step).length}` : "";

  let target = 0; // where the film is, or is going to be once its file is there
  function go(t) {
    target = Math.min(Math.max(t, 0), end);
    if (film.readyState > 0) film.currentTime = target;
    $("cover").classList.remove("titled");
    show();
  }
  const goBeat = (i) => go(beats[Math.min(Math.max(i, 0), beats.length - 1)].start + NUDGE);

  // Film
  film.controls = false;
  film.removeAttribute("poster");
  const track = film.addTextTrack("captions", "Captions", words.lang);
  const markup = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }; // a cue's text is WebVTT
  captions.forEach(([from, to, text]) => track.addCue(new VTTCue(from, to, text.replace(/[&<>]/g, (sign) => markup[sign]))));
  track.mode = "hidden";
  let fetching = false, held = false; // held: to be played once the film is there
  film.addEventListener("loadedmetadata", () => {
    const { seekable } = film;
    if (seekable.length && seekable.end(seekable.length - 1) > 0) film.currentTime = target;
    else if (!film.src.startsWith("blob:")) fetchAll();
  });
  async function fetchAll() { // from a server that cannot send parts of a file, which a jump needs
    fetching = true;
    try {
      const whole = await fetch(film.src, { cache: "no-store" }); // the cache would wait for the film to have been played
      film.src = URL.createObjectURL(await whole.blob());
    } catch { /* it plays, but does not jump */ }
    fetching = false;
    if (held) toggle();
  }
  const toggle = () => {
    if (fetching) {
      held = true;
      $("start-label").textContent = "Loading…";
      return undefined;
    }
    if (!film.paused) return film.pause();
    $("cover").classList.add("gone");
    if (film.ended) go(0);
    return film.play().catch(() => {});
  };
  film.addEventListener("click", toggle);
  $("start").addEventListener("click", () => { toggle(); $("play").focus({ preventScroll: true }); });
  $("play").addEventListener("click", toggle);
  $("back").addEventListener("click", () => previous());
  $("on").addEventListener("click", () => goBeat(beatAt(target) + 1));
  const previous = () => { const i = beatAt(target); goBeat(target - beats[i].start > 2 ? i : i - 1); };
  for (const event of ["play", "pause", "ended"]) film.addEventListener(event, () => {
    symbol($("play"), film.paused ? "play" : "pause", film.paused ? "Play" : "Pause");
    remember();
  });
  film.addEventListener("seeked", show);
  film.addEventListener("timeupdate", () => { if (!film.seeking) { target = film.currentTime; show(); } });
  function symbol(button, name, text) {
    button.querySelector("use").setAttribute("href", `#do-${name}`);
    button.title = button.title.replace(button.getAttribute("aria-label"), text);
    button.setAttribute("aria-label", text);
  }

  // Time line
  const rows = [document.createElement("div"), document.createElement("div")];
  rows[1].className = "played";
  rows.forEach((row) => beats.forEach((beat, i) => {
    const bar = document.createElement("i");
    const gap = i + 1 < beats.length ? (beats[i + 1].part === beat.part ? 2 : 6) : 0;
    bar.style.left = `${100 * beat.start / end}%`;
    bar.style.width = `max(1px, calc(${100 * (beat.end - beat.start) / end}% - ${gap}px))`;
    row.append(bar);
  }));
  $("chapters").append(...rows);
  function hint(t) {
    const i = beatAt(t), tip = $("tip"), width = $("timeline").clientWidth;
    tip.hidden = false;
    if (tip.dataset.beat !== beats[i].name) {
      tip.dataset.beat = beats[i].name;
      tip.querySelector("img").src = posters[i];
      tip.querySelector("p").textContent = `${label(beats[i])}, ${clock(beats[i].start)}`;
      rows.forEach((row) => [...row.children].forEach((bar, j) => bar.classList.toggle("over", i === j)));
    }
    tip.style.left = `${Math.min(Math.max(width * t / end - tip.offsetWidth / 2, 0), width - tip.offsetWidth)}px`;
  }
  function unhint() {
    $("tip").hidden = true;
    delete $("tip").dataset.beat;
    rows.forEach((row) => [...row.children].forEach((bar) => bar.classList.remove("over")));
  }
  seek.addEventListener("pointermove", (event) => hint(end * Math.min(Math.max(event.offsetX / seek.clientWidth, 0), 1)));
  seek.addEventListener("pointerleave", unhint);
  seek.addEventListener("focus", () => { if (seek.matches(":focus-visible")) hint(target); });
  seek.addEventListener("blur", unhint);
  seek.addEventListener("input", () => go(Number(seek.value)));

  // What follows the film: step, beat, sentence, numbers
  const said = [...words.querySelectorAll(".said")];
  const saidStarts = said.map((sentence) => Number(sentence.dataset.at));
  const paragraphs = [...words.querySelectorAll(".beat")];
  paragraphs.forEach((beat) => beat.removeAttribute("id")); // a link to a beat moves the film, not the page
  const stepLinks = [...$("steps").querySelectorAll("a")];
  const numberGroups = [...document.querySelectorAll(".of-part")];
  let shown = { part: -1, beat: -1, sentence: -1 };
  function show() {
    const i = beatAt(target), beat = beats[i], part = parts[beat.part];
    seek.value = target;
    rows[1].style.clipPath = `inset(0 ${100 - 100 * target / end}% 0 0)`;
    $("clock").textContent = clock(target);
    const own = beats.filter((other) => other.part === beat.part);
    const done = (target - own[0].start) / (own.at(-1).end - own[0].start);
    stepLinks.forEach((link, j) => link.style.setProperty("--done", j < beat.part ? 1 : j > beat.part ? 0 : done));
    if (beat.part !== shown.part) showPart(beat.part, part);
    if (i !== shown.beat) showBeat(i, beat, part);
    const sentence = last(saidStarts, target);
    if (sentence !== shown.sentence) {
      said.forEach((line, j) => line.classList.toggle("now", j === sentence));
      shown.sentence = sentence;
      follow();
    }
  }
  function showPart(i, part) {
    shown.part = i;
    $("here-step").textContent = step(part);
    stepLinks.forEach((link, j) => j === i ? link.setAttribute("aria-current", "step") : link.removeAttribute("aria-current"));
    const strip = $("steps"), card = stepLinks[i].parentElement;
    strip.scrollTo({ left: card.offsetLeft - strip.offsetLeft - (strip.clientWidth - card.clientWidth) / 2, behavior: calm.matches ? "auto" : "smooth" });
    numberGroups.forEach((group, j) => { group.hidden = i !== j || !group.querySelector("li"); });
    $("no-numbers").hidden = !numberGroups[i].hidden;
    $("news").textContent = part.step ? `Step ${part.step}: ${part.short}` : part.short;
  }
  function showBeat(i, beat, part) {
    shown.beat = i;
    $("here-title").textContent = part.step ? label(beat) : part.short;
    seek.setAttribute("aria-valuetext", `${label(beat)}, ${clock(beat.start)}`);
    paragraphs.forEach((paragraph, j) => paragraph.classList.toggle("now", i === j));
    document.querySelectorAll(".numbers a").forEach((link) => link.classList.toggle("now", link.hash === `#${beat.name}`));
    still(i);
    if (document.activeElement === seek && seek.matches(":focus-visible")) hint(beat.start);
  }
  function still(i) { // the beat's picture, until the film plays
    if ($("cover").classList.contains("titled")) return;
    $("still").hidden = false;
    $("still").src = posters[i];
    $("start-label").textContent = label(beats[i]);
  }

  // The transcript scrolls with the voice until the reader scrolls it
  let following = true;
  function follow(now = following) {
    following = now;
    $("follow").hidden = following;
    const line = said[shown.sentence];
    if (!following || !line) return;
    const top = line.getBoundingClientRect().top - words.getBoundingClientRect().top + words.scrollTop - words.clientHeight / 3;
    words.scrollTo({ top, behavior: calm.matches ? "auto" : "smooth" });
  }
  for (const event of ["wheel", "touchmove"]) words.addEventListener(event, () => follow(false), { passive: true });
  words.addEventListener("keydown", (event) => {
    if (["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"].includes(event.key)) follow(false);
  });
  words.addEventListener("pointerdown", (event) => { if (event.offsetX > words.clientWidth) follow(false); }); // the scroll bar
  $("follow").addEventListener("click", () => { follow(true); words.focus({ preventScroll: true }); });
  words.addEventListener("click", (event) => {
    const line = event.target.closest(".said");
    if (!line || String(getSelection())) return;
    go(Number(line.dataset.at) + NUDGE);
    follow(true);
  });

  // Links to beats
  const named = (hash) => beats.findIndex((beat) => `#${beat.name}` === hash);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const i = link ? named(link.hash) : -1;
    if (i < 0) return;
    event.preventDefault();
    try { history.replaceState(null, "", link.hash); } catch { /* the address stays */ }
    goBeat(i);
    follow(true);
  });
  addEventListener("hashchange", () => { const i = named(location.hash); if (i >= 0) goBeat(i); });
  async function copyLink() {
    const url = `${location.href.split("#")[0]}#${beats[beatAt(target)].name}`;
    try { await navigator.clipboard.writeText(url); tell("Link copied"); } catch { prompt("The link to this beat", url); }
  }
  function tell(text) {
    $("toast").textContent = $("news").textContent = text;
    $("toast").classList.add("on");
    setTimeout(() => $("toast").classList.remove("on"), 1800);
  }

  // Settings
  function setting(name, initial, apply) {
    const set = (value) => { apply(value); memory.set(name, value); };
    apply(memory.get(name) ?? initial);
    return set;
  }
  const press = (id, on) => $(id).setAttribute("aria-pressed", String(on));
  const setCaptions = setting("captions", false, (on) => { track.mode = on ? "showing" : "hidden"; press("captions", on); });
  const setMuted = setting("muted", false, (on) => {
    film.muted = on;
    press("sound", on);
    $("sound").querySelector("use").setAttribute("href", on ? "#do-muted" : "#do-sound");
  });
  const setSpeed = setting("speed", "1", (rate) => { film.defaultPlaybackRate = film.playbackRate = Number(rate); $("speed").value = rate; });
  const setTheatre = setting("theatre", false, (on) => { root.classList.toggle("theatre", on); press("theatre", on); });
  const asking = quiz(questions, film, (t) => { go(t + NUDGE); film.play().catch(() => {}); });
  let letters = true;
  const setLetters = setting("letters", true, (on) => { letters = $("letters").checked = on; });
  const system = matchMedia("(prefers-color-scheme: light)");
  const isLight = () => (root.dataset.theme ? root.dataset.theme === "light" : system.matches);
  system.addEventListener("change", () => press("theme", isLight()));
  press("theme", isLight());
  const act = {
    captions: () => setCaptions(track.mode !== "showing"),
    sound: () => setMuted(!film.muted),
    theatre: () => { setTheatre(!root.classList.contains("theatre")); scrollTo(0, 0); follow(); },
    theme: () => { root.dataset.theme = isLight() ? "dark" : "light"; memory.set("theme", root.dataset.theme); press("theme", isLight()); },
    full: () => (document.fullscreenElement ? document.exitFullscreen() : player.requestFullscreen?.() ?? film.webkitEnterFullscreen?.()),
    link: copyLink,
    keys: () => $("help").showModal(),
  };
  if (questions.length) {
    const setAsk = setting("ask", false, (on) => { asking.set(on); press("ask", on); });
    act.ask = () => setAsk($("ask").getAttribute("aria-pressed") !== "true");
  }
  for (const [id, action] of Object.entries(act)) $(id).addEventListener("click", action);
  $("speed").addEventListener("change", () => setSpeed($("speed").value));
  $("letters").addEventListener("change", () => setLetters($("letters").checked));

  // Keys
  const letter = { a: "ask", c: "captions", m: "sound", t: "theatre", f: "full", l: "link", "?": "keys" };
  const sentenceBy = (n) => go(saidStarts[Math.min(Math.max(last(saidStarts, target) + n, 0), said.length - 1)] + NUDGE);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("help").open || event.target.closest("select")) return;
    const { key } = event, held = event.target.closest("button, a, summary");
    if (asking.key(event, letters)) { /* it was for the question */ }
    else if (key === " " && !held) toggle();
    else if (key === "ArrowRight") event.shiftKey ? sentenceBy(1) : goBeat(beatAt(target) + 1);
    else if (key === "ArrowLeft") event.shiftKey ? sentenceBy(-1) : previous();
    else if (letters && act[letter[key.toLowerCase()]]) act[letter[key.toLowerCase()]]();
    else return;
    event.preventDefault();
  });
  let rest;
  function wake() {
    player.classList.remove("idle");
    clearTimeout(rest);
    rest = setTimeout(() => player.classList.toggle("idle", !film.paused && !player.querySelector(".controls :focus-visible")), 3000);
  }
  for (const event of ["pointermove", "pointerdown", "keydown", "focusin"]) player.addEventListener(event, wake);
  film.addEventListener("play", wake);
  film.addEventListener("pause", wake);

  // Where one was: kept as beat and seconds into it, so that it still holds when the film is made again
  function remember() {
    const beat = beats[beatAt(target)];
    if (film.ended) memory.set("place", null);
    else if (film.played.length || target > 0) memory.set("place", { beat: beat.name, after: target - beat.start });
  }
  setInterval(() => { if (!film.paused) remember(); }, 1000);
  addEventListener("pagehide", remember);
  const place = memory.get("place"), kept = place ? beats.findIndex((beat) => beat.name === place.beat) : -1;
  const linked = named(location.hash), reloaded = performance.getEntriesByType("navigation")[0]?.type === "reload";
  if (linked >= 0 && !(reloaded && kept >= 0)) goBeat(linked);
  else if (kept >= 0) go(beats[kept].start + place.after);
  else show();
  if (linked >= 0) addEventListener("load", () => scrollTo(0, 0));
});
