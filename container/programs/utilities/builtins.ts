/** Programs that a shell has itself, for those who start them without one: printf, test, `[`. */

import { ShellError } from '../sh/state.ts';
import { test as holds } from '../sh/test.ts';
import { Failure, complain, write } from './common.ts';
import { printed } from './printf.ts';

export function printf([format, ...values]: string[]): number {
  if (format === undefined) throw new Failure('missing operand');
  try {
    const { bytes, problems, unused } = printed(format, values);
    write(bytes);
    problems.forEach(complain);
    if (unused !== undefined) complain(`warning: ignoring excess arguments, starting with '${unused}'`);
    return problems.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure(error.message);
  }
}

export function test(words: string[]): number {
  try {
    return holds(words, process.cwd());
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    throw new Failure(error.message.replace(/^test: /, ''), error.status);
  }
}

/** `[ … ]` */
export function bracket(words: string[]): number {
  if (words.at(-1) !== ']') throw new Failure("missing ']'", 2);
  return test(words.slice(0, -1));
}
