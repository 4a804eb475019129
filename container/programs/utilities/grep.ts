import { readdirSync, statSync } from 'node:fs';
import { Failure, complain, linesOf, readOptions, reason, write } from './common.ts';
import { compile, expression } from './expressions.ts';

/** What was found, not found, or went wrong. */
const FOUND = 0;
const NOT_FOUND = 1;
const TROUBLE = 2;

/** `grep`: lines that match. Patterns are basic expressions; -E extended ones, -F texts. */
export function grep(words: string[]): number {
  const { values, operands } = readOptions(
    words,
    {
      extended: { type: 'boolean', short: 'E' },
      fixed: { type: 'boolean', short: 'F' },
      'ignore-case': { type: 'boolean', short: 'i' },
      invert: { type: 'boolean', short: 'v' },
      count: { type: 'boolean', short: 'c' },
      files: { type: 'boolean', short: 'l' },
      'line-number': { type: 'boolean', short: 'n' },
      'only-matching': { type: 'boolean', short: 'o' },
      quiet: { type: 'boolean', short: 'q' },
      recursive: { type: 'boolean', short: 'r' },
      'no-messages': { type: 'boolean', short: 's' },
      'no-filename': { type: 'boolean', short: 'h' },
      'with-filename': { type: 'boolean', short: 'H' },
      word: { type: 'boolean', short: 'w' },
      line: { type: 'boolean', short: 'x' },
      regexp: { type: 'string', short: 'e', multiple: true },
    },
    TROUBLE,
  );
  const patterns = values.regexp ?? operands.splice(0, 1);
  if (patterns.length === 0) throw new Failure('a pattern is missing: grep [OPTION…] PATTERN [FILE…]', TROUBLE);
  const kind = values.fixed ? 'fixed' : values.extended ? 'extended' : 'basic';
  const sources = patterns.flatMap((pattern) => pattern.split('\n')).map((pattern) => expression(pattern, kind));
  const around = values.line ? ['^(?:', ')$'] : values.word ? ['(?<!\\w)(?:', ')(?!\\w)'] : ['(?:', ')'];
  const matcher = compile(
    around.join(sources.map((each) => `(?:${each})`).join('|')),
    values['ignore-case'] ? 'gi' : 'g',
    TROUBLE,
  );

  const given = operands.length > 0 ? operands : [values.recursive ? '.' : '-'];
  const named =
    values['with-filename'] || (!values['no-filename'] && (operands.length > 1 || Boolean(values.recursive)));
  let found = false;
  let trouble = false;
  const tell = (message: string) => {
    trouble = true;
    if (!values['no-messages']) complain(message);
  };
  for (const file of given.flatMap((each) => (values.recursive ? filesBelow(each) : [each]))) {
    const name = file === '-' ? '(standard input)' : file;
    const front = (at: number) => `${named ? `${name}:` : ''}${values['line-number'] ? `${at}:` : ''}`;
    let count = 0;
    let number = 0;
    try {
      for (const each of linesOf(file)) {
        const line = each.replace(/\n$/, '');
        number++;
        matcher.lastIndex = 0;
        if (matcher.test(line) === Boolean(values.invert)) continue;
        found = true;
        count++;
        if (values.quiet) return FOUND;
        if (values.files) break;
        if (values.count) continue;
        if (!values['only-matching']) write(`${front(number)}${line}\n`);
        else if (!values.invert) {
          matcher.lastIndex = 0;
          for (const [match] of line.matchAll(matcher)) if (match !== '') write(`${front(number)}${match}\n`);
        }
      }
    } catch (error) {
      tell(`${file}: ${reason(error)}`);
      continue;
    }
    if (values.files && count > 0) write(`${name}\n`);
    else if (values.count && !values.files) write(`${named ? `${name}:` : ''}${count}\n`);
  }
  if (trouble) return TROUBLE;
  return found ? FOUND : NOT_FOUND;
}

function filesBelow(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const below = `${path}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(below) : entry.isFile() ? [below] : [];
    });
}
