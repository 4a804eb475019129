// node:net: every address of the loopback is an address of its own.
import net from 'node:net';
import { once } from 'node:events';

const ALL = ['127.0.0.1', '127.0.0.2', '127.255.255.254', '0.0.0.0', '::', '::1'];

async function listen(host, port) {
  const server = net.createServer((socket) => {
    socket.on('error', () => {}).resume();
    socket.end(`${socket.localAddress} ${socket.remoteAddress} ${socket.remoteFamily}`);
  });
  server.listen(port, host);
  return once(server, 'listening').then(
    () => server,
    (error) => error.code,
  );
}

const ask = (host, port, localAddress) =>
  new Promise((done) => {
    let text = '';
    const socket = net.connect({ host, port, localAddress });
    socket.on('connect', () => (text += `[${socket.localAddress} → ${socket.remoteAddress}] `));
    socket.on('data', (data) => (text += data)).on('end', () => done(text));
    socket.on('error', (error) => done(error.code));
  });

for (const host of [...ALL, undefined]) {
  const server = await listen(host, 0);
  const { port, address, family } = server.address();
  console.log(host, address, family);
  for (const to of [...ALL, '127.1.2.3', '::ffff:127.0.0.2']) console.log('  at', to, await ask(to, port));
  for (const other of ALL) {
    const second = await listen(other, port);
    if (typeof second === 'string') {
      console.log('  with', other, second);
      continue;
    }
    console.log('  with', other, await ask('127.0.0.1', port), await ask('127.0.0.2', port));
    second.close();
    await once(second, 'close');
  }
  for (const from of ['127.0.0.9', '10.1.2.3']) console.log('  from', from, await ask('127.0.0.1', port, from));
  server.close();
}
console.log(await listen('10.1.2.3', 0));
