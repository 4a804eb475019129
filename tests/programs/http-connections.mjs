// Who keeps, reuses and ends connections: agents, timeouts, aborts, close with requests in flight.
import http from 'node:http';
import net from 'node:net';
import { once } from 'node:events';

const listen = async (server) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
};
const text = async (response) => (await response.setEncoding('utf8').toArray()).join('');
const get = async (options) => {
  const request = http.get({ host: '127.0.0.1', ...options });
  const [response] = await once(request, 'response');
  return { body: await text(response), reused: request.reusedSocket, connection: response.headers.connection };
};

let connections = 0;
const server = http.createServer((request, response) => {
  if (request.url === '/destroy') response.destroy();
  else if (request.url === '/half') {
    response.writeHead(200, { 'Content-Length': 10 });
    response.write('half');
    setTimeout(() => response.destroy(), 10);
  } else if (request.url === '/close') response.setHeader('Connection', 'close').end('bye');
  else response.end('ok');
});
server.on('connection', () => connections++);
const port = await listen(server);

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
console.log(await get({ port, agent }), connections);
console.log(await get({ port, agent }), connections);
console.log(await get({ port, agent, path: '/close' }), connections);
console.log(await get({ port, agent }), connections);
console.log(
  (await Promise.all([1, 2, 3].map(() => get({ port, agent })))).map(({ body }) => body),
  connections,
);
agent.destroy();
console.log(await get({ port, agent: false }), connections);

for (const path of ['/destroy', '/half']) {
  try {
    console.log(await get({ port, path, agent: false }));
  } catch (error) {
    console.log(path, error.code, error.message);
  }
}
console.log('getConnections', await new Promise((resolve) => server.getConnections((error, count) => resolve(count))));
server.close();

// The client goes away while the server works.
const left = http.createServer((request, response) => {
  request.on('error', (error) => console.log('request error', error.code));
  request.on('aborted', () => console.log('request aborted', request.complete));
  response.on('close', () => console.log('response close', response.writableFinished, request.destroyed));
});
const leftPort = await listen(left);
const leaving = http.get({ port: leftPort, host: '127.0.0.1' });
leaving.on('error', (error) => console.log('client', error.code, error.message));
await once(left, 'request');
left.close();
leaving.destroy();
await once(left, 'close');

// A client's own time limit.
const silent = http.createServer(() => {});
const silentPort = await listen(silent);
const waiting = http.get({ port: silentPort, host: '127.0.0.1', timeout: 30 });
waiting.on('timeout', () => {
  console.log('timeout');
  waiting.destroy(new Error('too slow'));
});
console.log((await once(waiting, 'error').catch((error) => [error]))[0].message);
const signalled = http.get({ port: silentPort, host: '127.0.0.1', signal: AbortSignal.timeout(20) });
console.log((await once(signalled, 'response').catch((error) => [error]))[0].name);
silent.closeAllConnections();
silent.close();

// The server's time limits.
const impatient = http.createServer(
  { headersTimeout: 40, requestTimeout: 60, connectionsCheckingInterval: 10 },
  () => {},
);
const impatientPort = await listen(impatient);
const dawdling = net.connect(impatientPort, '127.0.0.1');
dawdling.write('GET / HTTP/1.1\r\n');
dawdling.on('data', (data) => console.log('dawdling', String(data).split('\r\n')[0]));
await once(dawdling, 'close');
impatient.close();
const idle = http.createServer({ keepAliveTimeout: 20 }, (request, response) => response.end('ok'));
idle.keepAliveTimeoutBuffer = 0;
const kept = net.connect(await listen(idle), '127.0.0.1');
kept.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
kept.on('data', (data) => console.log('kept', /Keep-Alive: .*/.exec(String(data))?.[0]));
await once(kept, 'end');
console.log('idle connection ended');
kept.end();
idle.close();

// Refused.
const gone = http.get({ port: impatientPort, host: '127.0.0.1' });
const [refused] = await once(gone, 'error').catch((error) => [error]);
console.log(refused.code, refused.syscall, refused.message.replace(/\d+$/, 'PORT'));
