// The FAQ board: approve, reword, reject, merge and split, by button or by one key on the card that has the focus; the
// detail pages that the questions are set against.

import { change, headers, keys, send, typing } from "./pages.js";

const dialog = document.getElementById("merge");
let merging = null;

function decide(card, status, target = null) {
  const [question, answer] = ["question", "answer"].map((name) => card.querySelector(`[name="${name}"]`).value);
  const after = card.nextElementSibling?.dataset.entry ?? card.previousElementSibling?.dataset?.entry;
  const said = { status, question, answer, merged_into: target };
  return change(() => send("PUT", `/v1/faq/${encodeURIComponent(card.dataset.entry)}`, said), "board").then((done) => {
    if (done) (document.getElementById(card.id) ?? document.getElementById(`q-${after}`))?.focus();
  });
}

function merge(card) {
  merging = card;
  for (const one of dialog.querySelectorAll("option")) one.disabled = one.value === card.dataset.entry;
  dialog.querySelector("select").value = dialog.querySelector("option:not([disabled])")?.value ?? "";
  dialog.returnValue = "";
  dialog.showModal();
}

dialog?.addEventListener("close", () => {
  const target = dialog.querySelector("select").value;
  if (dialog.returnValue === "merge" && merging && target) decide(merging, "merged", target);
});

const parting = document.getElementById("split");
let parted = null;

/** Ask where one wording of a card belongs. */
function split(card, wording) {
  parted = { id: card.dataset.entry, wording };
  parting.querySelector(".wording").textContent = wording;
  for (const one of parting.querySelectorAll("option")) one.disabled = one.value === card.dataset.entry;
  parting.querySelector("select").value = "";
  parting.querySelector("input").value = wording;
  parting.returnValue = "";
  parting.showModal();
}

parting?.addEventListener("close", () => {
  const target = parting.querySelector("select").value || parting.querySelector("input").value.trim();
  if (parting.returnValue !== "split" || !target) return;
  const said = { wording: parted.wording, target };
  change(() => send("PUT", `/v1/faq/${encodeURIComponent(parted.id)}/wordings`, said), "board");
});

/** Send detail pages one after the other. */
async function sendPages(files) {
  for (const file of files) {
    const body = new FormData();
    body.append("file", file, file.name);
    const answer = await fetch("/v1/faq/pages", { method: "POST", headers, body });
    if (!answer.ok) throw new Error((await answer.json()).error.message);
  }
}

document.addEventListener("change", (event) => {
  if (event.target.name === "pages") change(() => sendPages([...event.target.files]), "board");
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  const page = button?.closest("[data-page]");
  if (page) change(() => send("DELETE", `/v1/faq/pages/${encodeURIComponent(page.dataset.page)}`), "board");
  const card = button?.closest("[data-entry]");
  if (!card) return;
  if (button.dataset.do === "take") {
    const area = card.querySelector('[name="answer"]');
    area.value = button.closest("li").querySelector(".given").textContent;
    area.focus();
  } else if (button.dataset.do === "merge") merge(card);
  else if (button.dataset.do === "split") split(card, button.dataset.wording);
  else decide(card, button.dataset.do);
});

const commands = { a: "approved", r: "rejected", m: "merge" };
document.addEventListener("keydown", (event) => {
  if (!keys.on || typing(event) || document.querySelector("dialog[open]")) return;
  const card = document.activeElement?.closest("[data-entry]");
  if (event.key === "j" || event.key === "k") {
    const all = [...document.querySelectorAll("[data-entry]")];
    const next = all[Math.max(all.indexOf(card) + (event.key === "j" ? 1 : -1), 0)];
    next?.focus();
    next?.scrollIntoView({ block: "center" });
  } else if (card && commands[event.key]) {
    card.querySelector(`[data-do="${commands[event.key]}"]`)?.click();
  }
});
