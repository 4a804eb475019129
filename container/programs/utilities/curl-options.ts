import { Buffer } from 'node:buffer';
import { Failure, contents, readOptions, reason } from './common.ts';

/** What a curl command line asks for. */
export interface CurlRequest {
  urls: string[];
  method: string;
  /** As typed, in order; later ones replace curl's own of the same name. */
  headers: [name: string, value: string][];
  /** Names that were given without a value: curl's own header of that name is left out. */
  removed: string[];
  body: Buffer | null;
  include: boolean;
  head: boolean;
  verbose: boolean;
  silent: boolean;
  showError: boolean;
  /** 400 and more is a failure: nothing is written, the code is 22. */
  fail: boolean;
  /** null: the standard output; with `remote` the URL's own last part. */
  output: string | null;
  remoteName: boolean;
  writeOut: string | null;
  follow: boolean;
  maxRedirects: number;
  /** Milliseconds; 0 is no limit. */
  maxTime: number;
  connectTime: number;
  /** -X was given: a redirect keeps it. */
  methodGiven: boolean;
}

/** curl's exit codes, as its manual has them. */
export const UNSUPPORTED = 1;
export const BAD_OPTION = 2;
export const BAD_URL = 3;

const text = (short?: string) => ({ type: 'string', ...(short ? { short } : {}) }) as const;
const flag = (short?: string) => ({ type: 'boolean', ...(short ? { short } : {}) }) as const;
const texts = (short?: string) => ({ ...text(short), multiple: true }) as const;

const OPTIONS = {
  request: text('X'),
  header: texts('H'),
  data: texts('d'),
  'data-ascii': texts(),
  'data-raw': texts(),
  'data-binary': texts(),
  'data-urlencode': texts(),
  json: texts(),
  get: flag('G'),
  include: flag('i'),
  head: flag('I'),
  verbose: flag('v'),
  silent: flag('s'),
  'show-error': flag('S'),
  fail: flag('f'),
  output: text('o'),
  'remote-name': flag('O'),
  'write-out': text('w'),
  location: flag('L'),
  'max-redirs': text(),
  'max-time': text('m'),
  'connect-timeout': text(),
  user: text('u'),
  'user-agent': text('A'),
  referer: text('e'),
  cookie: texts('b'),
  url: texts(),
  'no-buffer': flag('N'),
  'no-progress-meter': flag(),
} as const;

/**
 * Reads a command line.
 * @throws Failure as curl has it, for an option that is not known here or has no sense
 */
export function parseCurl(words: string[]): CurlRequest {
  const { values, operands } = known(words);
  const urls = [...(values.url ?? []), ...operands];
  if (urls.length === 0) throw new Failure('(2) no URL specified', BAD_OPTION);
  const parts = [
    ...(values.data ?? []).map((each) => dataOf(each, true)),
    ...(values['data-ascii'] ?? []).map((each) => dataOf(each, true)),
    ...(values['data-raw'] ?? []).map((each) => Buffer.from(each)),
    ...(values['data-binary'] ?? []).map((each) => dataOf(each, false)),
    ...(values['data-urlencode'] ?? []).map(urlencoded),
  ];
  const json = values.json?.map((each) => dataOf(each, false));
  const data = json ? Buffer.concat(json) : parts.length > 0 ? joined(parts) : null;
  const body = values.get ? null : data;
  const headers: [string, string][] = [
    ['User-Agent', values['user-agent'] ?? 'curl/lab'],
    ['Accept', '*/*'],
  ];
  if (values.user !== undefined)
    headers.push(['Authorization', `Basic ${Buffer.from(values.user).toString('base64')}`]);
  if (values.referer !== undefined) headers.push(['Referer', values.referer]);
  if (values.cookie) headers.push(['Cookie', values.cookie.map(cookieOf).join('; ')]);
  if (body) headers.push(['Content-Type', json ? 'application/json' : 'application/x-www-form-urlencoded']);
  if (json) headers[1] = ['Accept', 'application/json'];
  const removed: string[] = [];
  for (const each of values.header ?? []) {
    const [, name = '', mark, value = ''] = /^([^:;]+)([:;])\s*(.*)$/.exec(each) ?? [];
    if (name === '') throw new Failure(`(2) a header is NAME: VALUE, and not '${each}'`, BAD_OPTION);
    const own = headers.findIndex(([other], at) => at < 6 && other.toLowerCase() === name.toLowerCase());
    if (own >= 0) headers.splice(own, 1);
    if (value === '' && mark === ':') removed.push(name.toLowerCase());
    else headers.push([name, value]);
  }
  return {
    urls: values.get && data ? urls.map((url) => `${url}${url.includes('?') ? '&' : '?'}${data.toString()}`) : urls,
    method: values.request ?? (values.head ? 'HEAD' : body ? 'POST' : 'GET'),
    methodGiven: values.request !== undefined,
    headers,
    removed,
    body,
    include: Boolean(values.include || values.head),
    head: values.head ?? false,
    verbose: values.verbose ?? false,
    silent: values.silent ?? false,
    showError: values['show-error'] ?? false,
    fail: values.fail ?? false,
    output: values.output ?? null,
    remoteName: values['remote-name'] ?? false,
    writeOut: values['write-out'] ?? null,
    follow: values.location ?? false,
    maxRedirects: seconds(values['max-redirs'], '--max-redirs') ?? 50,
    maxTime: (seconds(values['max-time'], '--max-time') ?? 0) * 1000,
    connectTime: (seconds(values['connect-timeout'], '--connect-timeout') ?? 0) * 1000,
  };
}

function known(words: string[]) {
  try {
    return readOptions(words, OPTIONS, BAD_OPTION);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const names = Object.entries(OPTIONS).map(([name, option]) =>
      'short' in option ? `-${option.short}` : `--${name}`,
    );
    throw new Failure(`(2) ${error.message}\nThis curl knows ${names.join(' ')}`, BAD_OPTION);
  }
}

function seconds(given: string | undefined, option: string): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given);
  if (given === '' || !(value >= 0)) throw new Failure(`(2) ${option} wants a number, and not '${given}'`, BAD_OPTION);
  return value;
}

/** `@file` is what is in the file, without its line ends unless it is sent as it is. */
function dataOf(given: string, withoutNewlines: boolean): Buffer {
  if (!given.startsWith('@')) return Buffer.from(given);
  try {
    const bytes = contents(given.slice(1));
    return withoutNewlines ? Buffer.from(bytes.filter((byte) => byte !== 10 && byte !== 13)) : bytes;
  } catch (error) {
    throw new Failure(`(26) Failed to open ${given.slice(1)}: ${reason(error)}`, 26);
  }
}

/** `content`, `=content` or `name=content`; only the content is encoded. */
function urlencoded(given: string): Buffer {
  const at = given.indexOf('=');
  const name = at > 0 ? given.slice(0, at + 1) : '';
  return Buffer.from(name + encodeURIComponent(given.slice(at + 1)));
}

function joined(parts: Buffer[]): Buffer {
  return Buffer.concat(parts.flatMap((part, at) => (at === 0 ? [part] : [Buffer.from('&'), part])));
}

function cookieOf(given: string): string {
  if (given.includes('=')) return given;
  throw new Failure(`(2) -b wants NAME=VALUE here, and no file: '${given}'`, BAD_OPTION);
}
