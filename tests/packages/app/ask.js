/**
 * Starts a service of services/ and asks it what its requests.js asks: `node ask.js NAME`. What was answered goes to
 * stdout as JSON, so that it can be compared with another engine's. Runs on plain Node and in the container.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

/**
 * @typedef {object} Request
 * @property {number} [status] what the answer is to have; 200 if not said
 * @property {Record<string, string>} [headers]
 * @property {unknown} [json] sent as JSON
 * @property {string} [body]
 *
 * @typedef {{ status: number, headers: import('node:http').IncomingHttpHeaders, body: string }} Answer
 *
 * @typedef {object} Asking what a requests.js is given
 * @property {(line: string, request?: Request) => Promise<Answer>} ask asks `METHOD /path`, and keeps the answer
 * @property {(what: string, value: unknown) => void} note keeps something else to be compared
 * @property {(signal: NodeJS.Signals) => Promise<void>} end signals the service, waits for its end and keeps how it ended
 * @property {number} port of the service
 */

const [name = ''] = process.argv.slice(2);
/** Where the platform's programs are. */
const { PLATFORM = '' } = process.env;
const PASSWORD = 'not a secret';
/** How long an answer may take, in milliseconds. */
const LIMIT = 60_000;
/** What differs from run to run. */
const CHANGING = ['time', 'pid', 'hostname', 'responseTime', 'remotePort'];

const { default: requests, backing } = await import(`./services/${name}/requests.js`);
const children = [];
const kept = [];
const log = [];
try {
  const environment = { ...process.env, ...(backing && { BACKING_URL: await startBacking(backing) }) };
  const service = start([`services/${name}/service.js`], environment);
  const port = await portOf(service, (line) => log.push(line));
  const place = `127.0.0.1:${port}`;

  /** @type {Asking['ask']} */
  const ask = async (line, { status = 200, headers = {}, json, body = json && JSON.stringify(json) } = {}) => {
    const [method, path] = line.split(' ');
    const slot = kept.push({ asked: line, wanted: status }) - 1;
    const type = json === undefined ? {} : { 'content-type': 'application/json' };
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = request({ port, host: '127.0.0.1', method, path, headers: { ...type, ...length, ...headers } });
    sent.end(body);
    const late = setTimeout(() => sent.destroy(new Error(`${line} was not answered.`)), LIMIT);
    const [response] = await once(sent, 'response');
    const answer = { status: response.statusCode, headers: response.headers, body: await text(response) };
    clearTimeout(late);
    delete answer.headers.date;
    kept[slot].answer = answer;
    return answer;
  };
  const note = (asked, answer) => void kept.push({ asked, answer });
  const end = async (signal) => {
    const exit = once(service, 'close');
    service.kill(signal);
    note(`its end after ${signal}`, await exit);
  };
  await requests({ ask, note, end, port });
  if (log.length > 0) note('its log', log.map(lasting));
  console.log(JSON.stringify(kept).replaceAll(place, 'HOST').replaceAll(String(port), 'PORT'));
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  for (const child of children) child.kill('SIGKILL');
}

/** @param {string[]} args @param {NodeJS.ProcessEnv} env */
function start(args, env) {
  const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

/** Reads what a program writes until it is ready, and hands on the rest. */
function portOf(child, tell) {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const ready = /^ready .*port (\d+)$/.exec(line);
      if (ready) resolve(Number(ready[1]));
      else tell(line);
    });
    child.once('close', (code, signal) => reject(new Error(`${child.spawnargs[1]} ended: ${signal ?? code}`)));
  });
}

/** Starts a backing service of the platform. @returns {Promise<string>} its URL */
async function startBacking(kind) {
  const place = createServer().listen(0, '127.0.0.1');
  await once(place, 'listening');
  const port = place.address().port;
  await new Promise((resolve) => place.close(resolve));
  const program = { kv: 'kv.cjs', postgres: 'postgres/postgres.cjs' }[kind];
  await portOf(start([`${PLATFORM}/${program}`], { ...process.env, PORT: port, PASSWORD }), () => {});
  const user = { kv: 'redis://:', postgres: 'postgres://postgres:' }[kind];
  return `${user}${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}${kind === 'postgres' ? '/postgres' : ''}`;
}

/** A line of a log without what differs from run to run: times and places. */
function lasting(line) {
  const short = line.replaceAll(import.meta.dirname, '').replaceAll(dirname(import.meta.dirname), '');
  if (!short.startsWith('{')) return short;
  return JSON.parse(short, (key, value) => {
    if (CHANGING.includes(key)) return undefined;
    return key === 'stack' ? value.split('\n')[0] : value;
  });
}
