// TCP: half-open connections, back-pressure, refusal, ports in use, resets, addresses.
import net from 'node:net';
import { once } from 'node:events';

const listen = async (server, ...where) => {
  server.listen(...where);
  await once(server, 'listening');
  return server.address().port;
};

// The server may go on writing after the client has ended.
const halfOpen = net.createServer({ allowHalfOpen: true }, (socket) => {
  let all = '';
  socket.on('data', (data) => (all += data));
  socket.on('end', () => {
    console.log('server end', all, socket.readyState);
    setTimeout(() => socket.end(`got ${all.length}`), 20);
  });
  socket.on('close', (hadError) => console.log('server close', hadError));
});
const port = await listen(halfOpen, 0, '127.0.0.1');
const client = net.connect({ port, host: '127.0.0.1' });
console.log(client.connecting, client.readyState, client.pending);
await once(client, 'connect');
console.log(client.connecting, client.readyState, client.pending, client.remoteAddress, client.remoteFamily);
console.log(client.remotePort === port, client.address().address, client.localPort === client.address().port);
client.end('hello');
console.log(client.readyState);
console.log(String((await once(client, 'data'))[0]));
await once(client, 'close');
console.log(client.readyState, client.bytesRead, client.bytesWritten, client.destroyed);
halfOpen.close();

// 2 MB through a reader that pauses.
const size = 2 * 1024 * 1024;
let received = 0;
let sum = 0;
const slow = net.createServer((socket) => {
  socket.on('data', (data) => {
    for (const byte of data) sum = (sum * 31 + byte) | 0;
    received += data.length;
    if (received < size / 2) {
      socket.pause();
      setTimeout(() => socket.resume(), 1);
    }
  });
  socket.on('end', () => socket.end('done'));
});
const sender = net.connect(await listen(slow, 0, '127.0.0.1'), '127.0.0.1');
let drains = 0;
let sent = 0;
sender.on('drain', () => {
  drains++;
  fill();
});
const piece = Buffer.from(Array.from({ length: 16384 }, (_, at) => (at * 7) & 255));
function fill() {
  while (sent < size) {
    sent += piece.length;
    if (!sender.write(piece)) return;
  }
  sender.end();
}
fill();
sender.resume();
await once(sender, 'close');
console.log('received', received, sum, 'drained', drains > 0, sender.bytesWritten, String(sender.bytesRead));
slow.close();

// Nobody listens.
const nobody = net.connect(port, '127.0.0.1');
const [refused] = await once(nobody, 'connect').catch((error) => [error]);
console.log(refused.code, refused.errno, refused.syscall, refused.address, refused.port === port);

// Ports in use.
const first = net.createServer();
const taken = await listen(first, 0, '127.0.0.1');
for (const host of ['127.0.0.1', '0.0.0.0', '::', undefined]) {
  const second = net.createServer();
  const error = await new Promise((resolve) => {
    second.on('error', resolve).on('listening', () => resolve(null));
    second.listen(taken, host);
  });
  console.log(String(host), error?.code, error?.syscall, error?.message.replace(taken, 'PORT'));
  second.close(() => {});
}
console.log(first.address().family, first.listening);
first.close();
console.log(first.address(), first.listening);

// A reset.
const resetting = net.createServer();
const resetPort = await listen(resetting, 0, '127.0.0.1');
const breaking = net.connect(resetPort, '127.0.0.1');
const [broken] = await once(resetting, 'connection');
breaking.resetAndDestroy();
broken.on('error', (error) => console.log('server error', error.code, error.syscall));
console.log('server close', await new Promise((resolve) => broken.on('close', resolve)));
const left = net.connect(resetPort, '127.0.0.1');
const [[peer]] = await Promise.all([once(resetting, 'connection'), once(left, 'connect')]);
peer.resetAndDestroy();
const [reset] = await once(left, 'data').catch((error) => [error]);
console.log(reset.code, reset.message);
resetting.close();

// Writing to a connection that is over.
const ended = net.createServer((socket) => socket.end('bye'));
const late = net.connect(await listen(ended, 0, '127.0.0.1'), '127.0.0.1');
late.resume();
await once(late, 'close');
late.on('error', (error) => console.log('late', error.code));
late.write('x', (error) => console.log('callback', error.code));
ended.close();

// Dual stack, maxConnections, timeouts, unref.
const dual = net.createServer((socket) => socket.end(socket.remoteAddress));
const dualPort = await listen(dual, 0);
for (const host of ['127.0.0.1', '::1']) {
  const socket = net.connect(dualPort, host);
  console.log(host, String((await once(socket, 'data'))[0]));
  await once(socket, 'close');
}
console.log(dual.address().address, dual.address().family);
dual.maxConnections = 1;
dual.removeAllListeners('connection').on('connection', () => {});
dual.on('drop', () => console.log('dropped'));
const kept = net.connect(dualPort, '127.0.0.1');
await once(dual, 'connection');
const dropped = net.connect(dualPort, '127.0.0.1').on('error', () => {});
await once(dropped, 'close');
kept.setTimeout(20, () => {
  console.log('timeout');
  kept.destroy();
});
await once(kept, 'close');
dual.close();

// Reading into the program's own small buffer, a path that nobody listens on, a descriptor that is no socket.
const pieces = [];
const teller = net.createServer((socket) => socket.end('hello world'));
const into = net.connect({
  port: await listen(teller, 0),
  onread: { buffer: Buffer.alloc(4), callback: (count, buffer) => pieces.push(buffer.toString('utf8', 0, count)) },
});
await once(into, 'close');
console.log(pieces);
teller.close();
for (const path of ['/no/such/socket', process.execPath]) {
  const [error] = await once(net.connect(path), 'error');
  console.log(error.code, error.syscall, error.message.replace(process.execPath, 'NODE'));
}
const [invalid] = await once(net.createServer().listen({ fd: 99 }), 'error');
console.log(invalid.code, invalid.message);

// That nobody reads any more is only known by the answer to what is sent.
const deaf = net.createServer((socket) => socket.destroy());
const speaker = net.connect({ port: await listen(deaf, 0), allowHalfOpen: true });
speaker.on('error', () => {}).resume();
await once(speaker, 'end');
for (const text of ['first', 'second']) {
  await new Promise((resolve) => speaker.write(text, (error) => resolve(console.log(text, error?.code ?? 'sent'))));
}
console.log(speaker.bytesWritten);
const flooding = net.connect({ port: deaf.address().port, allowHalfOpen: true }).resume();
await once(flooding, 'end');
flooding.write(Buffer.alloc(32 * 1024 * 1024));
console.log((await once(flooding, 'error'))[0].code);
deaf.close();

const forgotten = net.createServer().listen(0);
forgotten.unref();
console.log(net.isIP('::1'), net.isIPv4('1.2.3'), net.isIP('127.0.0.1'));
await once(process, 'beforeExit');
console.log('nothing left');
