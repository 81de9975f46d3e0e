// A control for each parameter, made from its declaration. What is typed on the command line is what is sent.
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

function given(values, which, value, locked) { // the others give way in proportion; all of them still add up to 1
  const fixed = values.reduce((sum, p, i) => sum + (locked.has(i) && i !== which ? p : 0), 0);
  const free = values.map((_, i) => i).filter((i) => i !== which && !locked.has(i));
  const most = Math.max(0, 1 - fixed);
  const wanted = free.length ? Math.max(0, Math.min(value, most)) : most;
  const before = free.reduce((sum, i) => sum + values[i], 0), rest = most - wanted;
  const made = values.map((p, i) => (i === which ? wanted : free.includes(i) ? (before > 1e-9 ? (p / before) * rest : rest / free.length) : p));
  return whole(made, free.length ? free : [which]);
}
function whole(values, free) { // rounded, the largest that may taking what rounding leaves
  const rounded = values.map((p) => Number(p.toFixed(MOST_DIGITS)));
  const largest = free.reduce((best, i) => (rounded[i] > rounded[best] ? i : best), free[0]);
  rounded[largest] = Number((rounded[largest] + 1 - rounded.reduce((sum, p) => sum + p, 0)).toFixed(MOST_DIGITS + 3));
  return rounded;
}

function shares(text) { // "70,20,10" are weights: all are 0 or at least 1, and so no probabilities
  const numbers = text.split(/[,\s]+/).filter(Boolean).map(Number), sum = numbers.reduce((a, b) => a + b, 0);
  const weights = text.indexOf(";") < 0 && sum > 1 && numbers.every((w) => w === 0 || w >= 1);
  return weights ? whole(numbers.map((w) => w / sum), numbers.map((_, i) => i)).map(short).join(",") : text;
}

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

class BarsControl extends Control { // a distribution, a joint table, or scores around zero
  build() {
    this.locked = new Set();
    this.rows = element("div", { className: "table" });
    this.locks = element("div", { className: "locks" });
    this.text = this.field("", "as numbers", (text) => this.send(this.entry.name, this.adds ? shares(text) : text));
    const row = element("div", { className: "row" }, this.text);
    if (this.entry.kind !== "joint") {
      for (const [sign, what, by] of [["−", "Remove the last outcome", -1], ["+", "Add an outcome", 1]]) {
        const button = element("button", { type: "button", textContent: sign, onclick: () => this.resize(by) });
        button.setAttribute("aria-label", `${what} of ${this.entry.name}`);
        row.append(button);
      }
    }
    this.body.append(this.rows, this.locks, row);
  }
  get adds() { return this.entry.kind !== "logits"; } // whether all add up to 1
  typed() {
    const text = this.values.map(short);
    return this.width === text.length ? text.join(",") : Array.from({ length: text.length / this.width }, (_, i) => text.slice(i * this.width, (i + 1) * this.width).join(",")).join(";");
  }
  resize(by) {
    const { least_items: fewest, most_items: most } = this.entry, n = this.values.length + by;
    if (n < (fewest ?? 1) || n > (most ?? Infinity)) return;
    const before = this.values;
    this.values = by < 0 ? before.slice(0, n) : [...before, this.adds ? 0.1 : 0];
    if (this.adds) {
      const sum = this.values.reduce((a, b) => a + b, 0);
      this.values = whole(this.values.map((p) => (sum > 1e-9 ? p / sum : 1 / n)), this.values.map((_, i) => i));
    }
    this.locked.clear();
    this.width = this.values.length;
    this.send(this.entry.name, this.typed(), false, by);
  }
  show(value) {
    const rows = value.split(";").map((row) => row.split(",").map(Number));
    this.text.value = value;
    const same = this.values?.length === rows.flat().length && this.width === rows[0].length;
    this.values = rows.flat();
    this.width = rows[0].length;
    if (!same) this.lay();
    this.draw();
  }
  lay() {
    this.locked.clear();
    this.bars = this.values.map((_, i) => this.bar(i));
    const rows = Array.from({ length: this.values.length / this.width }, (_, row) => element("div", { className: "bars" }, ...this.bars.slice(row * this.width, (row + 1) * this.width)));
    this.rows.replaceChildren(...rows);
    this.locks.replaceChildren(...(this.adds && rows.length === 1 ? this.values.map((_, i) => this.padlock(i)) : []));
  }
  bar(i) {
    const bar = element("div", { className: "bar", tabIndex: 0 }, element("i"), element("b"));
    bar.setAttribute("role", "slider");
    bar.setAttribute("aria-orientation", "vertical");
    bar.setAttribute("aria-label", this.named(this.values.length > this.width ? `row ${Math.floor(i / this.width) + 1}, column ${(i % this.width) + 1}` : `outcome ${i + 1}`));
    const [low, high] = this.range();
    bar.setAttribute("aria-valuemin", low);
    bar.setAttribute("aria-valuemax", high);
    const set = (event) => {
      const box = bar.getBoundingClientRect(), [least, most] = this.range();
      this.set(i, least + (most - least) * (1 - (event.clientY - box.top) / box.height), true);
    };
    bar.onpointerdown = (event) => { if (this.locked.has(i)) return; bar.setPointerCapture(event.pointerId); bar.focus(); set(event); event.preventDefault(); };
    bar.onpointermove = (event) => { if (bar.hasPointerCapture(event.pointerId)) set(event); };
    bar.onpointerup = (event) => { if (bar.hasPointerCapture(event.pointerId)) { bar.releasePointerCapture(event.pointerId); this.change(this.typed(), false); } };
    bar.onpointercancel = bar.onpointerup;
    bar.onkeydown = (event) => {
      const step = this.entry.step ?? 0.01, by = { ArrowUp: step, ArrowRight: step, ArrowDown: -step, ArrowLeft: -step, PageUp: 10 * step, PageDown: -10 * step }[event.key];
      if (by === undefined || this.locked.has(i)) return;
      event.preventDefault();
      this.set(i, this.values[i] + by, false);
    };
    return bar;
  }
  padlock(i) {
    const button = element("button", { type: "button" });
    const show = () => {
      button.setAttribute("aria-pressed", this.locked.has(i));
      this.bars[i].setAttribute("aria-disabled", this.locked.has(i));
    };
    button.title = "Held while others move";
    button.setAttribute("aria-label", this.named(`lock outcome ${i + 1}`));
    button.onclick = () => { if (!this.locked.delete(i)) this.locked.add(i); show(); };
    show();
    return button;
  }
  range() {
    if (this.adds) return [0, 1];
    const reach = Math.max(4, ...(this.values ?? []).map((z) => Math.ceil(Math.abs(z))));
    return [-reach, reach];
  }
  set(i, value, live) {
    if (this.adds) this.values = given(this.values, i, value, this.locked);
    else this.values = this.values.map((z, j) => (j === i ? Number(Math.max(this.entry.minimum ?? -50, Math.min(value, this.entry.maximum ?? 50)).toFixed(2)) : z));
    this.text.value = this.typed();
    this.draw();
    this.change(this.typed(), live);
  }
  draw() {
    const [low, high] = this.range(), zero = (0 - low) / (high - low);
    this.bars.forEach((bar, i) => {
      const value = this.values[i], [ink, number] = bar.children, height = Math.abs(value) / (high - low);
      ink.style.height = `${100 * height}%`;
      ink.style.bottom = `${100 * (value < 0 ? zero - height : zero)}%`;
      number.textContent = Number(value.toFixed(3));
      bar.classList.toggle("below", value < 0);
      bar.setAttribute("aria-valuenow", short(value));
    });
  }
}

class ListControl extends Control { // labels, words, counts, chances
  build() { this.items = element("div", { className: "table" }); this.body.append(this.items); }
  get texts() { return ["labels", "tokens"].includes(this.entry.kind); }
  show(value) {
    this.list = this.texts ? split(value) : value.split(",").filter(Boolean);
    const tell = () => this.send(this.entry.name, this.texts ? joined(this.list) : this.list.join(","));
    const rows = this.list.map((item, i) => {
      const away = element("button", { type: "button", textContent: "−", onclick: () => { this.list.splice(i, 1); tell(); } });
      away.setAttribute("aria-label", this.named(`remove ${i + 1}`));
      return element("div", { className: "row" }, this.field(item, `${i + 1}`, (text) => { this.list[i] = text; tell(); }), away);
    });
    const more = element("button", { type: "button", textContent: "+", onclick: () => { this.list.push(this.texts ? `new ${this.list.length + 1}` : this.list.at(-1) ?? "1"); tell(); } });
    more.setAttribute("aria-label", this.named("add one"));
    this.items.replaceChildren(...rows, element("div", { className: "row" }, more));
  }
}

const KINDS = {
  choice: ChoiceControl, number: NumberControl, probability: NumberControl, whole: NumberControl,
  distribution: BarsControl, joint: BarsControl, logits: BarsControl,
  labels: ListControl, tokens: ListControl, counts: ListControl, chances: ListControl, numbers: ListControl, wholes: ListControl,
};
const controlOf = (entry, send, reset) => new (KINDS[entry.kind] ?? TextControl)(entry, send, reset);
