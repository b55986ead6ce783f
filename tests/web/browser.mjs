// A page of basinscope in a real browser, for the tests of run.mjs.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const [address, folder] = process.argv.slice(2);
if (folder) mkdirSync(folder, { recursive: true });
const patience = 180_000;
const downloads = mkdtempSync(join(tmpdir(), "basinscope-"));

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  protocolTimeout: patience,
  defaultViewport: { width: 1360, height: 860 },
  args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"],
});
const session = await browser.target().createCDPSession();
await session.send("Browser.setDownloadBehavior",
  { behavior: "allow", downloadPath: downloads, eventsEnabled: true });

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export async function until(what, holds) {
  for (let end = Date.now() + patience; Date.now() < end; await pause(100)) {
    const value = await holds();
    if (value) return value;
  }
  assert.fail(`waited in vain: ${what}`);
}

// What the page says in place of the window; empty once that has started.
export const said = (page) => page.evaluate(() => document.getElementById("told").textContent);

export const state = (page) => page.evaluate(() => location.hash);

// Until the address holds another state, or one that has what is looked for.
export const stateOf = (page, what, holds) => until(what, async () => {
  const now = await state(page);
  return holds(now) && now;
});

// Calls an action by its name, as a person does who has a keyboard alone.
export async function act(page, name) {
  await page.keyboard.press("F1");
  await pause(400);
  await page.keyboard.type(name);
  await pause(400);
  await page.keyboard.press("Enter");
  await pause(400);
}

// The bytes of the file that the page hands over next.
export async function downloaded(name, ask) {
  const before = new Set(readdirSync(downloads));
  await ask();
  const file = await until(`the download of ${name}`, () =>
    readdirSync(downloads).find((file) => file === name && !before.has(file)));
  return { path: join(downloads, file), bytes: readFileSync(join(downloads, file)) };
}

// A page before anything is loaded, whose errors fail the test.
async function prepared() {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const client = await page.createCDPSession();
  await client.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: downloads,
    browserContextId: context.id });
  const [told, errors] = [[], []];
  page.on("console", (message) => {
    (message.type() === "error" ? errors : told).push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  return { context, page, told, errors };
}

// Runs a check, which opens pages by `start(query, state, prepare)` and keeps pictures of them.
export async function test(name, check) {
  if (process.env.ONLY && !name.includes(process.env.ONLY)) return;
  const opened = [];
  const start = async (query = "", state = "", prepare = async () => {}, starts = true) => {
    const it = await prepared();
    opened.push(it);
    await prepare(it.page);
    const begun = Date.now();
    await it.page.goto(address + query + state);
    if (starts) await until("it starts", async () => (await said(it.page)) === "");
    return { ...it, seconds: (Date.now() - begun) / 1000 };
  };
  const picture = async (page, name) => {
    if (folder) await page.screenshot({ path: join(folder, name + ".png") });
  };
  await check(start, picture);
  for (const { context, errors } of opened) {
    assert.deepEqual(errors, [], name);
    await context.close();
  }
  console.log(`ok: ${name}`);
}

export const close = () => browser.close();
export { address };
