import { once } from 'node:events';
import { io } from 'socket.io-client';

/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask, note, port }) {
  const connect = (transport, token = 'known') =>
    io(`http://127.0.0.1:${port}`, { transports: [transport], auth: { token }, forceNew: true, reconnection: false });
  const answerOf = (socket, name, ...values) => socket.timeout(10_000).emitWithAck(name, ...values);
  await ask('GET /', { status: 200 });
  const sockets = [];
  for (const transport of ['polling', 'websocket']) {
    const socket = connect(transport);
    await once(socket, 'connect');
    note(transport, [
      await answerOf(socket, 'add', 1, 2),
      [...(await answerOf(socket, 'bytes', Buffer.from([1, 2, 255])))],
    ]);
    sockets.push(socket);
  }
  const [first, second] = sockets;
  const heard = once(second, 'told');
  first.emit('tell', 'all of you');
  const [text] = await heard; // What follows it is the place from which a lost connection would go on.
  note('told', text);
  const [error] = await once(connect('websocket', 'none'), 'connect_error');
  note('refused', error.message);
  for (const socket of sockets) {
    const left = once(socket, 'disconnect');
    socket.disconnect();
    note('left', (await left)[0]);
  }
}
