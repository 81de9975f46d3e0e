// A control for each parameter, made from its declaration. What is typed on the command line is what is sent.
// mass.js has those that hold probabilities or scores.
"use strict";

const MOST_DIGITS = 6;
const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const split = (text) => { // a list as it is typed: labels with commas stand in quotes
  const found = [];
  for (const match of text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/g)) {
    if (match.index === text.length && (found.length || !text)) break;
    found.push(match[1] === undefined ? match[2].trim() : match[1].replaceAll('""', '"'));
  }
  return found;
};
const joined = (labels) => labels.map((label) => (/[,"\[]|^\s|\s$|^$/.test(label) ? `"${label.replaceAll('"', '""')}"` : label)).join(",");
const short = (number) => String(Number(number.toFixed(MOST_DIGITS)));

class Control {
  // `send(name, text, live)` tells of a change; live, while something is dragged.
  constructor(entry, send, reset) {
    Object.assign(this, { entry, send });
    this.back = element("button", { type: "button", textContent: "Reset", hidden: true, onclick: () => reset(entry.name) });
    this.back.setAttribute("aria-label", `Reset ${entry.name}`);
    this.wrong = element("p", { className: "refused", hidden: true });
    this.wrong.setAttribute("role", "alert");
    this.body = element("div");
    this.root = element("div", { className: "control" },
      element("div", { className: "name" }, element("span", { textContent: entry.name }), element("small", { textContent: entry.help }), this.back),
      this.body, this.wrong);
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", entry.name);
    this.root.dataset.name = entry.name;
    this.build();
  }
  named(what) { return `${this.entry.name}${what ? `, ${what}` : ""}`; }
  update(value, changed) {
    this.root.classList.toggle("changed", changed);
    this.back.hidden = !changed;
    if (this.value !== value) { this.value = value; this.show(value); }
  }
  refuse(text) { this.wrong.textContent = text; this.wrong.hidden = !text; }
  // What is dragged is shown already, and not shown again when the answer comes.
  change(text, live) { this.value = text; this.send(this.entry.name, text, live); }
  field(text, what, onchange) {
    const input = element("input", { type: "text", value: text, spellcheck: false });
    input.setAttribute("aria-label", this.named(what));
    input.onchange = () => onchange(input.value);
    return input;
  }
}

class TextControl extends Control {
  build() { this.input = this.field("", "", (text) => this.send(this.entry.name, text)); this.body.append(element("div", { className: "row" }, this.input)); }
  show(value) { this.input.value = value; }
}

class ChoiceControl extends Control {
  build() {
    this.input = element("select", { onchange: () => this.change(this.input.value) }, ...this.entry.choices.map((choice) => new Option(choice)));
    this.input.setAttribute("aria-label", this.named());
    this.body.append(element("div", { className: "row" }, this.input));
  }
  show(value) { this.input.value = value; }
}

class NumberControl extends Control {
  build() {
    const { minimum, maximum, step } = this.entry;
    const row = element("div", { className: "row" });
    if (minimum !== null && maximum !== null) {
      this.slider = element("input", { type: "range", min: minimum, max: maximum, step: step ?? "any" });
      this.slider.setAttribute("aria-label", this.named());
      this.slider.oninput = () => this.moved(true);
      this.slider.onchange = () => this.moved(false);
      row.append(this.slider);
    }
    this.box = this.field("", "as a number", (text) => this.send(this.entry.name, text));
    this.box.className = "number";
    row.append(this.box);
    this.body.append(row);
  }
  moved(live) { this.box.value = this.slider.value; this.change(this.slider.value, live); }
  show(value) { this.box.value = value; if (this.slider) this.slider.value = value; }
}

class ListControl extends Control { // labels, words, counts, chances
  build() { this.items = element("div", { className: "table" }); this.body.append(this.items); }
  get texts() { return ["labels", "tokens"].includes(this.entry.kind); }
  show(value) {
    this.list = this.texts ? split(value) : value.split(",").filter(Boolean);
    const tell = (by = 0, which = this.list.length) => this.send(this.entry.name, this.texts ? joined(this.list) : this.list.join(","), false, by, which);
    const rows = this.list.map((item, i) => {
      const away = element("button", { type: "button", textContent: "−", onclick: () => { this.list.splice(i, 1); tell(-1, i); } });
      away.setAttribute("aria-label", this.named(`remove ${i + 1}`));
      return element("div", { className: "row" }, this.field(item, `${i + 1}`, (text) => { this.list[i] = text; tell(); }), away);
    });
    const more = element("button", { type: "button", textContent: "+", onclick: () => {
      const usual = this.texts && !this.list.length ? usualNames(this.entry) : []; // the first name is typed: the others stay what they are
      if (usual.length) this.list = usual; else this.list.push(this.texts ? `new ${this.list.length + 1}` : this.list.at(-1) ?? "1");
      tell(usual.length ? 0 : 1);
    } });
    more.setAttribute("aria-label", this.named("add one"));
    this.items.replaceChildren(...rows, element("div", { className: "row" }, more));
  }
}
