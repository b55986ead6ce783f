// The built page in a real browser: node tests/web/run.mjs PAGE [FOLDER]
//
// PAGE is an address as `web/serve` tells it; screenshots go to FOLDER. CHROMIUM names the browser
// (chromium without it), BASINSCOPE the program whose bits the page's must be. Needs puppeteer-core
// (npm install in this folder). Fails on the first thing that is not as it should be, and on any
// error in the browser's console.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const [address, folder] = process.argv.slice(2);
if (folder) mkdirSync(folder, { recursive: true });
const patience = 120_000;

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  protocolTimeout: patience,
  defaultViewport: { width: 1360, height: 860 },
  args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"],
});

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// A page on `query` and `state`, once it has started; `told` grows by what it reports.
async function open(query = "", state = "") {
  const page = await browser.newPage();
  const [told, errors] = [[], []];
  page.on("console", (message) => {
    (message.type() === "error" ? errors : told).push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  const begun = Date.now();
  await page.goto(address + query + state);
  await page.waitForFunction(() => document.getElementById("told").textContent === "",
    { timeout: patience });
  return { page, told, errors, seconds: (Date.now() - begun) / 1000 };
}

async function until(what, holds) {
  for (let end = Date.now() + patience; Date.now() < end; await pause(100)) {
    const value = await holds();
    if (value) return value;
  }
  assert.fail(`waited in vain: ${what}`);
}

async function test(name, check) {
  const opened = [];
  await check(async (...asked) => {
    opened.push(await open(...asked));
    return opened.at(-1);
  }, async (page, name) => {
    if (folder) await page.screenshot({ path: join(folder, name + ".png") });
  });
  for (const { page, errors } of opened) {
    assert.deepEqual(errors, [], name);
    await page.close();
  }
  console.log(`ok: ${name}`);
}

const state = (page) => page.evaluate(() => location.hash);

await test("the window starts, and a click on the map starts a descent that the address keeps",
  async (start, picture) => {
    const { page, seconds } = await start("", "#relu-line-of-minima");
    console.log(`started in ${seconds.toFixed(2)} s`);
    await pause(4000);
    await picture(page, "start");
    await page.mouse.click(620, 330, { delay: 80 });
    const kept = await until("the state is kept", async () => {
      const now = await state(page);
      return now.startsWith("#1/relu-line-of-minima/") && now;
    });
    await pause(2000);
    await picture(page, "descent");
    // the same link opens the same state: it is not written anew
    const again = await start("?again", kept);
    await pause(3000);
    await picture(again.page, "link");
    assert.equal(await state(again.page), kept);
  });

await test("a basin map is computed on threads", async (start, picture) => {
  const { page } = await start("", "#relu-line-of-minima");
  assert.equal(await page.evaluate(() => crossOriginIsolated), true);
  await pause(5000);
  await page.mouse.click(608, 58, { delay: 80 });
  await until("the layer is kept", async () => (await state(page)).startsWith("#1/"));
  await pause(12000);
  await picture(page, "basins");
});

await test("a broken link and a newer one say so, and open the preset that they name",
  async (start, picture) => {
    for (const [name, link] of [["broken", "#1/xor-relu/AAAA"], ["newer", "#9/xor-relu/AAAA"]]) {
      const { page } = await start("?" + name, link);
      await pause(2000);
      await picture(page, name);
    }
  });

await test("without threads and without relaxed SIMD the window starts all the same",
  async (start, picture) => {
    for (const query of ["?threads=0", "?relaxed=0"]) {
      const { page } = await start(query, "#relu-line-of-minima");
      await pause(4000);
      await picture(page, query.slice(1));
    }
  });

await test("an embedded window heeds the page around it, and tells it what has changed",
  async (start, picture) => {
    const { page } = await start("", "#xor-relu");
    await page.evaluate((address) => {
      window.heard = [];
      addEventListener("message", ({ data }) => heard.push(data));
      document.body.innerHTML =
        `<iframe src="${address}?embed#xor-relu" width="900" height="600"></iframe>`;
    }, address);
    const heard = (kind) => page.evaluate((kind) => heard.find((it) => it.basinscope === kind), kind);
    await until("it starts", () => heard("started"));
    const say = (message) =>
      page.evaluate((message) => frames[0].postMessage(message, "*"), message);
    await pause(3000);
    await say({ basinscope: "next" });
    await until("the tour", () => heard("state"));
    await pause(3000);
    await picture(page, "embed");
  });

await test("the kernels' results have the bits of the desktop, but for the sharpness of sigmoid units", async (start) => {
  const { told } = await start("?bits");
  const bits = await until("the bits", () => told.find((text) => text.startsWith("map ")));
  const program = process.env.BASINSCOPE;
  if (!program) return console.log("not compared: BASINSCOPE names no program");
  const lines = (text) => text.trim().split("\n");
  const native = lines(execFileSync(program, ["bench", "--bits"], { encoding: "utf8" }));
  assert.equal(native.length, lines(bits).length);
  // the second derivative of the sigmoid takes the system's exponential
  const differ = native.filter((line, index) => line !== lines(bits)[index]);
  const others = differ.filter((line) => !line.startsWith("map sharpness sigmoid-ten-points"));
  assert.deepEqual(others, []);
});

await browser.close();
