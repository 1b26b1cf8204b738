// Uploading files one after the other, and watching their jobs.

import { headers, refresh, tell } from "./pages.js";

const form = document.getElementById("upload-form");
const chosen = document.getElementById("chosen");
const EVERY_MS = 1000;
const FIRST = ["roster", "items", "orders", "chats"];

/** What a file seems to be by its name; the person can say otherwise. */
function guess(name) {
  const known = { orders: /order|订单/i, items: /item|product|goods|商品|宝贝/i, roster: /roster|staff|agents|花名册|名单|客服表/i };
  const table = /\.(csv|xlsx?)$/i.test(name);
  return (table && Object.keys(known).find((kind) => known[kind].test(name))) || "chats";
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

form.files.addEventListener("change", () => {
  chosen.replaceChildren();
  for (const file of form.files.files) {
    const row = document.getElementById("chosen-row").content.cloneNode(true).firstElementChild;
    row.querySelector(".file").textContent = file.name;
    row.querySelector(".size").textContent = size(file.size);
    row.querySelector("select").value = guess(file.name);
    row.file = file;
    chosen.append(row);
  }
});

function address(kind, name) {
  const query = new URLSearchParams({ name });
  if (kind !== "chats") return `/v1/tables/${kind}?${query}`;
  for (const field of ["format", "zone"]) if (form[field].value) query.set(field, form[field].value.trim());
  for (const one of form.agents.value.split(/[,，;；]/)) if (one.trim()) query.append("agents", one.trim());
  return `/v1/transcripts?${query}`;
}

/** Send one file; its bar shows how far it is. */
function upload(row) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address(row.querySelector("select").value, row.file.name));
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => (row.querySelector("progress").value = event.loaded / event.total);
    request.onerror = () => reject(new Error(""));
    request.onload = () => {
      if (request.status < 400) return resolve();
      let said = `${request.status}`;
      try {
        said = JSON.parse(request.responseText).error.message;
      } catch {
        // the status is all there is to say
      }
      reject(new Error(said));
    };
    request.send(row.file);
  });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("p > button");
  button.disabled = true;
  const rows = [...chosen.children].sort((a, b) => order(a) - order(b));
  let sent = 0;
  for (const row of rows) {
    try {
      await upload(row);
      row.remove();
      sent += 1;
    } catch (problem) {
      row.querySelector(".state").textContent = problem.message;
      tell(problem.message, true);
    }
  }
  button.disabled = false;
  if (sent === rows.length) {
    form.reset();
    tell(document.body.dataset.saved);
  }
  await refresh("jobs");
  watch();
});

function order(row) {
  return FIRST.indexOf(row.querySelector("select").value);
}

let timer = null;

/** Ask again while a job is waiting or at work. */
function watch() {
  clearTimeout(timer);
  if (document.getElementById("jobs").dataset.busy !== "yes") return;
  timer = setTimeout(async () => {
    await refresh("jobs");
    watch();
  }, EVERY_MS);
}

watch();
