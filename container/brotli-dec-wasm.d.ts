/** The decoder's WebAssembly, as the build puts it into the script. */
declare module 'brotli-dec-wasm/web/bg.wasm' {
  const wasm: Uint8Array<ArrayBuffer>;
  export default wasm;
}
