import { isUtf8 } from 'node:buffer';
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { Failure, complain, orStdin, print, readOptions, reason } from './common.ts';
import { Editor, Output, type Result } from './sed-editor.ts';
import { parseScript, type Command } from './sed-script.ts';

const PANIC = 4;

/** `sed [-n] [-E] [-s] [-u] [-i[SUFFIX]] [-e SCRIPT | -f FILE]… [SCRIPT] [FILE…]`: edits lines as they come. */
export function sed(words: string[]): number {
  const { rest, suffix } = withoutInPlace(words);
  const { values, operands, tokens } = known(rest);
  // In the order in which they were given.
  const scripts = tokens.flatMap((token) => {
    if (token.kind !== 'option' || token.value === undefined) return [];
    if (token.name === 'expression') return [token.value];
    return token.name === 'file' ? [scriptIn(token.value)] : [];
  });
  if (scripts.length === 0) {
    const [script] = operands.splice(0, 1);
    if (script === undefined) throw new Failure('a script is missing: sed [-n] [-E] [-i] [-e SCRIPT] SCRIPT [FILE…]');
    scripts.push(script);
  }
  const commands = parseScript(scripts, Boolean(values['regexp-extended'] || values.r));
  const quiet = Boolean(values.quiet || values.silent) || /^#n(?:\n|$)/.test(scripts[0]!);
  const files = orStdin(operands);
  if (suffix === null) {
    const output = new Output(print);
    // With -s each file is edited for itself.
    const groups = values.separate ? files.map((file) => [file]) : [files];
    return inTurn(groups, (group) => new Editor(commands, quiet, output).edit(group));
  }
  return inTurn(files, (file) => editInPlace(file, suffix, commands, quiet));
}

/** @returns the exit code: the first that is none of success */
function inTurn<T>(items: T[], work: (item: T) => Result): number {
  let code = 0;
  for (const item of items) {
    const result = work(item);
    code ||= result.code;
    if (result.ends) break;
  }
  return code;
}

/** @param suffix of the copy that is kept, or a name with `*` for the file's; empty: none is kept */
function editInPlace(file: string, suffix: string, commands: Command[], quiet: boolean): Result {
  const refused = (why: string): Result => {
    complain(why);
    return { code: PANIC, ends: false };
  };
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats && !stats.isFile()) return refused(`couldn't edit ${file}: not a regular file`);
  // Its bytes would not be the same afterwards.
  if (stats && !isUtf8(readFileSync(file)))
    return refused(`couldn't edit ${file}: it is not UTF-8, which is all that is known here`);
  let text = '';
  const editor = new Editor(commands, quiet, new Output((piece) => (text += piece)));
  const result = editor.edit([file]);
  if (!stats) return result;
  if (suffix !== '') copyFileSync(file, suffix.includes('*') ? suffix.replaceAll('*', file) : file + suffix);
  writeFileSync(file, text);
  return result;
}

function known(words: string[]) {
  return readOptions(words, {
    quiet: { type: 'boolean', short: 'n' },
    silent: { type: 'boolean' },
    'regexp-extended': { type: 'boolean', short: 'E' },
    r: { type: 'boolean', short: 'r' },
    separate: { type: 'boolean', short: 's' },
    unbuffered: { type: 'boolean', short: 'u' },
    expression: { type: 'string', short: 'e', multiple: true },
    file: { type: 'string', short: 'f', multiple: true },
  });
}

/** `-i` has its suffix attached or none, which no other option has. */
function withoutInPlace(words: string[]): { rest: string[]; suffix: string | null } {
  let suffix: string | null = null;
  const rest = words.flatMap((word, at) => {
    if (/^-\w*[ef]$/.test(words[at - 1] ?? '')) return [word];
    const [all, others = '', own, long] = /^-([nErsu]*)i(.*)$|^--in-place(?:=(.*))?$/.exec(word) ?? [];
    if (all === undefined) return [word];
    suffix = own ?? long ?? '';
    return others === '' ? [] : [`-${others}`];
  });
  return { rest, suffix };
}

function scriptIn(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/\n$/, '');
  } catch (error) {
    throw new Failure(`couldn't open file ${file}: ${reason(error)}`);
  }
}
