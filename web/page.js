"use strict";
// Starts the window in this page: looks for what the browser can do, chooses the module, starts its
// workers. What the module asks of a page stands here; src/platform/web.rs is the other side.

const told = document.getElementById("told");
const asked = new URLSearchParams(location.search);
var isEmbedded = asked.has("embed");
var wantsBits = asked.has("bits");
var wantsSpeed = asked.has("bench");

function failed(text) {
  told.textContent = "basinscope could not start here.\n" + text;
}

// The least module with an instruction: WebAssembly.validate tells whether the browser knows it.
function knows(...code) {
  const body = [0, ...code, 0x0b];
  const bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0,
    10, body.length + 2, 1, body.length, ...body];
  return WebAssembly.validate(new Uint8Array(bytes));
}

const splat = [0x41, 0, 0xfd, 0x0f];

// One sentence on what is missing.
function missing() {
  if (typeof WebAssembly !== "object") return "This browser has no WebAssembly.";
  if (!knows(...splat)) return "This browser has no SIMD in WebAssembly; any of 2023 or later has.";
  if (!document.createElement("canvas").getContext("webgl2")) {
    return "This browser offers no WebGL 2: it may be switched off, or have no driver.";
  }
  return "";
}

// Threads share memory only in a page that is isolated; where the server sends no such headers, a
// service worker adds them, and the page loads once more.
async function isolate() {
  if (crossOriginIsolated || asked.get("threads") === "0") return true;
  if (!isSecureContext || !navigator.serviceWorker || window !== top) return true;
  try {
    await navigator.serviceWorker.register("isolate.js");
    await navigator.serviceWorker.ready;
    // once only: a page that is not isolated after that runs without threads
    if (sessionStorage.getItem("isolating")) return true;
    sessionStorage.setItem("isolating", "1");
    location.reload();
    return false;
  } catch {
    return true;
  }
}

let script;

// One more worker on the module and its memory.
function newWorker(module, memory) {
  const worker = new Worker("worker.js");
  worker.onmessage = ({ data }) => runCall(data);
  worker.onerror = (event) => console.error("a worker failed: " + event.message);
  worker.postMessage([script, module, memory]);
}

// What the program calls from any thread: download([name, bytes]), keep([name, text]), report(text).
function runCall([name, value]) {
  if (name === "download") download(value);
  if (name === "keep") keep(value);
  if (name === "report") console.info(value);
}

function download([name, bytes]) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// What is there at the next start, and how it goes.
function keep([name, text]) {
  try {
    localStorage.setItem(name, text);
  } catch (error) {
    ask("refuse", `The browser does not keep the session (${error.message}).`);
  }
}

function beginAgain() {
  const kept = Object.keys(localStorage).filter((name) => name.startsWith("basinscope/"));
  kept.forEach((name) => localStorage.removeItem(name));
  history.replaceState(null, "", location.pathname + location.search);
  location.reload();
}

// The state behind the address, without a step back in the history; an embedding page hears of it.
function keepState(state) {
  history.replaceState(null, "", "#" + state);
  if (isEmbedded) parent.postMessage({ basinscope: "state", value: state }, "*");
}

// Files in: chosen or dropped. ask(kind, value) is the program's: files, open, start, next, back,
// refuse.
const most = 2 ** 28;

async function take(files) {
  const taken = [];
  for (const file of files) {
    if (file.size > most) return ask("refuse", `${file.name} is larger than 256 MiB.`);
    taken.push([file.name, new Uint8Array(await file.arrayBuffer())]);
  }
  if (taken.length) ask("files", taken);
}

function pickFiles() {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.onchange = () => take(input.files);
  input.click();
}

addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  event.stopPropagation();
  take([...event.dataTransfer.files]);
}, true);

// Another link in the same tab.
addEventListener("hashchange", () => window.ask?.("open", location.hash));

// A page that this one is embedded in may ask: { basinscope: "open" | "start" | "next" | "back",
// value }.
addEventListener("message", ({ source, data }) => {
  const kinds = ["open", "start", "next", "back"];
  if (source === parent && source !== window && kinds.includes(data?.basinscope)) {
    window.ask?.(data.basinscope, data.value);
  }
});

function started() {
  told.textContent = "";
  if (isEmbedded) parent.postMessage({ basinscope: "started" }, "*");
  else document.getElementById("window").focus();
}

async function start() {
  const text = missing();
  if (text) return failed(text);
  if (!(await isolate())) return;
  window.hasThreads = crossOriginIsolated && asked.get("threads") !== "0";
  const isRelaxed = knows(...splat, ...splat, ...splat, 0xfd, 0x87, 2);
  script = isRelaxed && asked.get("relaxed") !== "0" ? "relaxed" : "plain";
  const element = document.createElement("script");
  element.src = script + ".js";
  element.onerror = () => failed(`${script}.js is not beside this page.`);
  element.onload = async () => {
    try {
      await wasm_bindgen({ module_or_path: script + "_bg.wasm" });
    } catch (error) {
      failed(`The program could not be loaded (${error.message ?? error}).`);
    }
  };
  document.head.append(element);
}

start();
