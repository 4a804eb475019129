/** Handles of streams that few programs have: over a stream of the program's own, and from a file into a stream. */

export { createJSStreamBinding } from './js-stream.ts';
export { createStreamPipeBinding } from './stream-pipe.ts';
