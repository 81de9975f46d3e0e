// A grid of stills: one or two parameters take one value after another; click a still to go there.
"use strict";

const MOST_STILLS = 48;
const sweepField = async (id) => ({ name: $(id).value, ...($(id).value ? await ask(`spread/${$(id).value}`, { values: $(`${id}-values`).value }) : { values: [null] }) });
function offered() { // numbers over their range, choices one by one
  const names = described.map(({ name }) => name);
  for (const [id, none] of [["sweep-one", false], ["sweep-two", true]]) {
    $(id).replaceChildren(...(none ? [new Option("nothing else", "")] : []), ...names.map((name) => new Option(name)));
    $(`${id}-values`).value = none ? "" : suggested($(id).value);
  }
}
function suggested(name) {
  const entry = described.find((one) => one.name === name);
  if (!entry) return "";
  if (entry.kind === "distribution") return "0.1:0.9:9"; // of the first outcome
  if (entry.choices) return entry.choices.join(",");
  if (entry.kind === "whole") return `${entry.minimum ?? 1}:${Math.min(entry.maximum ?? 10, (entry.minimum ?? 1) + 8)}:${Math.min(9, (entry.maximum ?? 10) - (entry.minimum ?? 1) + 1)}`;
  if (entry.minimum !== null && entry.maximum !== null && ["number", "probability"].includes(entry.kind)) return `${entry.minimum}:${entry.maximum}:9`;
  return player.told.values[name];
}
for (const id of ["sweep-one", "sweep-two"]) $(id).onchange = () => { $(`${id}-values`).value = suggested($(id).value); };

let sweeping = 0;
$("sweep-go").onclick = async () => {
  const mine = ++sweeping, [one, two] = await Promise.all(["sweep-one", "sweep-two"].map(sweepField));
  const refused = one.refused ?? two.refused;
  if (refused) { $("sweep-grid").replaceChildren(element("em", { textContent: refused })); return; }
  const columns = one.values, rows = two.values;
  const sets = rows.flatMap((row) => columns.map((column) => ({ [one.name]: column, ...(row === null ? {} : { [two.name]: row }) }))).slice(0, MOST_STILLS);
  $("sweep-grid").style.setProperty("--columns", rows.length > 1 ? columns.length : Math.min(columns.length, 3));
  $("sweep-grid").replaceChildren();
  const { beat } = player, seconds = player.seconds, base = { ...player.told.settings };
  for (const set of sets) {
    const label = Object.entries(set).map(([name, value]) => `${name} = ${value}`).join(", ");
    const button = element("button", { type: "button", title: label }, element("span", { textContent: label }));
    $("sweep-grid").append(button);
    const settings = { ...base, ...set };
    try {
      const told = await ask("change", { settings });
      if (mine !== sweeping) return;
      if (told.refused) { button.append(element("em", { textContent: told.refused })); button.disabled = true; continue; }
      const answer = await fetch(`picture/${told.revision}/${beat.name}/${Math.round(seconds * 1000)}/640x360`);
      if (!answer.ok) throw new Error(await answer.text());
      const image = element("img", { alt: label, src: URL.createObjectURL(await answer.blob()) });
      image.onload = () => URL.revokeObjectURL(image.src);
      button.prepend(image);
      button.onclick = () => { next = { settings, live: false, name: one.name }; send(); scrollTo(0, 0); };
    } catch (error) { button.append(element("em", { textContent: error.message })); }
    if (mine !== sweeping) return;
  }
  tell(`${sets.length} stills.`);
};
