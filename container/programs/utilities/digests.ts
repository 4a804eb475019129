/** Programs about bytes: md5sum, sha1sum, sha256sum, sha512sum, base64. */

import {
  Failure,
  complain,
  forEach,
  linesOf,
  numberOf,
  orStdin,
  pieces,
  print,
  readOptions,
  reason,
  write,
  type Utility,
} from './common.ts';

/** Loaded when it is used: every other program would start in twice the time. */
const createHash = (algorithm: string) => process.getBuiltinModule('node:crypto').createHash(algorithm);

const tell = (file: string, why: string): string => `${file}: ${why}`;

/** `md5sum [-b] [-t] [-c [--status] [--quiet]] [FILE…]` and its like. */
export const digestProgram =
  (algorithm: string): Utility =>
  async (words) => {
    const { values, operands } = readOptions(words, {
      check: { type: 'boolean', short: 'c' },
      binary: { type: 'boolean', short: 'b' },
      text: { type: 'boolean', short: 't' },
      status: { type: 'boolean' },
      quiet: { type: 'boolean' },
    });
    if (!values.check && (values.status || values.quiet))
      throw new Failure(
        `the --${values.status ? 'status' : 'quiet'} option is meaningful only when verifying checksums`,
      );
    let holds = true;
    const status = await forEach(orStdin(operands), tell, (file) => {
      if (values.check) holds = verify(file, algorithm, values) && holds;
      else print(`${digestOf(file, algorithm)} ${values.binary ? '*' : ' '}${file}\n`);
    });
    return holds ? status : 1;
  };

function digestOf(file: string, algorithm: string): string {
  const hash = createHash(algorithm);
  for (const piece of pieces(file)) hash.update(piece);
  return hash.digest('hex');
}

/** @returns whether every file is what the list says */
function verify(list: string, algorithm: string, { status, quiet }: { status?: boolean; quiet?: boolean }): boolean {
  const length = digestLength(algorithm);
  let [listed, unread, wrong, malformed] = [0, 0, 0, 0];
  for (const line of linesOf(list)) {
    const [, expected = '', file = ''] = /^([0-9a-fA-F]+) [ *](.+?)\n?$/.exec(line) ?? [];
    if (expected.length !== length) {
      malformed++;
      continue;
    }
    listed++;
    let holds = false;
    try {
      holds = digestOf(file, algorithm) === expected.toLowerCase();
      if (!holds) wrong++;
    } catch (error) {
      complain(tell(file, reason(error)));
      unread++;
      if (!status) print(`${file}: FAILED open or read\n`);
      continue;
    }
    if (!status && !(quiet && holds)) print(`${file}: ${holds ? 'OK' : 'FAILED'}\n`);
  }
  if (listed === 0)
    throw new Failure(`${list === '-' ? "'standard input'" : list}: no properly formatted checksum lines found`);
  const warn = (count: number, one: string, many: string) => {
    if (count > 0 && !status) complain(`WARNING: ${count} ${count === 1 ? one : many}`);
  };
  warn(malformed, 'line is improperly formatted', 'lines are improperly formatted');
  warn(unread, 'listed file could not be read', 'listed files could not be read');
  warn(wrong, 'computed checksum did NOT match', 'computed checksums did NOT match');
  return wrong + unread === 0;
}

const digestLength = (algorithm: string): number => createHash(algorithm).digest('hex').length;

/** `base64 [-d] [-i] [-w COLUMNS] [FILE]` */
export function base64(words: string[]): Promise<number> {
  const { values, operands } = readOptions(words, {
    decode: { type: 'boolean', short: 'd' },
    'ignore-garbage': { type: 'boolean', short: 'i' },
    wrap: { type: 'string', short: 'w' },
  });
  if (operands.length > 1) throw new Failure(`extra operand '${operands[1]}'`);
  const width = numberOf(values.wrap ?? '76', 'wrap size');
  if (width < 0) throw new Failure(`invalid wrap size: '${values.wrap}'`);
  return forEach(orStdin(operands), tell, (file) => {
    if (values.decode) decode(file, values['ignore-garbage'] ?? false);
    else encode(file, width);
  });
}

function encode(file: string, width: number): void {
  let bytes = Buffer.alloc(0);
  let column = 0;
  const put = (text: string) => {
    for (let at = 0; at < text.length;) {
      const part = width === 0 ? text : text.slice(at, at + width - column);
      print(part);
      at += part.length;
      column += part.length;
      if (column !== width) continue;
      print('\n');
      column = 0;
    }
  };
  for (const piece of pieces(file)) {
    bytes = Buffer.concat([bytes, piece]);
    const whole = bytes.length - (bytes.length % 3);
    put(bytes.toString('base64', 0, whole));
    bytes = bytes.subarray(whole);
  }
  put(bytes.toString('base64'));
  if (column > 0 && width > 0) print('\n');
}

function decode(file: string, ignoreGarbage: boolean): void {
  let rest = '';
  for (const piece of pieces(file)) {
    const text = piece.toString('latin1');
    rest += ignoreGarbage ? text.replace(/[^A-Za-z0-9+/=]/g, '') : text.replaceAll('\n', '');
    const [, whole = ''] = /^((?:[A-Za-z0-9+/]{4})*)/.exec(rest)!;
    write(Buffer.from(whole, 'base64'));
    rest = rest.slice(whole.length);
  }
  const [, padded = ''] = /^([A-Za-z0-9+/]{2}(?:==|[A-Za-z0-9+/]=?))?$/.exec(rest) ?? [];
  write(Buffer.from(padded || (/^[A-Za-z0-9+/]{2,3}/.exec(rest)?.[0] ?? ''), 'base64'));
  if (rest !== '' && (padded === '' || !padded.endsWith('='))) throw new Failure('invalid input');
}
