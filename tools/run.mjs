// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, absolute. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * An error whose message says all that the reader needs: what went wrong and how to mend it. It is printed without a
 * stack.
 */
export class Problem extends Error {}

/** Says what the toolchain is doing. On stderr, so that the stdout of a command stays its own. @param {string} text */
export function say(text) {
  process.stderr.write(`› ${text}\n`);
}

/**
 * Runs a program to its end. Signals that reach this process go on to it, so that stopping `npm start` stops the
 * server too.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{
 *   cwd?: string,
 *   env?: NodeJS.ProcessEnv,
 *   stdoutToStderr?: boolean,
 *   shell?: boolean,
 *   onStdout?: (text: string) => void,
 *   onStderr?: (text: string) => void,
 * }} [options] `stdoutToStderr`: for helpers whose words must not mix with the output of the command that they prepare;
 *   `onStdout` and `onStderr` get what would else be shown, in pieces
 * @returns {Promise<number>} its exit code; 128 and the signal's number when a signal ended it, as in a shell
 * @throws {Error} when it cannot be started
 */
export function run(program, args, options = {}) {
  const { cwd = root, env = process.env, stdoutToStderr = false, shell = false, onStdout, onStderr } = options;
  return new Promise((settle, fail) => {
    const stdout = onStdout ? 'pipe' : stdoutToStderr ? 2 : 'inherit';
    const child = spawn(program, args, { cwd, env, shell, stdio: ['inherit', stdout, onStderr ? 'pipe' : 'inherit'] });
    if (onStdout) child.stdout?.setEncoding('utf8').on('data', onStdout);
    if (onStderr) child.stderr?.setEncoding('utf8').on('data', onStderr);
    const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    for (const signal of signals) process.on(signal, forward);
    const ended = () => {
      for (const signal of signals) process.off(signal, forward);
    };
    child.on('error', (error) => {
      ended();
      fail(error);
    });
    child.on('close', (code, signal) => {
      ended();
      settle(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
