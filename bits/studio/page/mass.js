// Controls that hold probabilities or scores: bars, and a mosaic for a table.
"use strict";

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

class BarsControl extends Control { // a distribution, or scores around zero, each over its name
  build() {
    this.locked = new Set();
    this.row = element("div", { className: "bars" });
    this.names = element("div", { className: "names" });
    this.locks = element("div", { className: "locks" });
    this.text = this.field("", "as numbers", (text) => this.send(this.entry.name, this.adds ? shares(text) : text));
    const row = element("div", { className: "row" }, this.text);
    for (const [sign, what, by] of [["−", "Remove the last outcome", -1], ["+", "Add an outcome", 1]]) {
      const button = element("button", { type: "button", textContent: sign, onclick: () => this.resize(by) });
      button.setAttribute("aria-label", `${what} of ${this.entry.name}`);
      row.append(button);
    }
    this.body.append(this.row, this.names, this.locks, row);
  }
  get adds() { return this.entry.kind !== "logits"; } // whether all add up to 1
  typed() { return this.values.map(short).join(","); }
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
    this.send(this.entry.name, this.typed(), false, by);
  }
  show(value) {
    this.text.value = value;
    this.values = value.split(",").map(Number);
    if (this.bars?.length !== this.values.length) this.lay();
    this.draw();
  }
  lay() {
    this.locked.clear();
    this.bars = this.values.map((_, i) => this.bar(i));
    this.row.replaceChildren(...this.bars);
    this.locks.replaceChildren(...(this.adds ? this.values.map((_, i) => this.padlock(i)) : []));
  }
  name(owner, names) { // the outcomes are named by the parameter `owner`
    if (names.length === this.names.children.length && names.every((name, i) => this.names.children[i].value === name)) return;
    this.names.replaceChildren(...names.map((name, i) => {
      const field = this.field(name, `name of outcome ${i + 1}`, (text) => this.send(owner, joined(names.map((other, j) => (j === i ? text.trim() : other)))));
      field.title = name;
      return field;
    }));
  }
  bar(i) {
    const bar = element("div", { className: "bar", tabIndex: 0 }, element("i"), element("b"));
    bar.setAttribute("role", "slider");
    bar.setAttribute("aria-orientation", "vertical");
    bar.setAttribute("aria-label", this.named(`outcome ${i + 1}`));
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


// A joint table as a mosaic: a column for each x, as wide as p(x), cut from below as p(y|x) is. Its seams are dragged.
class MosaicControl extends Control {
  build() {
    this.square = element("div", { className: "mosaic" });
    this.text = this.field("", "as numbers", (text) => this.send(this.entry.name, text));
    this.body.append(this.square, element("div", { className: "row" }, this.text));
  }
  get widths() { return this.values.map((column) => column.reduce((a, b) => a + b, 0)); }
  typed() { return this.values.map((column) => column.map(short).join(",")).join(";"); }
  show(value) {
    this.text.value = value;
    this.values = value.split(";").map((column) => column.split(",").map(Number));
    if (this.shape !== `${this.values.length},${this.values[0].length}`) this.lay();
    this.draw();
  }
  lay() {
    const [xs, ys] = [this.values.length, this.values[0].length];
    this.shape = `${xs},${ys}`;
    this.cells = this.values.map((column) => column.map((_, y) => element("div", { className: y % 2 ? "cell odd" : "cell" }, element("b"))));
    this.seams = [
      ...Array.from({ length: xs - 1 }, (_, x) => this.seam(x)),
      ...this.values.flatMap((_, x) => Array.from({ length: ys - 1 }, (_, y) => this.seam(x, y))),
    ];
    this.square.replaceChildren(...this.cells.flat(), ...this.seams.map(({ root }) => root));
  }
  seam(x, y = null) { // right of column x, or above cell y in it
    const root = element("div", { className: y === null ? "seam wide" : "seam high", tabIndex: 0 });
    root.setAttribute("role", "slider");
    root.setAttribute("aria-orientation", y === null ? "horizontal" : "vertical");
    root.setAttribute("aria-valuemin", 0);
    root.setAttribute("aria-valuemax", 1);
    root.setAttribute("aria-label", this.named(y === null ? `seam right of column ${x + 1}` : `column ${x + 1}, seam above cell ${y + 1}`));
    const to = (event) => {
      const box = this.square.getBoundingClientRect();
      this.move(x, y, y === null ? (event.clientX - box.left) / box.width : (box.bottom - event.clientY) / box.height, true);
    };
    root.onpointerdown = (event) => { root.setPointerCapture(event.pointerId); root.focus(); event.preventDefault(); };
    root.onpointermove = (event) => { if (root.hasPointerCapture(event.pointerId)) to(event); };
    root.onpointerup = (event) => { if (root.hasPointerCapture(event.pointerId)) { root.releasePointerCapture(event.pointerId); this.change(this.typed(), false); } };
    root.onpointercancel = root.onpointerup;
    root.onkeydown = (event) => {
      const by = { ArrowUp: 0.01, ArrowRight: 0.01, ArrowDown: -0.01, ArrowLeft: -0.01, PageUp: 0.1, PageDown: -0.1 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      this.move(x, y, this.place(x, y) + by, false);
    };
    return { root, x, y };
  }
  place(x, y) { // where a seam stands, from the left or from below, 0 to 1
    const sum = (list) => list.reduce((a, b) => a + b, 0), widths = this.widths;
    if (y === null) return sum(widths.slice(0, x + 1));
    return widths[x] > 1e-9 ? sum(this.values[x].slice(0, y + 1)) / widths[x] : (y + 1) / this.values[x].length;
  }
  move(x, y, to, live) { // what is on either side of a seam gives to the other
    const widths = this.widths;
    if (y === null) {
      const first = this.place(x, null) - widths[x], wide = Math.max(0, Math.min(to - first, widths[x] + widths[x + 1]));
      for (const [k, width] of [[x, wide], [x + 1, widths[x] + widths[x + 1] - wide]]) {
        this.values[k] = this.values[k].map((p) => (widths[k] > 1e-9 ? (p / widths[k]) * width : width / this.values[k].length));
      }
    } else {
      const column = this.values[x], both = column[y] + column[y + 1], below = this.place(x, y) * widths[x] - column[y];
      column[y] = Math.max(0, Math.min(to * widths[x] - below, both));
      column[y + 1] = both - column[y];
    }
    const flat = this.values.flat(), made = whole(flat, flat.map((_, i) => i)), ys = this.values[0].length;
    this.values = this.values.map((_, k) => made.slice(k * ys, (k + 1) * ys));
    this.text.value = this.typed();
    this.draw();
    this.change(this.typed(), live);
  }
  draw() {
    const widths = this.widths, percent = (share) => `${100 * share}%`;
    this.cells.forEach((column, x) => column.forEach((cell, y) => {
      const [right, above] = [this.place(x, null), this.place(x, y)], below = y ? this.place(x, y - 1) : 0;
      Object.assign(cell.style, { left: percent(right - widths[x]), width: percent(widths[x]), bottom: percent(below), height: percent(Math.max(0, above - below)) });
      cell.firstChild.textContent = Number(this.values[x][y].toFixed(3));
      cell.classList.toggle("small", widths[x] < 0.1 || above - below < 0.12);
    }));
    for (const { root, x, y } of this.seams) {
      const at = this.place(x, y), right = this.place(x, null);
      Object.assign(root.style, y === null ? { left: percent(at) } : { left: percent(right - widths[x]), width: percent(widths[x]), bottom: percent(at) });
      root.setAttribute("aria-valuenow", at.toFixed(3));
    }
  }
}
