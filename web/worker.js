"use strict";
// A worker of the page: the same module on the same memory; its main takes one task after another.
onmessage = ({ data: [script, module, memory] }) => {
  importScripts(script + ".js");
  wasm_bindgen({ module_or_path: module, memory }).catch((error) => {
    console.error("a worker ended: " + error);
  });
};
