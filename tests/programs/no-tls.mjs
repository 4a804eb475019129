// What programs do with TLS that they never use, and that a connection which cannot be secure ends with an error.
import { once } from 'node:events';
import https from 'node:https';
import { connect, createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import tls from 'node:tls';

const socket = new tls.TLSSocket(new PassThrough());
console.log(socket.encrypted, socket.authorized, typeof tls.createSecureContext().context, new https.Agent().protocol);
socket.destroy();
await once(socket, 'close');

const plain = createServer((client) => client.on('error', () => {}).end('this is no TLS')).listen(0, '127.0.0.1');
await once(plain, 'listening');
const { port } = plain.address();
const [refused] = await once(https.get({ port, host: '127.0.0.1' }), 'error');
console.log(refused instanceof Error, typeof refused.code);
const [failed] = await once(tls.connect({ port, host: '127.0.0.1' }), 'error');
console.log(failed instanceof Error, typeof failed.code);
plain.close();

// A server without a certificate listens, and serves nobody.
const server = https.createServer(() => console.log('never')).listen(0, '127.0.0.1');
await once(server, 'listening');
const client = connect(server.address().port, '127.0.0.1').on('error', () => {});
client.write('GET / HTTP/1.1\r\n\r\n');
const [error] = await once(server, 'tlsClientError');
console.log(error instanceof Error);
client.destroy();
server.close();
await once(server, 'close');

for (const wrong of [{ key: 'no key' }, { cert: 'no certificate' }, { pfx: Buffer.from('nothing') }]) {
  try {
    https.createServer(wrong);
    console.log('taken');
  } catch (reason) {
    console.log(reason instanceof Error);
  }
}
