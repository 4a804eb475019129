// Sockets and servers that go from one process to another with a message.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import process from 'node:process';

const line = async (socket) => String((await once(socket, 'data'))[0]);

function serve() {
  process.on('message', async (message, handle) => {
    if (message === 'socket') {
      console.log('child got', handle instanceof net.Socket, handle.remoteAddress, handle.readyState);
      handle.write('the child here\n');
      handle.on('data', (data) => handle.write(`child heard ${data}`));
      handle.on('end', () => process.send('socket ended'));
    } else if (message === 'server') {
      console.log('child got', handle instanceof net.Server, handle.listening, handle.address().address);
      handle.on('connection', (socket) => socket.end('answered by the child\n'));
      process.send('serving');
    } else if (message === 'crowd') {
      handle.end(`number ${(serve.count = (serve.count ?? 0) + 1)}\n`);
    } else if (message === 'stop') process.exit(5);
    else process.send(`${message} ${handle}`);
  });
  process.send('ready');
}

async function lead() {
  const child = fork(import.meta.filename, ['child']);
  const [ready] = await once(child, 'message');
  console.log(ready);
  try {
    child.send('no handle', {});
  } catch (error) {
    console.log(error.code);
  }

  // In the middle of a conversation: what the client writes next is the child's to read.
  const server = net.createServer({ allowHalfOpen: false });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = net.connect(server.address().port, '127.0.0.1');
  const [ours] = await once(server, 'connection');
  client.write('hello\n');
  ours.write(`parent heard ${await line(ours)}`);
  console.log((await line(client)).trim());
  ours.pause();
  await new Promise((resolve) => child.send('socket', ours, resolve));
  console.log((await line(client)).trim(), ours.readyState);
  client.write('more\n');
  console.log((await line(client)).trim());
  const connections = await new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
  console.log('connections', connections);
  client.end();
  console.log(...(await once(child, 'message')));

  // Messages with and without a handle keep their order.
  const answers = [];
  child.on('message', (message) => answers.push(message));
  for (const word of ['one', 'two', 'three']) child.send(word);
  while (answers.length < 3) await once(child, 'message');
  console.log(answers.join(', '));

  // Many at once, each with its own message.
  server.on('connection', (socket) => child.send('crowd', socket));
  const clients = Array.from({ length: 10 }, () => net.connect(server.address().port, '127.0.0.1'));
  const heard = await Promise.all(clients.map(line));
  console.log(heard.map((each) => each.trim()).toSorted().length, new Set(heard).size);
  server.removeAllListeners('connection');

  // A server: both have it, and the child goes on when the parent has closed its own.
  child.send('server', server);
  while (!answers.includes('serving')) await once(child, 'message');
  const { port } = server.address();
  server.close();
  const last = net.connect(port, '127.0.0.1');
  console.log((await line(last)).trim());

  child.send('stop');
  console.log('ended', ...(await once(child, 'exit')));
}

if (process.argv[2] === 'child') serve();
else await lead();
