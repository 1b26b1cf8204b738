// A calibration session: one answer an exchange, by button or by its key; then the next exchange is shown.

import { change, keys, send, typing } from "./pages.js";

let sending = false;

async function answer(button) {
  if (sending) return;
  sending = true;
  const { session, exchange } = button.closest("[data-session]").dataset;
  const body = { exchange, value: button.dataset.value };
  await change(() => send("POST", `/v1/calibrations/${encodeURIComponent(session)}/answers`, body), "calibration");
  sending = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-value]");
  if (button) answer(button);
});

document.addEventListener("keydown", (event) => {
  if (!keys.on || typing(event)) return;
  const button = document.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
  if (button) answer(button);
});
