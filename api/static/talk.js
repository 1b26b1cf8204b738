// A conversation: confirm, correct, take back and dispute with one key each.

import { change, keys, send, typing } from "./pages.js";

const FRAME = document.getElementById("talk") ? "talk" : "disputes";

function of(element) {
  const { subject, field, value } = element.closest(".judgement").dataset;
  return { subject, field, value };
}

/** Send what was decided on the judgement around `at`, and fold it. */
function decide(at, work) {
  const judgement = at.closest(".judgement");
  judgement.querySelector("summary").focus({ preventScroll: true });
  judgement.open = false;
  return change(work, FRAME);
}

const acts = {
  confirm: (at) => decide(at, () => send("POST", "/v1/verdicts", of(at))),
  correct: (at, value) => value && decide(at, () => send("POST", "/v1/verdicts", { ...of(at), value })),
  withdraw: (at) => decide(at, () => send("DELETE", `/v1/verdicts/${at.dataset.verdict}`)),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (button && acts[button.dataset.do]) acts[button.dataset.do](button);
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
});

// A list is left with Enter, by choosing with the pointer, or by going elsewhere: arrow keys alone decide nothing.
document.addEventListener("change", (event) => {
  const list = event.target.closest?.('select[data-do="correct"]');
  if (list && !list.dataset.arrows) acts.correct(list, list.value);
});
document.addEventListener("pointerdown", (event) => {
  const list = event.target.closest?.('select[data-do="correct"]');
  if (list) delete list.dataset.arrows;
});
document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.('select[data-do="correct"]');
  if (!list) return;
  if (event.key === "Enter" && list.value) {
    event.preventDefault();
    acts.correct(list, list.value);
  } else if (event.key === "Escape") {
    list.closest(".judgement").querySelector("summary").focus();
  } else if (event.key !== "Tab") {
    list.dataset.arrows = "yes";
  }
});

document.addEventListener("focusout", (event) => {
  const list = event.target.closest?.('select[data-do="correct"]');
  if (!list?.dataset.arrows) return;
  delete list.dataset.arrows;
  list.value = "";
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".dispute")) {
    event.preventDefault();
    const { subject } = of(form);
    change(() => send("POST", "/v1/disputes", { subject, reason: form.reason.value }), FRAME);
  } else if (form.matches(".answer-dispute")) {
    event.preventDefault();
    const id = form.closest("[data-dispute]").dataset.dispute;
    const said = { status: event.submitter.value, answer: form.answer.value };
    change(() => send("POST", `/v1/disputes/${id}/answer`, said), FRAME);
  }
});

function judgements() {
  return [...document.querySelectorAll(".judgement > summary, a[data-step]")];
}

function step(by) {
  const all = judgements();
  const here = document.activeElement?.closest(".judgement")?.querySelector("summary") ?? document.activeElement;
  const from = all.indexOf(here);
  const near = from < 0 ? all.findIndex((one) => one.getBoundingClientRect().bottom > 80) - (by > 0 ? 1 : 0) : from;
  const next = all[Math.min(Math.max(near + by, 0), all.length - 1)];
  if (!next) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
}

function press(selector) {
  const judgement = document.activeElement?.closest(".judgement");
  const found = judgement?.querySelector(selector);
  if (!found) return;
  judgement.open = true;
  if (found.matches("button")) found.click();
  else found.focus();
}

const commands = {
  j: () => step(1),
  k: () => step(-1),
  c: () => press('[data-do="confirm"]'),
  e: () => press('[data-do="correct"]'),
  u: () => press('[data-do="withdraw"]'),
  d: () => press(".dispute textarea"),
  n: () => document.querySelector("[data-onward]")?.click(),
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (!keys.on || typing(event) || document.querySelector("dialog[open]") || !commands[event.key]) return;
  event.preventDefault();
  commands[event.key]();
});

// Opened at an exchange, the page begins with what is to be judged there; browsers move the focus there first.
addEventListener("load", () => {
  const target = location.hash.startsWith("#x-") && document.getElementById(location.hash.slice(1));
  const first = target && (target.querySelector(".judgement.unsure > summary") ?? target.querySelector(".judgement > summary"));
  if (first) setTimeout(() => first.focus({ preventScroll: true }));
});
