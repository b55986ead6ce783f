// How fast the page is beside the desktop, as a table for web/README.md:
// BASINSCOPE=PROGRAM node tests/web/measure.mjs PAGE
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { close, until, test } from "./browser.mjs";

const rows = [];
const row = (...cells) => rows.push(`| ${cells.join(" | ")} |`);
const seconds = (value) => `${value.toFixed(value < 1 ? 3 : 1)} s`;
const millions = (value) => (value / 1e6).toFixed(value < 1e7 ? 2 : 0);

await test("the speed of the page", async (start) => {
  const program = process.env.BASINSCOPE;
  const native = JSON.parse(execFileSync(program, ["bench", "--json"], { encoding: "utf8" }));
  const { told } = await start("?bench", "#xor-relu");
  const text = await until("the page is measured", () => told.find((text) => text.startsWith("{")));
  const page = JSON.parse(text);
  const { seconds: first } = await start("?again", "#xor-relu");
  row("", "desktop", "page", "slower");
  row("---", "---:", "---:", "---:");
  native.kernels.forEach(({ name, per_second: rate }, index) => {
    const other = page.kernels[index].per_second;
    row(`${name}, million/s`, millions(rate), millions(other), (rate / other).toFixed(1));
  });
  native.basins.forEach(({ name, budget, seconds: time }, index) => {
    const other = page.basins[index].seconds;
    row(`basins of ${name}, budget ${budget}`, seconds(time), seconds(other),
      (other / time).toFixed(1));
  });
  row("from the address to the window", "", seconds(first), "");
  console.log(`${cpus().length} cores, software GL, ${new Date().toISOString().slice(0, 10)}, ` +
    `${native.threads} threads beside ${page.threads}; ${native.instructions}\n`);
  console.log(rows.join("\n"));
});

await close();
