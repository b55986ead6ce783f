// The built page in a real browser: node tests/web/run.mjs PAGE [FOLDER]
//
// PAGE is an address as `web/serve` tells it; screenshots go to FOLDER. CHROMIUM names the browser
// (/usr/bin/chromium without it), BASINSCOPE the program whose bytes the page's must be, ONLY a part
// of the names of the tests to run. Needs puppeteer-core (npm install in this folder). Fails on the
// first thing that is not as it should be, and on any error in the browser's console.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import {
  act, address, close, downloaded, pause, said, state, stateOf, test, until,
} from "./browser.mjs";

const program = process.env.BASINSCOPE;
const native = (...words) => execFileSync(program, words, { encoding: "utf8" });
const presets = readdirSync(new URL("../../presets", import.meta.url))
  .map((file) => basename(file, ".toml"));
const kept = (now) => now.startsWith("#1/");

await test("the window starts, and a click on the map starts a descent that the address keeps",
  async (start, picture) => {
    const { page, seconds } = await start("", "#relu-line-of-minima");
    console.log(`started in ${seconds.toFixed(2)} s`);
    await pause(4000);
    await picture(page, "start");
    await page.mouse.click(620, 330, { delay: 80 });
    const now = await stateOf(page, "the state is kept",
      (now) => now.startsWith("#1/relu-line-of-minima/"));
    await pause(2000);
    await picture(page, "descent");
    // the same link opens the same state: it is not written anew
    const again = await start("?again", now);
    await pause(3000);
    await picture(again.page, "link");
    assert.equal(await state(again.page), now);
  });

await test("every preset opens by its name", async (start) => {
  const { page } = await start();
  for (const name of presets) {
    await page.evaluate((name) => { location.hash = name; }, name);
    await pause(1500);
    assert.equal(await state(page), "#" + name);
  }
});

await test("a data point is dragged, and undone", async (start, picture) => {
  const { page } = await start("", "#xor-relu");
  await pause(4000);
  // the triangle at (0, 1), by the marks of the axes on screen
  const at = [1094, 95];
  await page.mouse.move(...at);
  await page.mouse.down();
  await page.mouse.move(at[0] + 60, at[1] + 40, { steps: 8 });
  await page.mouse.up();
  await stateOf(page, "the point has moved", kept);
  await pause(2000);
  await picture(page, "dragged");
  await page.keyboard.down("Control");
  await page.keyboard.press("KeyZ");
  await page.keyboard.up("Control");
  await stateOf(page, "it is where it was", (now) => now === "#xor-relu");
});

await test("a basin map is computed on threads", async (start, picture) => {
  const { page } = await start("", "#relu-line-of-minima");
  assert.equal(await page.evaluate(() => crossOriginIsolated), true);
  await pause(4000);
  await act(page, "Basin map");
  await stateOf(page, "the layer is kept", kept);
  await pause(12000);
  await picture(page, "basins");
});

await test("a tour is gone through by the keyboard", async (start, picture) => {
  const { page } = await start("", "#relu-line-of-minima");
  await pause(3000);
  let last = await state(page);
  for (let step = 0; step < 3; step += 1) {
    await page.keyboard.press("PageDown");
    last = await stateOf(page, "the next step", (now) => now !== last);
  }
  await picture(page, "tour");
});

const table = "a,b,class\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n0.5,0.2,1\n";

await test("a table is dropped, and another one pasted", async (start, picture) => {
  const { page } = await start("", "#xor-relu");
  await pause(3000);
  await page.evaluate((table) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([table], "own.csv"));
    dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
  }, table);
  await pause(3000);
  await picture(page, "sheet");
  await page.keyboard.press("Enter");
  await stateOf(page, "the data are there", kept);
  await pause(2000);
  await picture(page, "dropped");
  const first = await state(page);
  await page.evaluate((table) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", table);
    document.activeElement.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, table.replace("0.5,0.2", "0.25,0.75"));
  await pause(3000);
  await page.keyboard.press("Enter");
  await stateOf(page, "the other data are there", (now) => kept(now) && now !== first);
});

// Saves the figure on screen under the name that it is given.
async function figure(page, ending) {
  const name = "xor-relu." + ending;
  return downloaded(name, async () => {
    await act(page, "Save figure…");
    await pause(1000);
    // the name without its ending is selected
    await page.keyboard.press("End");
    for (let count = 0; count < 3; count += 1) await page.keyboard.press("Backspace");
    await page.keyboard.type(ending);
    await page.keyboard.press("Enter");
  });
}

await test("figures are downloaded, and the desktop draws the same bytes", async (start, picture) => {
  const { page } = await start("", "#xor-relu");
  await pause(5000);
  for (const ending of ["svg", "png"]) {
    const { path, bytes } = await figure(page, ending);
    assert.ok(bytes.length > 10_000, `${bytes.length} bytes`);
    if (!program) continue;
    native("figure", "--check", path);
    const drawn = join(mkdtempSync(join(tmpdir(), "basinscope-")), "drawn." + ending);
    native("figure", "--from", path, "--out", drawn);
    assert.ok(readFileSync(drawn).equals(bytes), `${ending}: the bytes differ`);
  }
  await picture(page, "figure");
});

await test("a broken link and a newer one say so, and open the preset that they name",
  async (start, picture) => {
    for (const [name, link] of [["broken", "#1/xor-relu/AAAA"], ["newer", "#9/xor-relu/AAAA"]]) {
      const { page } = await start("?" + name, link);
      await pause(2000);
      await picture(page, name);
    }
  });

await test("without threads the window works, and stops what would freeze it",
  async (start, picture) => {
    const { page } = await start("?threads=0", "#relu-line-of-minima");
    await pause(4000);
    await picture(page, "threads=0");
    await act(page, "Basin map");
    await stateOf(page, "the layer is kept", kept);
    await pause(4000);
    await picture(page, "threads=0-basins");
  });

await test("without relaxed SIMD a figure says that last digits may differ", async (start) => {
  const { page } = await start("?relaxed=0", "#xor-relu");
  await pause(5000);
  const { bytes } = await figure(page, "svg");
  assert.match(bytes.toString(), /rounded twice: last digits may differ/);
});

await test("a module that is broken, or a browser that lacks something, is told in a sentence",
  async (start, picture) => {
    const broken = await start("", "", async (page) => {
      await page.setRequestInterception(true);
      page.on("request", (request) => request.url().endsWith(".wasm")
        ? request.respond({ contentType: "application/wasm", body: "no module" })
        : request.continue());
    }, false);
    await until("it is told", async () => (await said(broken.page)).includes("could not be loaded"));
    await picture(broken.page, "no-module");
    const bare = await start("", "", (page) => page.evaluateOnNewDocument(() => {
      HTMLCanvasElement.prototype.getContext = () => null;
    }), false);
    await until("it is told", async () => (await said(bare.page)).includes("no WebGL 2"));
    await picture(bare.page, "no-webgl");
  });

await test("the session is kept until it is forgotten", async (start) => {
  const { page } = await start("", "#xor-sigmoid");
  await pause(3000);
  await page.mouse.click(620, 330, { delay: 80 });
  const now = await stateOf(page, "the state is kept", kept);
  await until("the session is kept", () => page.evaluate(() =>
    Object.keys(localStorage).includes("basinscope/session.toml")));
  const open = async (query) => {
    await page.goto(address + query);
    await until("it starts", async () => (await said(page)) === "");
  };
  await open("?later");
  await stateOf(page, "the session is there again", (later) => later === now);
  await page.evaluate(() => beginAgain());
  await pause(1000);
  await until("it starts", async () => (await said(page)) === "");
  await pause(3000);
  assert.equal(await state(page), "");
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
    const heard = (kind) =>
      page.evaluate((kind) => heard.filter((it) => it.basinscope === kind).length, kind);
    const say = (message) =>
      page.evaluate((message) => frames[0].postMessage(message, "*"), message);
    await until("it starts", () => heard("started"));
    await pause(3000);
    for (const message of [
      { basinscope: "start", value: [0.5, 1] },
      { basinscope: "next" },
      { basinscope: "open", value: "#xor-sigmoid" },
    ]) {
      const before = await heard("state");
      await say(message);
      await until(message.basinscope, async () => (await heard("state")) > before);
      await pause(1500);
    }
    await picture(page, "embed");
    assert.equal(await page.evaluate(() => heard.at(-1).value), "xor-sigmoid");
  });

await test("a phone and a tablet show one column, and fingers move the map", async (start, picture) => {
  for (const [width, height] of [[360, 740], [768, 1024]]) {
    const { page } = await start("", "#xor-relu", (page) =>
      page.setViewport({ width, height, hasTouch: true, isMobile: true }));
    await pause(4000);
    await picture(page, `${width}x${height}`);
    const [x, y] = [width / 2 - 40, height / 3];
    const finger = await page.touchscreen.touchStart(x, y);
    for (let moved = 10; moved <= 60; moved += 10) {
      await finger.move(x + moved, y);
      await pause(60);
    }
    await finger.end();
    const dragged = await stateOf(page, "one finger has moved the map", kept);
    const [one, two] = [await page.touchscreen.touchStart(x - 20, y),
      await page.touchscreen.touchStart(x + 20, y)];
    for (let apart = 25; apart <= 60; apart += 5) {
      await one.move(x - apart, y);
      await two.move(x + apart, y);
      await pause(60);
    }
    await one.end();
    await two.end();
    await stateOf(page, "two fingers have zoomed", (now) => kept(now) && now !== dragged);
    await pause(1500);
    await picture(page, `${width}x${height}-zoomed`);
  }
});

await test("results have the bits of the desktop, and so have the archives of its commands",
  async (start) => {
    const { told } = await start("?bits");
    const bits = await until("the bits", () => told.find((text) => text.startsWith("map ")));
    if (!program) return console.log("not compared: BASINSCOPE names no program");
    const lines = (text) => text.trim().split("\n");
    assert.deepEqual(lines(bits), lines(native("bench", "--bits")));
    const folder = mkdtempSync(join(tmpdir(), "basinscope-"));
    const archives = lines(bits).filter((line) => /^(slice|basins) /.test(line));
    assert.equal(archives.length, 10);
    for (const line of archives) {
      const [, command, preset, digest] = line.match(/^(\w+) (\S+): (\w+)$/);
      const out = join(folder, `${command}-${preset}.npz`);
      native(command, preset, "--size", "32x32", "--out", out);
      assert.equal(createHash("sha256").update(readFileSync(out)).digest("hex"), digest, line);
    }
  });

await close();
