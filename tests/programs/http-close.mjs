// server.close() with a busy connection, an idle one and one that never asked.
import http from 'node:http';
import net from 'node:net';
import { once } from 'node:events';

let answer;
const server = http.createServer((request, response) => {
  if (request.url === '/flight') answer = () => response.end('late');
  else response.end('now');
});
server.keepAliveTimeout = 100;
server.keepAliveTimeoutBuffer = 0;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();

const open = async (name, request) => {
  const socket = net.connect(port, '127.0.0.1');
  for (const event of ['end', 'close']) socket.on(event, () => console.log(name, event));
  await once(socket, 'connect');
  if (request) socket.write(request);
  return socket;
};
const idle = await open('idle', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
await once(idle, 'data');
const flight = await open('flight', 'GET /flight HTTP/1.1\r\nHost: x\r\n\r\n');
await once(server, 'request');
const virgin = await open('virgin');
const idleClosed = once(idle, 'close');
flight.on('data', (data) =>
  console.log('flight', String(data).split('\r\n').at(-1), /Connection: .*/.exec(String(data))?.[0]),
);

server.close((error) => console.log('server closed', error));
console.log('listening', server.listening);
server.close((error) => console.log('again', error.code));
await idleClosed;
const [error] = await once(net.connect(port, '127.0.0.1'), 'connect').catch((error) => [error]);
console.log('new connection', error?.code);
setTimeout(() => answer(), 50);
setTimeout(() => virgin.end(), 400);
await once(server, 'close');
console.log('close event');

const other = http.createServer((request, response) => response.end('x'));
other.listen(0, '127.0.0.1');
await once(other, 'listening');
const socket = net.connect(other.address().port, '127.0.0.1');
socket.on('close', (hadError) => console.log('closed by closeIdleConnections', hadError));
socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
await once(socket, 'data');
other.closeIdleConnections();
await once(socket, 'close');
const busy = net.connect(other.address().port, '127.0.0.1');
busy.resume().on('error', (error) => console.log('busy', error.code));
await once(busy, 'connect');
busy.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n');
await once(other, 'request');
other.close(() => console.log('other closed'));
other.closeAllConnections();
await once(busy, 'close');
