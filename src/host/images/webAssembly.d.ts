/** The little of WebAssembly that the codecs need: Node.js has it, but its types leave it to those of the browser. */
declare namespace WebAssembly {
  type Module = object;

  class Instance {
    constructor(module: Module, imports: object);
    readonly exports: object;
  }

  function compile(bytes: Uint8Array): Promise<Module>;
}
