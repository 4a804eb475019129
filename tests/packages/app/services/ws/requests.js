import { once } from 'node:events';
import { WebSocket } from 'ws';

/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask, note, port }) {
  const open = async (path, options) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, ['one', 'two'], options);
    await once(socket, 'open');
    return socket;
  };
  const echo = async (socket, data) => {
    socket.send(data);
    const [answer, binary] = await once(socket, 'message');
    return { binary, length: answer.length, start: answer.toString('latin1', 0, 20) };
  };
  await ask('GET /', { status: 426 });
  const first = await open('/first');
  note('negotiated', { protocol: first.protocol, extensions: first.extensions });
  note('text', await echo(first, 'hällo'));
  note('bytes', await echo(first, Buffer.from([0, 1, 254, 255])));
  note('long, compressed', await echo(first, 'long '.repeat(20_000)));
  first.ping('are you there');
  note('pong', String((await once(first, 'pong'))[0]));

  const second = await open('/second', { perMessageDeflate: false });
  const both = Promise.all([first, second].map((socket) => once(socket, 'message')));
  second.send('all of you');
  note(
    'to all',
    (await both).map(([data]) => String(data)),
  );

  first.send('bye');
  const [code, reason] = await once(first, 'close');
  note('closed', [code, String(reason)]);
  second.send(Buffer.alloc((1 << 20) + 1));
  note('too large', (await once(second, 'close'))[0]);
  const refused = new WebSocket(`ws://127.0.0.1:${port}/closed`);
  note('refused', (await once(refused, 'error'))[0].message);
}
