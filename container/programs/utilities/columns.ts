/** Programs that take lines apart or turn them around: cut, rev, tac. */

import { Failure, forEach, linesOf, orStdin, print, readOptions } from './common.ts';

const tell = (file: string, why: string): string => `${file}: ${why}`;

/** `cut -b LIST | -c LIST | -f LIST [-d CHARACTER] [-s] [--complement] [--output-delimiter TEXT] [FILE…]` */
export function cut(words: string[]): Promise<number> {
  const { values, operands } = readOptions(words, {
    bytes: { type: 'string', short: 'b' },
    characters: { type: 'string', short: 'c' },
    fields: { type: 'string', short: 'f' },
    delimiter: { type: 'string', short: 'd' },
    'only-delimited': { type: 'boolean', short: 's' },
    complement: { type: 'boolean' },
    'output-delimiter': { type: 'string' },
    n: { type: 'boolean', short: 'n' },
  });
  const lists = [values.bytes, values.characters, values.fields].filter((list) => list !== undefined);
  if (lists.length > 1) throw new Failure('only one list may be specified');
  if (lists.length === 0) throw new Failure('you must specify a list of bytes, characters, or fields');
  const { delimiter = '\t', fields } = values;
  if ([...delimiter].length > 1) throw new Failure('the delimiter must be a single character');
  if (fields === undefined) {
    if (values.delimiter !== undefined)
      throw new Failure('an input delimiter may be specified only when operating on fields');
    if (values['only-delimited'])
      throw new Failure('suppressing non-delimited lines makes sense\n\tonly when operating on fields');
  }
  const chosen = listOf(lists[0]!, fields === undefined ? 'byte/character' : 'field');
  const wanted = (at: number) => chosen.some(([from, to]) => at >= from && at <= to) !== Boolean(values.complement);
  const between = values['output-delimiter'];

  const pick = (line: string): string | null => {
    if (fields !== undefined) {
      const parts = line.split(delimiter);
      if (parts.length === 1) return values['only-delimited'] ? null : line;
      return parts.filter((_, at) => wanted(at + 1)).join(between ?? delimiter);
    }
    const bytes = values.bytes === undefined ? null : Buffer.from(line);
    const units = bytes ? [...bytes.toString('latin1')] : [...line];
    let text = '';
    units.forEach((unit, index) => {
      const at = index + 1;
      if (!wanted(at)) return;
      const begins = chosen.some(([from]) => from === at) || !wanted(at - 1);
      text += (between !== undefined && text !== '' && begins ? between : '') + unit;
    });
    return bytes ? Buffer.from(text, 'latin1').toString() : text;
  };
  return forEach(orStdin(operands), tell, (file) => {
    for (const line of linesOf(file)) {
      const text = pick(line.replace(/\n$/, ''));
      if (text !== null) print(`${text}\n`);
    }
  });
}

/** `1,3-5,7-`: the ranges, with both ends. */
function listOf(text: string, what: string): [from: number, to: number][] {
  return text.split(/[,\s]/).map((range) => {
    const [all, from = '', dash = '', to = ''] = /^(\d*)(-?)(\d*)$/.exec(range) ?? [];
    if (all === undefined) {
      if (what === 'field') throw new Failure(`invalid field value '${range.replace(/^[\d-]*/, '')}'`);
      throw new Failure(`invalid byte/character position '${range.replace(/^[\d-]*/, '')}'`);
    }
    if (from === '' && to === '') {
      if (dash !== '') throw new Failure('invalid range with no endpoint: -');
      throw new Failure(
        what === 'field' ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1',
      );
    }
    const first = from === '' ? 1 : Number(from);
    const last = to !== '' ? Number(to) : dash === '' ? first : Infinity;
    if (first === 0 || last === 0)
      throw new Failure(
        what === 'field' ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1',
      );
    if (last < first) throw new Failure('invalid decreasing range');
    return [first, last];
  });
}

/** `tac`: the last line first. */
export function tac(words: string[]): Promise<number> {
  const { operands } = readOptions(words, {});
  const tellOpen = (file: string, why: string) =>
    why === 'Is a directory' ? `${file}: read error: ${why}` : `failed to open '${file}' for reading: ${why}`;
  return forEach(orStdin(operands), tellOpen, (file) => print([...linesOf(file)].reverse().join('')));
}

/** `rev`: each line from its end. */
export function rev(words: string[]): Promise<number> {
  const { operands } = readOptions(words, {});
  return forEach(
    orStdin(operands),
    (file, why) => (why === 'Is a directory' ? tell(file, why) : `cannot open ${file}: ${why}`),
    (file) => {
      for (const line of linesOf(file)) {
        const text = line.replace(/\n$/, '');
        print([...text].reverse().join('') + line.slice(text.length));
      }
    },
  );
}
