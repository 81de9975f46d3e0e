// One slide at a time: keys, buttons, captions, notes and the speaker's window. No library, no network.
"use strict";
(() => {
  const root = document.documentElement;
  const at = (id) => document.getElementById(id);
  const slides = [...document.querySelectorAll(".slide")];
  const videos = slides.map((slide) => slide.querySelector("video"));
  const titles = slides.map((slide) => slide.querySelector("h2").textContent);
  const notes = slides.map((slide) => slide.querySelector(".notes p").textContent);
  const autoplay = root.dataset.autoplay === "true";
  const QUIET = 2500; // milliseconds after which the bar leaves while a clip plays
  let shown = -1;
  let speaker = null;
  let rest = 0;

  const video = () => videos[shown];
  const started = (clip) => clip.currentTime > 0 || !clip.paused;

  // Slides.

  function show(number) {
    const next = Math.min(Math.max(number, 0), slides.length - 1);
    if (next === shown) return;
    if (shown >= 0) leave(slides[shown], video());
    shown = next;
    slides[shown].classList.add("shown");
    slides[shown].focus({ preventScroll: true });
    [video(), videos[shown + 1]].forEach((clip) => { if (clip) clip.preload = "auto"; });
    history.replaceState(null, "", "#/" + (shown + 1));
    at("number").textContent = at("progress").value = shown + 1;
    at("previous").disabled = shown === 0;
    at("next").disabled = shown === slides.length - 1;
    at("told").textContent = `Slide ${shown + 1} of ${slides.length}: ${titles[shown]}`;
    tick();
    caption();
    tell();
    if (autoplay) play();
  }

  function leave(slide, clip) {
    slide.classList.remove("shown");
    clip.pause();
    if (started(clip)) clip.load(); // back to its picture and its beginning
  }

  function fromAddress() {
    const match = /^#\/(\d+)$/.exec(location.hash);
    show(match ? Number(match[1]) - 1 : Math.max(shown, 0));
  }

  // Clips.

  function play() {
    video().play().catch(() => {}); // a browser may want a key or a click before there is sound
  }

  function toggle() {
    if (video().paused) play();
    else video().pause();
  }

  function goOn() { // what a clicker means: play what waits, else turn the page
    if (!started(video())) play();
    else show(shown + 1);
  }

  function space() {
    if (video().ended) show(shown + 1);
    else toggle();
  }

  function tick() {
    const playing = !video().paused;
    root.classList.toggle("playing", playing);
    at("play-name").textContent = playing ? "Pause" : "Play";
    at("position").value = video().duration ? (1000 * video().currentTime) / video().duration : 0;
    if (!playing) root.classList.remove("idle");
  }

  function moved() {
    root.classList.remove("idle");
    clearTimeout(rest);
    rest = setTimeout(() => root.classList.toggle("idle", !video().paused), QUIET);
  }

  // Captions come with the page: browsers do not load a file of them from disk. They are drawn in a paragraph that
  // makes room for the bar, which the browser's own would not.
  JSON.parse(at("cues").textContent).forEach((cues, i) => {
    const track = videos[i].addTextTrack("metadata");
    cues.forEach(([start, end, text]) => track.addCue(new VTTCue(start, end, text)));
    track.mode = "hidden";
    track.addEventListener("cuechange", caption);
  });

  function caption() {
    const cues = video().textTracks[0].activeCues;
    at("caption").textContent = cues.length ? cues[0].text : "";
  }

  function pressed(button, on) {
    at(button).setAttribute("aria-pressed", String(on));
  }

  function captions() {
    pressed("captions", root.classList.toggle("with-captions"));
  }

  function showNotes() {
    pressed("notes", root.classList.toggle("with-notes"));
  }

  function full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else root.requestFullscreen().catch(() => {});
  }

  // The speaker's window: what is said now, and what comes next.

  function openSpeaker() {
    speaker = open("", "speaker", "popup,width=900,height=700");
    if (!speaker) return;
    const style = getComputedStyle(root);
    const page = speaker.document;
    page.body.replaceChildren();
    page.title = "Speaker";
    page.body.style.cssText = "margin:2rem;font:1.5rem/1.4 system-ui,sans-serif;"
      + `background:${style.backgroundColor};color:${style.color}`;
    for (const [kind, name] of [["h1", "title"], ["p", "words"], ["h2", "coming"], ["img", "picture"]]) {
      const part = page.createElement(kind);
      part.id = name;
      page.body.append(part);
    }
    page.getElementById("picture").style.cssText = "max-width:60%;max-height:40vh";
    speaker.onkeydown = onKey;
    tell();
  }

  function tell() {
    if (!speaker || speaker.closed) return;
    const part = (name) => speaker.document.getElementById(name);
    const next = videos[shown + 1];
    part("title").textContent = `${shown + 1} / ${slides.length}  ${titles[shown]}`;
    part("words").textContent = notes[shown];
    part("coming").textContent = next ? `Next: ${titles[shown + 1]}` : "";
    part("picture").hidden = !next;
    if (next) part("picture").src = next.poster;
    part("picture").alt = "";
  }

  // Keys and buttons.

  const KEYS = {
    ArrowRight: () => show(shown + 1), ArrowDown: () => show(shown + 1), PageDown: goOn,
    ArrowLeft: () => show(shown - 1), ArrowUp: () => show(shown - 1), PageUp: () => show(shown - 1),
    Home: () => show(0), End: () => show(slides.length - 1),
    " ": space, c: captions, n: showNotes, s: openSpeaker, f: full,
  };

  function onKey(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = KEYS[key];
    const name = event.target.tagName;
    const taken = name === "INPUT" || (name === "BUTTON" && key === " "); // these keys are the control's own
    if (!action || taken || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    moved();
    action();
  }

  const BUTTONS = {
    previous: () => show(shown - 1), next: () => show(shown + 1), play: toggle,
    captions, notes: showNotes, speaker: openSpeaker, full,
  };
  Object.entries(BUTTONS).forEach(([name, action]) => at(name).addEventListener("click", action));
  at("position").addEventListener("input", (event) => {
    if (video().duration) video().currentTime = (video().duration * event.target.value) / 1000;
  });
  videos.forEach((clip) => {
    clip.controls = false;
    clip.addEventListener("click", toggle);
    ["play", "pause", "ended", "timeupdate"].forEach((event) => {
      clip.addEventListener(event, () => { if (clip === video()) tick(); });
    });
    clip.addEventListener("play", moved);
  });
  addEventListener("keydown", onKey);
  addEventListener("mousemove", moved);
  addEventListener("hashchange", fromAddress);
  addEventListener("pagehide", () => { if (speaker) speaker.close(); });

  root.classList.add("live");
  at("bar").hidden = at("progress").hidden = false;
  fromAddress();
})();
