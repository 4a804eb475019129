import { library } from './library.ts';

const STDOUT = 1;
const STDERR = 2;

function write(fd: number, text: string): void {
  (library.require('fs') as { writeSync(fd: number, text: string): void }).writeSync(fd, text);
}

/** Writes to the process's stdout, at once. */
export const print = (text: string): void => write(STDOUT, text);

/** Writes to the process's stderr, at once. */
export const printToStderr = (text: string): void => write(STDERR, text);
