// What all pages share: sending a change, showing a part of the page anew, telling what happened.

const csrf = document.querySelector('meta[name="csrf"]')?.content ?? "";

/** Send a change to the API; the answer's JSON, or null. Throws an Error with the service's own words. */
export async function send(method, url, body) {
  const answer = await fetch(url, {
    method,
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.status === 401) location.assign("/login?next=" + encodeURIComponent(location.pathname));
  const text = await answer.text();
  const said = text && answer.headers.get("content-type")?.startsWith("application/json") ? JSON.parse(text) : null;
  if (!answer.ok) throw new Error(said?.error?.message ?? `${answer.status}`);
  return said;
}

/** Headers of a request that is not sent with `send`. */
export const headers = { "X-CSRF-Token": csrf };

/** Fetch this page again and put its element of that id in place of the one shown; focus and open details stay. */
export async function refresh(id) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
  const shown = document.getElementById(id);
  if (!fresh || !shown) return;
  const holder = document.activeElement?.closest?.("[id]")?.id;
  const opened = new Set([...shown.querySelectorAll("details[id][open]")].map((one) => one.id));
  for (const one of fresh.querySelectorAll("details[id]")) if (opened.has(one.id)) one.open = true;
  shown.replaceWith(fresh);
  const kept = holder && document.getElementById(holder);
  if (kept && kept !== document.body) (kept.querySelector(":scope > summary") ?? kept).focus({ preventScroll: true });
}

/** Say in one line what happened; screen readers hear it. */
export function tell(text, failed = false) {
  const line = document.getElementById("told");
  line.textContent = failed ? `${document.body.dataset.failed} ${text}` : text;
  line.classList.add("shown");
  line.classList.toggle("bad", failed);
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => line.classList.remove("shown"), failed ? 12000 : 4000);
}

/** Do something that changes data, show that part of the page anew, and tell how it went. */
export async function change(work, id) {
  try {
    await work();
    await refresh(id);
    tell(document.body.dataset.saved);
    return true;
  } catch (problem) {
    tell(problem.message, true);
    return false;
  }
}

/** Whether the person types text, so that a letter is no command. */
export function typing(event) {
  const tag = event.target.tagName;
  return ["INPUT", "TEXTAREA", "SELECT"].includes(tag) || event.ctrlKey || event.metaKey || event.altKey;
}

/** Whether single letters are commands; a person can turn them off. */
export const keys = {
  get on() {
    return localStorage.getItem("coach-keys") !== "off";
  },
  set on(value) {
    localStorage.setItem("coach-keys", value ? "on" : "off");
  },
};

for (const box of document.querySelectorAll("[data-keys-on]")) {
  box.checked = keys.on;
  box.addEventListener("change", () => (keys.on = box.checked));
}

document.querySelector(".bar-top [aria-current='page']")?.scrollIntoView({ block: "nearest", inline: "center" });
