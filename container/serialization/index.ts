/** Values as bytes, as V8 writes them. */

export { Reader } from './reader.ts';
export { Writer } from './writer.ts';
