// What node:http's server answers on the wire: pipelining, bad requests, upgrades, limits.
import http from 'node:http';
import net from 'node:net';
import { once } from 'node:events';

const listen = async (server) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
};
const withoutDate = (text) => text.replace(/Date: [^\r]*/g, 'Date: …');

/** Sends the text, waits for the end of the connection and prints what came. */
async function raw(name, port, text, { end = false } = {}) {
  const socket = net.connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => (answer += data));
  socket.on('error', (error) => console.log(name, 'error', error.code));
  if (end) socket.end(text);
  else socket.write(text);
  await once(socket, 'close');
  console.log(`${name}\n${withoutDate(answer).replace(/^/gm, '  | ')}`);
}

const server = http.createServer((request, response) => {
  if (request.url === '/slow') setTimeout(() => response.end('slow'), 30);
  else request.resume().on('end', () => response.end(`${request.method} ${request.url}`));
});
const port = await listen(server);
const close = 'Connection: close\r\n';
await raw('pipelined', port, `GET /slow HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n${close}\r\n`);
await raw('http 1.0', port, 'GET /old HTTP/1.0\r\n\r\n');
await raw('http 1.0 keep-alive', port, 'GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n', { end: true });
await raw(
  'chunked',
  port,
  `POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n${close}\r\n3\r\nabc\r\n0\r\n\r\n`,
);
await raw('no host', port, `GET / HTTP/1.1\r\n${close}\r\n`);
await raw('rubbish', port, 'RUBBISH\r\n\r\n');
await raw('bad length', port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n');
await raw(
  'both lengths',
  port,
  'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n',
);
await raw('bad chunk', port, 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n');
await raw('too large headers', port, `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'x'.repeat(20_000)}\r\n\r\n`);
await raw('half a request', port, 'GET / HTTP/1.1\r\nHost', { end: true });
await raw('unknown method', port, 'FETCH / HTTP/1.1\r\nHost: x\r\n\r\n');
await raw('expectation', port, `POST / HTTP/1.1\r\nHost: x\r\nExpect: magic\r\nContent-Length: 0\r\n${close}\r\n`);
server.close();

const told = http.createServer(() => {});
told.on('clientError', (error, socket) => {
  console.log(
    'clientError',
    error.code,
    error.reason,
    error.bytesParsed,
    error.rawPacket?.toString('latin1').slice(0, 12),
  );
  socket.end('HTTP/1.1 418 Teapot\r\n\r\n');
});
await raw('told', await listen(told), 'NOT HTTP\r\n\r\n');
await raw('control character', told.address().port, 'GET / HTTP/1.1\r\nHost: x\r\nA: \x01\r\n\r\n');
await raw('half a request', told.address().port, 'GET / HTTP/1.1\r\nContent-Length:', { end: true });
told.close();

const upgrading = http.createServer((request, response) => response.end('no upgrade'));
upgrading.on('upgrade', (request, socket, head) => {
  console.log('upgrade', request.headers.upgrade, request.url, head.toString());
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n');
  socket.pipe(socket);
});
upgrading.on('connect', (request, socket) => {
  console.log('connect', request.url);
  socket.end('HTTP/1.1 200 OK\r\n\r\ntunnel');
});
const upgradePort = await listen(upgrading);
await raw('connect', upgradePort, 'CONNECT there:1 HTTP/1.1\r\nHost: x\r\n\r\n');
const request = http.get({
  port: upgradePort,
  host: '127.0.0.1',
  path: '/up',
  headers: { Connection: 'Upgrade', Upgrade: 'echo' },
});
const [response, socket, head] = await once(request, 'upgrade');
console.log('upgraded', response.statusCode, head.length);
socket.write('over');
console.log('echo', String((await once(socket, 'data'))[0]));
socket.end();
await once(socket, 'close');
upgrading.close();

const continuing = http.createServer((request, response) => request.pipe(response));
continuing.on('checkContinue', (request, response) => {
  console.log('checkContinue', request.headers.expect);
  response.writeContinue();
  request.pipe(response);
});
const continuePort = await listen(continuing);
const asking = http.request({
  port: continuePort,
  host: '127.0.0.1',
  method: 'POST',
  headers: { Expect: '100-continue' },
});
asking.on('continue', () => {
  console.log('continue');
  asking.end('the body');
});
asking.flushHeaders();
const [continued] = await once(asking, 'response');
console.log((await continued.toArray()).join(''));
continuing.close();

const limited = http.createServer({ maxHeaderSize: 200 }, (request, response) => response.end('fits'));
const limitedPort = await listen(limited);
await raw('limit kept', limitedPort, `GET / HTTP/1.1\r\nHost: x\r\n${close}\r\n`);
await raw('limit passed', limitedPort, `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(300)}\r\n\r\n`);
limited.close();

const few = http.createServer((request, response) => response.end(JSON.stringify(Object.keys(request.headers))));
few.maxHeadersCount = 3;
const fewPort = await listen(few);
await raw('max headers', fewPort, `GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\n${close}\r\n`);
await raw('too many headers', fewPort, `GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\nB: 2\r\n${close}\r\n`);
few.close();

const one = http.createServer((request, response) => response.end('one'));
one.maxRequestsPerSocket = 1;
await raw('max requests', await listen(one), 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', { end: true });
one.close();
