// HTTP/2 frame by frame: what a server answers to peers that break the protocol, and what a client does.
import { once } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';
import { frame, onFrames, PREFACE, summary } from './fixtures/http2-frames.mjs';
import { listen } from './fixtures/http2-helpers.mjs';

const SETTINGS = 4;
const events = [];
const server = http2.createServer(
  { maxSessionInvalidFrames: 3, settings: { maxHeaderListSize: 2000 } },
  (request, response) => {
    request.on('aborted', () => events.push('aborted'));
    request.resume();
    request.on('end', () => response.end('ok'));
  },
);
server.on('stream', (stream, headers) => {
  events.push(`stream ${stream.id} ${headers[':method']} ${Object.keys(headers).filter((name) => name[0] !== ':')}`);
  stream.on('error', (error) => events.push(`stream error ${error.code} ${error.message}`));
});
let sessions = 0;
let allClosed = () => {};
server.on('session', (session) => {
  sessions++;
  session.on('close', () => {
    if (--sessions === 0) allClosed();
  });
});
server.on('sessionError', (error) => events.push(`session error ${error.code} ${error.message}`));
const port = Number(new URL(await listen(server)).port);

// Blocks of headers, in literals without an index.
const literal = (name, value) =>
  Buffer.concat([Buffer.of(0, name.length), Buffer.from(name), Buffer.of(value.length), Buffer.from(value)]);
const GET = Buffer.concat([Buffer.of(0x82, 0x86, 0x84), literal(':authority', 'a')]);
const POST = Buffer.concat([Buffer.of(0x83, 0x86, 0x84), literal(':authority', 'a')]);
const END_STREAM = 1;
const END_HEADERS = 4;
const PADDED = 8;
const PRIORITY = 32;
const get = (stream, ...more) => frame(1, END_STREAM | END_HEADERS, stream, Buffer.concat([GET, ...more]));
const post = (stream, ...more) => frame(1, END_HEADERS, stream, Buffer.concat([POST, ...more]));
const uint32 = (...values) =>
  Buffer.concat(values.map((value) => Buffer.of(value >>> 24, value >>> 16, value >>> 8, value)));
const setting = (id, value) => Buffer.concat([Buffer.of(id >>> 8, id), uint32(value)]);

/** Sends frames to the server, and prints what came back until an answer, a reset or a good bye. */
const tell = (what, ...sent) => exchange(what, sent, true);
/** The same for what is not answered: until a ping is. */
const quiet = (what, ...sent) => exchange(what, sent, false);

async function exchange(what, sent, isAnswered) {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => {});
  const ping = (text) => frame(6, 0, 0, Buffer.from(text));
  socket.write(Buffer.concat([PREFACE, frame(SETTINGS, 0, 0), frame(SETTINGS, 1, 0), ...sent]));
  if (!isAnswered) socket.write(ping('is that '));
  const seen = [];
  onFrames(socket, (each) => {
    if (each.type === SETTINGS || socket.destroyed) return;
    if (each.type === 6 && String(each.payload) === 'is that ') return socket.write(ping('all now?'));
    const isEnd = each.type === 6 && String(each.payload) === 'all now?';
    if (!isEnd) seen.push(summary(each));
    if (isEnd || each.type === 7) return socket.destroy();
    const answers = each.type === 3 || (each.type < 2 && (each.flags & END_STREAM) !== 0);
    if (isAnswered && answers) socket.write(ping('is that '));
  });
  await once(socket, 'close');
  await sessionsClosed();
  console.log(what.padEnd(34), seen.join(' | ') || '-');
  console.log(' '.repeat(34), events.splice(0).join(' | '));
}

/** Until the server has none any more. */
function sessionsClosed() {
  return new Promise((resolve) => {
    if (sessions === 0) resolve();
    else allClosed = resolve;
  });
}

await tell('a request', get(1));
await tell(
  'with padding',
  frame(1, END_STREAM | END_HEADERS | PADDED, 1, Buffer.concat([Buffer.of(3), GET, Buffer.alloc(3)])),
);
await tell(
  'with a priority',
  frame(1, END_STREAM | END_HEADERS | PRIORITY, 1, Buffer.concat([uint32(0), Buffer.of(7), GET])),
);
await tell(
  'in pieces',
  frame(1, END_STREAM, 1, GET.subarray(0, 2)),
  frame(9, 0, 1, GET.subarray(2, 5)),
  frame(9, END_HEADERS, 1, GET.subarray(5)),
);
await tell('data', post(1), frame(0, 0, 1, Buffer.from('abc')), frame(0, END_STREAM, 1, Buffer.from('def')));
await tell('padded data', post(1), frame(0, PADDED | END_STREAM, 1, Buffer.from('\x02abc\0\0')));
await tell('trailers', post(1), frame(1, END_STREAM | END_HEADERS, 1, literal('x-end', 'yes')));
await tell('a frame of another kind', frame(99, 255, 1, Buffer.from('?')), get(1));

// What ends a stream.
await tell(
  'a length that is not kept',
  post(1, literal('content-length', '5')),
  frame(0, END_STREAM, 1, Buffer.from('abc')),
);
await tell('a length that is exceeded', post(1, literal('content-length', '2')), frame(0, 0, 1, Buffer.from('abc')));
await tell('an upper-case name', get(1, literal('X-Big', '1')));
await tell('a header of HTTP/1', get(1, literal('connection', 'close')));
await tell('te', get(1, literal('te', 'gzip')));
await tell('te: trailers', get(1, literal('te', 'trailers')));
await tell('a pseudo-header behind', get(1, literal('x-a', '1'), literal(':path', '/')));
await tell('a pseudo-header twice', get(1, literal(':path', '/')));
await tell('an unknown pseudo-header', get(1, literal(':other', '/')));
await tell('a pseudo-header of answers', get(1, literal(':status', '200')));
await tell(
  'no path',
  frame(1, END_STREAM | END_HEADERS, 1, Buffer.concat([Buffer.of(0x82, 0x86), literal(':authority', 'a')])),
);
await tell('no authority', frame(1, END_STREAM | END_HEADERS, 1, Buffer.of(0x82, 0x86, 0x84)));
await tell(
  'host in its place',
  frame(1, END_STREAM | END_HEADERS, 1, Buffer.concat([Buffer.of(0x82, 0x86, 0x84), literal('host', 'a')])),
);
await tell('a name that is none', get(1, literal('x y', '1')));
await tell('a value that is none', get(1, literal('x-a', 'a\0b'), literal('x-b', ' a '), literal('x-c', 'fine')));
await tell('trailers that go on', post(1), frame(1, END_HEADERS, 1, literal('x-end', 'yes')));
await tell('too many headers', get(1, ...Array.from({ length: 150 }, (_, at) => literal(`x-${at}`, '1'))));
await tell(
  'headers that are too long',
  get(1, ...Array.from({ length: 30 }, (_, at) => literal(`x-${at}`, 'y'.repeat(100)))),
);
await quiet('a reset', post(1), frame(3, 0, 1, uint32(8)));
await tell('a window that overflows', post(1), frame(8, 0, 1, uint32(0x7fffffff)));
await tell('headers once more', get(1), get(3), get(1));
await quiet('data behind a reset', post(1), frame(3, 0, 1, uint32(0)), frame(0, 0, 1, Buffer.from('abc')));

// What ends a connection.
await tell('a frame that is too large', frame(0, 0, 1, Buffer.alloc(16_385)));
await tell('data on no stream', frame(0, 0, 0, Buffer.from('a')));
await tell('data on an idle stream', frame(0, 0, 1, Buffer.from('a')));
await tell('data behind the end', post(3), get(1), post(5), frame(0, END_STREAM, 5), frame(0, 0, 5, Buffer.from('a')));
await tell('padding that is too long', post(1), frame(0, PADDED, 1, Buffer.from('\x05abc')));
await tell('headers on no stream', frame(1, END_STREAM | END_HEADERS, 0, GET));
await tell('headers on a stream of the server', get(2));
await tell(
  'headers that depend on themselves',
  frame(1, END_STREAM | END_HEADERS | PRIORITY, 1, Buffer.concat([uint32(1), Buffer.of(7), GET])),
);
await tell('headers interrupted', frame(1, 0, 1, GET), frame(6, 0, 0, Buffer.alloc(8)));
await tell('headers of another stream', frame(1, 0, 1, GET), frame(9, END_HEADERS, 3, GET));
await tell('a continuation of nothing', frame(9, END_HEADERS, 1, GET));
await tell('a block that cannot be read', frame(1, END_STREAM | END_HEADERS, 1, Buffer.of(0xff, 0xff)));
await tell('an index that is not there', frame(1, END_STREAM | END_HEADERS, 1, Buffer.of(0xbe)));
await quiet('a priority of no stream', frame(2, 0, 0, Buffer.alloc(5)));
await tell('a priority of a wrong length', frame(2, 0, 1, Buffer.alloc(4)));
await quiet('a priority of itself', frame(2, 0, 1, Buffer.concat([uint32(1), Buffer.of(0)])));
await tell('a reset of an idle stream', frame(3, 0, 1, uint32(8)));
await tell('a reset of a wrong length', post(1), frame(3, 0, 1, Buffer.alloc(3)));
await tell('settings on a stream', frame(SETTINGS, 0, 1));
await tell('settings of a wrong length', frame(SETTINGS, 0, 0, Buffer.alloc(5)));
await tell('an ack that carries something', frame(SETTINGS, 1, 0, setting(1, 1)));
await tell('an ack too many', frame(SETTINGS, 1, 0));
await tell('a push setting of 2', frame(SETTINGS, 0, 0, setting(2, 2)));
await tell('a window setting', frame(SETTINGS, 0, 0, setting(4, 0x80000000)));
await tell('a frame size setting', frame(SETTINGS, 0, 0, setting(5, 100)));
await tell('too many settings', frame(SETTINGS, 0, 0, Buffer.concat(Array.from({ length: 40 }, () => setting(3, 1)))));
await tell('a promise to a server', post(1), frame(5, END_HEADERS, 1, Buffer.concat([uint32(2), GET])));
await tell('a ping of a wrong length', frame(6, 0, 0, Buffer.alloc(7)));
await tell('a ping on a stream', frame(6, 0, 1, Buffer.alloc(8)));
await tell('an answer to no ping', frame(6, 1, 0, Buffer.alloc(8)));
await tell('a good bye of a wrong length', frame(7, 0, 0, Buffer.alloc(7)));
await tell('a good bye with a wrong stream', frame(7, 0, 0, uint32(1, 0)));
await tell('a good bye with an error', frame(7, 0, 0, uint32(0, 2)));
await tell('a window update by 0', frame(8, 0, 0, uint32(0)));
await tell('a window update by 0 on a stream', post(1), frame(8, 0, 1, uint32(0)));
await tell('a window update of an idle stream', frame(8, 0, 1, uint32(1)));
await tell('a window of too much', frame(8, 0, 0, uint32(0x7fffffff)));
await tell('a window update of a wrong length', frame(8, 0, 0, Buffer.alloc(3)));
await tell('too many invalid frames', ...Array.from({ length: 6 }, (_, at) => get(1 + 2 * at, literal('te', 'no'))));
await tell('too many empty frames', post(1), ...Array.from({ length: 6 }, () => frame(0, 0, 1)));
await tell('too many continuations', frame(1, 0, 1, GET), ...Array.from({ length: 10 }, () => frame(9, 0, 1)));
await quiet(
  'more data than allowed',
  post(1),
  ...Array.from({ length: 5 }, () => frame(0, 0, 1, Buffer.alloc(16_000))),
);

await tell('too many pings at once', ...Array.from({ length: 1100 }, () => frame(6, 0, 0, Buffer.alloc(8))));

// Something else than HTTP/2.
for (const said of ['GET / HTTP/1.1\r\nhost: a\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSMASH\r\n', 'x']) {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.end(said);
  onFrames(socket, (each) => console.log(summary(each)));
  await once(socket, 'close');
  await sessionsClosed();
  console.log(JSON.stringify(said.slice(0, 20)), events.splice(0).join(' | '));
}
server.close();

// A client whose server breaks the protocol.
async function answer(what, respond) {
  const raw = net.createServer((socket) => {
    socket.on('error', () => {});
    const heard = (each) => {
      if (each.type === 1) socket.write(Buffer.concat(respond(each.stream)));
      if (each.type === 7) socket.destroy();
    };
    onFrames(socket, heard, PREFACE.length);
  });
  const client = http2.connect(await listen(raw));
  const lines = [];
  client.on('error', (error) => lines.push(`session ${error.code} ${error.message}`));
  client.on('goaway', (code) => lines.push(`goaway ${code}`));
  const request = client.request({ ':path': '/' });
  request.on('response', (headers) => lines.push(`response ${headers[':status']}`));
  request.on('push', () => lines.push('push'));
  request.on('error', (error) => lines.push(`request ${error.code} ${error.message}`));
  request.on('end', () => lines.push('end'));
  request.on('close', () => {
    lines.push(`closed ${request.rstCode}`);
    client.close();
  });
  request.resume();
  await once(client, 'close').catch(() => {});
  raw.close();
  console.log(what.padEnd(34), lines.join(' | '));
}

const first = frame(SETTINGS, 0, 0);
const OK = Buffer.of(0x88);
await answer('an answer', (id) => [first, frame(1, END_HEADERS, id, OK), frame(0, END_STREAM, id, Buffer.from('a'))]);
await answer('an answer without settings', (id) => [frame(1, END_HEADERS, id, OK)]);
await answer('no HTTP/2', () => [Buffer.from('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')]);
await answer('no status', (id) => [first, frame(1, END_HEADERS, id, literal('x-a', '1'))]);
await answer('an informational end', (id) => [
  first,
  frame(1, END_HEADERS | END_STREAM, id, literal(':status', '100')),
]);
await answer('switching protocols', (id) => [first, frame(1, END_HEADERS, id, literal(':status', '101'))]);
await answer('data first', (id) => [first, frame(0, 0, id, Buffer.from('a'))]);
await answer('a refusal', (id) => [first, frame(3, 0, id, uint32(7))]);
await answer('a good bye before the answer', () => [first, frame(7, 0, 0, uint32(0, 0))]);
await answer('headers of an idle stream', () => [first, frame(1, END_HEADERS, 9, OK)]);
await answer('a push that depends on nothing', () => [
  first,
  frame(5, END_HEADERS, 99, Buffer.concat([uint32(2), GET])),
]);
await answer('a push with an odd number', (id) => [first, frame(5, END_HEADERS, id, Buffer.concat([uint32(7), GET]))]);
await answer('a server that wants pushes', () => [frame(SETTINGS, 0, 0, setting(2, 1))]);
