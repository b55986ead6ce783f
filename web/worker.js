"use strict";
// A worker of the page: the same module on the same memory; its main takes one task after another.
onmessage = async ({ data: [script, module, memory] }) => {
  importScripts(script + ".js");
  // only the first thread runs main by itself
  const program = await wasm_bindgen({ module_or_path: module, memory });
  program.main(0, 0);
};
