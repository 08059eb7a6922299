/** The compiled SIMD kernels with a memory of their own; what each does is said in int8.as.ts. */
import { INT8_WASM } from './kernels/int8.wasm.ts';

export interface Int8Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  rotate(...parameters: number[]): void;
  quantise(...parameters: number[]): number;
  screen(...parameters: number[]): number;
  join(...parameters: number[]): number;
}

/** The part of the global that is used here; the compiler's library has it only with the DOM. */
declare const WebAssembly: {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

export function int8Kernels(): Int8Kernels {
  const binary = Uint8Array.from(atob(INT8_WASM), (character) => character.charCodeAt(0));
  return new WebAssembly.Instance(new WebAssembly.Module(binary)).exports as Int8Kernels;
}
