import { closeSync, openSync } from 'node:fs';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { Failure, codeOf, complain, reason, write } from './common.ts';
import { BAD_URL, UNSUPPORTED, parseCurl, type CurlRequest } from './curl-options.ts';

/** What -w can tell of a transfer. */
interface Told {
  code: number;
  url: string;
  method: string;
  redirects: number;
  received: number;
  sent: number;
  type: string;
  startedAt: number;
  address: string;
  port: number;
}

/** `curl`: HTTP over the container's loopback; each URL a connection, as it comes. */
export async function curl(words: string[]): Promise<number> {
  const wanted = parseCurl(words);
  let status = 0;
  for (const url of wanted.urls) {
    try {
      await transfer(wanted, url);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (!wanted.silent || wanted.showError) complain(error.message);
      status = error.code;
    }
  }
  return status;
}

async function transfer(wanted: CurlRequest, typed: string): Promise<void> {
  let url = parseUrl(typed);
  const told: Told = {
    code: 0,
    url: url.href,
    method: wanted.method,
    redirects: 0,
    received: 0,
    sent: wanted.body?.length ?? 0,
    type: '',
    startedAt: performance.now(),
    address: '',
    port: 0,
  };
  let { method, body } = wanted;
  try {
    for (;;) {
      const next = await exchange(wanted, url, method, body, told);
      if (next === null) return;
      if (++told.redirects > wanted.maxRedirects) {
        throw new Failure(`(47) Maximum (${wanted.maxRedirects}) redirects followed`, 47);
      }
      url = parseUrl(new URL(next, url).href);
      // Browsers and curl alike: what was posted is asked for again by GET, unless the server says to keep the method.
      if (![307, 308].includes(told.code) && method !== 'HEAD') {
        if (!wanted.methodGiven) method = 'GET';
        body = null;
      }
    }
  } finally {
    if (wanted.writeOut !== null) write(writeOut(wanted.writeOut, told));
  }
}

function parseUrl(typed: string): URL {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`;
  if (!URL.canParse(text)) throw new Failure(`(3) URL rejected: '${typed}' is none`, BAD_URL);
  const url = new URL(text);
  if (url.protocol === 'https:')
    throw new Failure('(1) https is not there: the container has no TLS; services in it speak http', UNSUPPORTED);
  if (url.protocol !== 'http:')
    throw new Failure(`(1) Protocol "${url.protocol.slice(0, -1)}" not supported`, UNSUPPORTED);
  return url;
}

/** One request and its answer. @returns where to go on, when the answer is a redirect that is to be followed */
function exchange(
  wanted: CurlRequest,
  url: URL,
  method: string,
  body: Buffer | null,
  told: Told,
): Promise<string | null> {
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || 80;
  const own = wanted.headers.filter(([name]) => body !== null || name !== 'Content-Type');
  const headers = [
    ...(own.some(([name]) => name.toLowerCase() === 'host') ? [] : [['Host', url.host] as const]),
    ...own,
  ];
  if (body) headers.push(['Content-Length', String(body.length)]);
  told.url = url.href;
  told.method = method;
  const shown = headers.filter(([name]) => !wanted.removed.includes(name.toLowerCase()));
  const say = (line: string) => {
    if (wanted.verbose) write(`${line}\n`, 2);
  };
  return new Promise((resolve, reject) => {
    const agent = new Agent({ keepAlive: true });
    const options = { agent, hostname, port, method, path: url.pathname + url.search, setHost: false };
    const outgoing: ClientRequest = request(options);
    for (const [name, value] of shown) outgoing.appendHeader(name, value);
    outgoing.removeHeader('connection');
    if (!body) outgoing.useChunkedEncodingByDefault = false;
    const timers: ReturnType<typeof setTimeout>[] = [];
    const end = (settle: () => void) => {
      timers.forEach(clearTimeout);
      outgoing.destroy();
      agent.destroy();
      settle();
    };
    const fail = (failure: Failure) => end(() => reject(failure));
    const limit = (after: number, message: () => string) => {
      if (after > 0) timers.push(setTimeout(() => fail(new Failure(`(28) ${message()}`, 28)), after));
      return timers.at(-1);
    };
    limit(
      Math.max(wanted.maxTime - (performance.now() - told.startedAt), wanted.maxTime && 1),
      () => `Operation timed out after ${wanted.maxTime} milliseconds with ${told.received} bytes received`,
    );
    const connecting = wanted.connectTime > 0 ? limit(wanted.connectTime, () => 'Connection timed out') : undefined;
    outgoing.on('socket', (socket) => {
      say(`*   Trying ${hostname}:${port}...`);
      socket.once('connect', () => {
        clearTimeout(connecting);
        told.address = socket.remoteAddress ?? '';
        told.port = socket.remotePort ?? 0;
        say(`* Connected to ${hostname} (${told.address}) port ${told.port}`);
        say(`> ${method} ${options.path} HTTP/1.1`);
        for (const [name, value] of shown) say(`> ${name}: ${value}`);
        say('> ');
      });
    });
    let answered = false;
    outgoing.on('error', (error) => {
      if (!answered) fail(failureOf(error, hostname, port));
    });
    outgoing.on('response', (answer) => {
      answered = true;
      receive(wanted, url, answer, told, say).then(
        (next) => end(() => resolve(next)),
        (error: Error) => end(() => reject(error)),
      );
    });
    outgoing.end(body ?? undefined);
  });
}

async function receive(
  wanted: CurlRequest,
  url: URL,
  answer: IncomingMessage,
  told: Told,
  say: (line: string) => void,
): Promise<string | null> {
  told.code = answer.statusCode ?? 0;
  told.type = answer.headers['content-type'] ?? '';
  const lines = [`HTTP/${answer.httpVersion} ${told.code} ${answer.statusMessage ?? ''}`];
  for (let at = 0; at < answer.rawHeaders.length; at += 2)
    lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
  for (const line of [...lines, '']) say(`< ${line}`);
  if (wanted.fail && told.code >= 400) throw new Failure(`(22) The requested URL returned error: ${told.code}`, 22);
  const next = wanted.follow && told.code >= 300 && told.code < 400 ? (answer.headers.location ?? null) : null;
  const out = openOutput(wanted, url);
  try {
    if (wanted.include) write(`${lines.join('\r\n')}\r\n\r\n`, out);
    try {
      for await (const piece of answer as AsyncIterable<Buffer>) {
        told.received += piece.length;
        if (next === null) write(piece, out);
      }
    } catch (error) {
      if (codeOf(error) === 'ECONNRESET')
        throw new Failure('(18) transfer closed with outstanding read data remaining', 18);
      throw error;
    }
  } finally {
    if (out !== 1) closeSync(out);
  }
  return next;
}

function openOutput({ output, remoteName }: CurlRequest, url: URL): number {
  const path = output ?? (remoteName ? url.pathname.slice(url.pathname.lastIndexOf('/') + 1) : '-');
  if (path === '-') return 1;
  if (path === '') throw new Failure('(23) Remote file name has no length', 23);
  try {
    return openSync(path, 'w');
  } catch (error) {
    throw new Failure(`(23) Failed to open ${path}: ${reason(error)}`, 23);
  }
}

/** Node's error as curl tells it, with curl's exit code. */
function failureOf(error: Error, host: string, port: number): Failure {
  switch (codeOf(error)) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Failure(`(6) Could not resolve host: ${host}`, 6);
    case 'ECONNREFUSED':
      return new Failure(`(7) Failed to connect to ${host} port ${port}: Connection refused`, 7);
    case 'ECONNRESET':
      return error.message === 'socket hang up'
        ? new Failure('(52) Empty reply from server', 52)
        : new Failure('(56) Recv failure: Connection reset by peer', 56);
    default:
      if (codeOf(error)?.startsWith('HPE_')) return new Failure(`(1) The answer is no HTTP: ${error.message}`, 1);
      return new Failure(`(7) Failed to connect to ${host} port ${port}: ${error.message}`, 7);
  }
}

/** What -w asks for: `%{http_code}` and the like, and `\n`, `\t`, `\r`. */
export function writeOut(format: string, told: Told): string {
  const seconds = ((performance.now() - told.startedAt) / 1000).toFixed(6);
  const values: Record<string, string | number> = {
    http_code: String(told.code).padStart(3, '0'),
    response_code: String(told.code).padStart(3, '0'),
    url_effective: told.url,
    url: told.url,
    method: told.method,
    num_redirects: told.redirects,
    size_download: told.received,
    size_upload: told.sent,
    content_type: told.type,
    time_total: seconds,
    remote_ip: told.address,
    remote_port: told.port,
  };
  return format.replace(/%\{(\w+)\}|%%|\\([ntr\\])/g, (_all, name: string | undefined, letter: string | undefined) => {
    if (letter !== undefined) return { n: '\n', t: '\t', r: '\r', '\\': '\\' }[letter]!;
    if (name === undefined) return '%';
    if (name in values) return String(values[name]);
    complain(`unknown --write-out variable: '${name}'; there are ${Object.keys(values).join(' ')}`);
    return '';
  }) as string;
}
