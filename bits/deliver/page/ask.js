// "Ask me": the film stops where the rest of a question begins, and goes on from where it ends. No answer leaves the page.
"use strict";

// `questions` with `start` and `end` of their rests; `goOn(t)` plays the film from t. Returns a switch and what keys do.
function quiz(questions, film, goOn) {
  const $ = (id) => document.getElementById(id);
  const READING = 8000; // milliseconds that a verdict stays
  const given = new Map(); // of each question whether the last answer to it was right
  let on = false, open = null, passed = null; // passed: who plays on at a question is not asked it at once again
  let from = 0, before = null, leaving;
  const tally = () => (given.size ? `${[...given.values()].filter(Boolean).length} of ${given.size} right` : "");

  film.addEventListener("timeupdate", () => {
    if (film.seeking) return;
    const now = film.currentTime;
    const reached = questions.find((question) => from < question.end && question.start <= now && question !== passed);
    from = now;
    if (on && reached && !open && !film.paused) ask(reached);
  });
  film.addEventListener("seeking", () => { from = film.currentTime; passed = null; close(); });
  film.addEventListener("play", () => { passed = open ?? passed; close(); if (!leaving) say(""); });
  film.addEventListener("ended", () => { if (on && given.size) say(`In all: ${tally()}.`); });

  function ask(question) {
    open = question;
    before = document.activeElement;
    film.pause();
    say("");
    $("question").textContent = question.text;
    $("answers").replaceChildren(...question.answers.map(choice));
    $("tally").textContent = tally();
    $("asked").hidden = false;
    $("asked").focus();
  }
  function choice(text, i) {
    const row = document.createElement("li"), button = document.createElement("button"), number = document.createElement("b");
    number.textContent = i + 1;
    button.type = "button";
    button.append(number, ` ${text}`);
    button.addEventListener("click", () => answer(i));
    row.append(button);
    return row;
  }
  function close() { // focus goes back to where it was
    if (!open) return;
    const inside = $("asked").contains(document.activeElement);
    open = null;
    $("asked").hidden = true;
    if (inside && before !== document.body) before?.focus({ preventScroll: true });
  }
  function answer(i) {
    const { answers, right, end } = open;
    given.set(open, i === right);
    close();
    say(`${i === right ? "Right" : "No, it is"}: ${answers[right]}. ${tally()}.`, READING);
    goOn(end);
  }
  function skip() {
    const { end } = open;
    close();
    goOn(end);
  }
  function say(text, time) {
    clearTimeout(leaving);
    leaving = time && setTimeout(() => say(""), time);
    $("verdict").textContent = text;
  }
  $("skip").addEventListener("click", skip);

  return {
    set(wanted) {
      on = wanted;
      if (on) given.clear();
      else { close(); say(""); }
    },
    key({ key, target }, always) { // whether it was one for the question; a digit that is no answer is not
      if (!open || !(always || $("asked").contains(target))) return false;
      const i = /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
      if (key === "Escape") skip();
      else if (open.answers[i] !== undefined) answer(i);
      else return false;
      return true;
    },
  };
}
