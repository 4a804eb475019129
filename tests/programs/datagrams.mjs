// node:dgram: datagrams between sockets and processes, and how what is wrong is told.
import { AsyncLocalStorage } from 'node:async_hooks';
import { fork } from 'node:child_process';
import cluster from 'node:cluster';
import dgram from 'node:dgram';
import { once } from 'node:events';
import process from 'node:process';

/** What is the same in any two runs. */
const told = (error) => error && `${error.message.replace(/:\d+$/, ':PORT')} (${error.code}, ${error.syscall})`;
const attempt = (action) => {
  try {
    return action();
  } catch (error) {
    return told(error);
  }
};

async function open(options = 'udp4', port = 0, address = undefined) {
  const socket = dgram.createSocket(options);
  socket.bind(port, address);
  await once(socket, 'listening');
  return socket;
}

const send = (socket, ...args) =>
  new Promise((resolve) => socket.send(...args, (error, size) => resolve(error ? told(error) : size)));

const next = async (socket) => {
  const [data, { address, family, size }] = await once(socket, 'message');
  return `${data} from ${address} ${family} ${size}`;
};

const close = async (...sockets) => {
  for (const socket of sockets) {
    socket.close();
    await once(socket, 'close');
  }
};

/** The children of this program. */
const roles = {
  /** Answers what comes until it is told to stop. */
  async echo() {
    const socket = await open('udp4', 0, '127.0.0.1');
    socket.on('message', (data, { port, address }) => {
      socket.send(`echo of ${data}`, port, address, () => {
        if (String(data) === 'stop') socket.close();
      });
    });
    process.send(socket.address().port);
    process.channel.unref();
  },
  /** Sends metrics to the collector. */
  async service(port, name) {
    const socket = dgram.createSocket('udp4');
    for (let count = 0; count < 10; count++) {
      await send(socket, `requests.${name}:1|c\nlatency.${name}:${count}|ms`, Number(port), 'localhost');
      if (count % 5 === 4) await once(process, 'message'); // No more than the collector has room for.
    }
    await close(socket);
    process.disconnect();
  },
  async receiver() {
    process.once('message', async (message, socket) => {
      console.log('child got', message, socket instanceof dgram.Socket, socket.type);
      socket.once('message', (data, { port }) => {
        socket.send(`the child heard ${data}`, port, '127.0.0.1', () => {
          socket.close();
          process.disconnect();
        });
      });
      process.send('listening');
    });
  },
};

async function echo() {
  const child = fork(import.meta.filename, ['echo']);
  const [port] = await once(child, 'message');
  const socket = dgram.createSocket('udp4');
  for (const text of ['hello', '', 'ünïcödé', 'stop']) {
    const answer = once(socket, 'message');
    console.log('sent', await send(socket, text, port, '127.0.0.1'));
    const [data, sender] = await answer;
    console.log(String(data), sender.address, sender.port === port, sender.size, Object.keys(sender).join());
  }
  console.log('exit', (await once(child, 'exit'))[0]);
  await close(socket);
}

async function statistics() {
  const collector = await open('udp4', 0, '127.0.0.1');
  const { port } = collector.address();
  const counters = {};
  const timers = {};
  const heard = {};
  const services = new Map();
  collector.on('message', (data) => {
    let name;
    for (const line of String(data).split('\n')) {
      const [key, value, type] = line.split(/[:|]/);
      name = key.split('.')[1];
      if (type === 'c') counters[key] = (counters[key] ?? 0) + Number(value);
      else (timers[key] ??= []).push(Number(value));
    }
    heard[name] = (heard[name] ?? 0) + 1;
    if (heard[name] % 5 === 0) services.get(name).send('more');
  });
  const ends = ['a', 'b', 'c'].map((name) => {
    const service = fork(import.meta.filename, ['service', port, name]);
    services.set(name, service);
    return once(service, 'exit');
  });
  await Promise.all(ends);
  const sorted = (object) => JSON.stringify(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  console.log(sorted(counters));
  console.log(sorted(timers));
  await close(collector);
}

async function connected() {
  const [server, other] = [await open('udp4', 0, '127.0.0.1'), await open('udp4', 0, '127.0.0.1')];
  const socket = dgram.createSocket('udp4');
  console.log(attempt(() => socket.remoteAddress()));
  socket.connect(server.address().port, 'localhost');
  await once(socket, 'connect');
  const own = socket.address();
  console.log(
    own.address,
    own.family,
    socket.remoteAddress().address,
    socket.remoteAddress().port === server.address().port,
  );
  console.log(attempt(() => socket.connect(1000)));
  console.log(attempt(() => socket.send('x', 0, 1, 1000, '127.0.0.1')));
  const arrived = next(server);
  console.log(await send(socket, 'by connection'), await arrived);
  const heard = next(socket);
  await send(other, 'from a stranger', own.port, '127.0.0.1');
  await send(server, 'from the peer', own.port, '127.0.0.1');
  console.log(await heard);

  await close(server);
  const error = once(socket, 'error');
  console.log('to nobody', await send(socket, 'x'));
  console.log(told((await error)[0]));
  // The first is lost, and the second learns of it.
  const two = [send(socket, 'x'), send(socket, 'y')];
  console.log(...(await Promise.all(two)));
  socket.disconnect();
  console.log(
    attempt(() => socket.disconnect()),
    attempt(() => socket.remoteAddress()),
  );
  const late = next(other);
  console.log(await send(socket, 'again', other.address().port, '127.0.0.1'), await late);
  console.log('to nobody, unconnected', await send(other, 'x', own.port, '127.0.0.1'));
  await close(socket, other);
}

async function sizes() {
  const [socket, six] = [await open('udp4', 0, '127.0.0.1'), await open('udp6', 0, '::1')];
  for (const [each, address, size] of [
    [socket, '127.0.0.1', 65_507],
    [socket, '127.0.0.1', 65_508],
    [six, '::1', 65_527],
    [six, '::1', 65_528],
  ]) {
    const arrived = once(each, 'message');
    const sent = await send(each, Buffer.alloc(size, 'x'), each.address().port, address);
    console.log(size, sent, typeof sent === 'number' && (await arrived)[0].every((byte) => byte === 120));
  }
  const { port } = socket.address();
  const pieces = [
    [['one, ', Buffer.from('two, '), new Uint8Array([116, 104, 114, 101, 101])], port],
    [[], port],
    [Buffer.from('in the middle of it'), 7, 6, port],
    [new Uint16Array([0x4241, 0x4443]), port],
  ];
  for (const args of pieces) {
    const arrived = next(socket);
    console.log(await send(socket, ...args, '127.0.0.1'), await arrived);
  }
  console.log(socket.getSendQueueSize(), socket.getSendQueueCount());
  socket.setRecvBufferSize(10_000);
  socket.setSendBufferSize(20_000);
  console.log(socket.getRecvBufferSize(), socket.getSendBufferSize());
  console.log(attempt(() => socket.setRecvBufferSize(-1)));
  await close(socket, six);
}

async function refusals() {
  const fresh = dgram.createSocket('udp4');
  for (const name of ['address', 'getRecvBufferSize', 'setBroadcast', 'disconnect'])
    console.log(
      name,
      attempt(() => fresh[name]()),
    );
  for (const args of [[], ['x'], ['x', 70_000], [5, 1000], [[1], 1000], ['x', 1000, 5]])
    console.log(
      'send',
      args.length,
      attempt(() => fresh.send(...args)),
    );
  await close(fresh);
  for (const name of ['close', 'address', 'bind', 'ref']) {
    const outcome = attempt(() => fresh[name](1));
    console.log(name, typeof outcome === 'string' ? outcome : typeof outcome);
  }
  console.log(attempt(() => dgram.createSocket('udp5')));

  const socket = await open('udp4');
  const { port } = socket.address();
  console.log(attempt(() => socket.bind()));
  console.log('to IPv6', await send(socket, 'x', port, '::1'));
  console.log('to all', await send(socket, 'x', port, '127.255.255.255'));
  socket.setBroadcast(true);
  const heard = next(socket);
  console.log('to all', await send(socket, 'x', port, '127.255.255.255'), await heard);
  for (const [method, value] of [
    ['setTTL', 64],
    ['setTTL', 0],
    ['setTTL', 256],
    ['setMulticastTTL', 0],
    ['setMulticastTTL', 256],
    ['setMulticastLoopback', true],
    ['setMulticastInterface', '127.0.0.1'],
    ['setMulticastInterface', '::1'],
    ['setMulticastInterface', 'name'],
    ['addMembership', '127.0.0.1'],
    ['addMembership', 'name'],
    ['dropMembership', '224.0.0.114'],
  ])
    console.log(
      method,
      value,
      attempt(() => socket[method](value)),
    );
  await close(socket);
}

async function ports() {
  for (const [first, second, options] of [
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.2'],
    ['127.0.0.1', '0.0.0.0'],
    ['127.0.0.1', '127.0.0.1', { reuseAddr: true }],
    ['127.0.0.1', '127.0.0.1', { reusePort: true }],
    ['0.0.0.0', '10.1.2.3'],
  ]) {
    const one = await open({ type: 'udp4', ...options }, 0, first);
    const two = open({ type: 'udp4', ...options }, one.address().port, second);
    const outcome = await two.then(
      async (socket) => {
        await close(socket);
        return 'both';
      },
      (error) => told(error),
    );
    console.log(first, second, JSON.stringify(options ?? {}), outcome);
    await close(one);
  }
  for (const ipv6Only of [false, true]) {
    const six = await open({ type: 'udp6', ipv6Only });
    const { port, address, family } = six.address();
    const four = await open('udp4', port).catch((error) => told(error));
    console.log(address, family, 'only', ipv6Only, typeof four === 'string' ? four : 'and IPv4');
    const sender = await open('udp4');
    const heard = next(typeof four === 'string' ? six : four);
    await send(sender, 'by IPv4', port, '127.0.0.1');
    console.log(await heard);
    const [again, client] = [next(six), dgram.createSocket('udp6')];
    await send(client, 'by IPv6', port, '::1');
    console.log(await again);
    console.log(
      'mapped',
      await send(client, 'x', port, '::ffff:127.0.0.1'),
      await send(client, 'x', port, '127.0.0.1'),
    );
    await close(six, sender, client, ...(typeof four === 'string' ? [] : [four]));
  }
}

async function group() {
  const member = await open({ type: 'udp4', reuseAddr: true });
  const sender = await open('udp4');
  const { port } = member.address();
  sender.setMulticastInterface('127.0.0.1');
  member.addMembership('224.0.0.114', '127.0.0.1');
  console.log(attempt(() => member.addMembership('224.0.0.114', '127.0.0.1')));
  const heard = next(member);
  await send(sender, 'to the group', port, '224.0.0.114');
  console.log(await heard);
  member.dropMembership('224.0.0.114', '127.0.0.1');
  const last = next(member);
  await send(sender, 'nobody is in it', port, '224.0.0.114');
  await send(sender, 'to one', port, '127.0.0.1');
  console.log(await last);
  await close(member, sender);
}

/** What comes when, of the events and callbacks of one socket. */
async function order() {
  const storage = new AsyncLocalStorage();
  const socket = storage.run('of the socket', () => dgram.createSocket('udp4'));
  const log = (...words) => console.log('order', ...words, storage.getStore());
  socket.on('listening', () => log('listening'));
  socket.on('close', () => log('close'));
  socket.on('message', (data) => {
    log('message', String(data));
    process.nextTick(log, 'tick after', String(data));
    Promise.resolve().then(() => log('promise after', String(data)));
  });
  storage.run('of the sender', () => socket.bind(0, '127.0.0.1', () => log('bound')));
  log('bind was called');
  await once(socket, 'listening');
  const { port } = socket.address();
  await Promise.all(['one', 'two'].map((text) => storage.run(text, () => send(socket, text, port, '127.0.0.1'))));
  await once(socket, 'message');
  await once(socket, 'message');
  await storage.run('of the end', async () => {
    socket.close(() => log('closed'));
    log('close was called');
    await once(socket, 'close');
  });
  const early = dgram.createSocket('udp4', () => log('never'));
  early.bind(0, () => log('closed while it binds'));
  early.close();
  await once(early, 'close');
  const stop = new AbortController();
  const stopped = dgram.createSocket({ type: 'udp4', signal: stop.signal });
  stop.abort();
  await once(stopped, 'close');
  console.log(
    'stopped',
    attempt(() => stopped.address()),
  );
}

async function handOver() {
  const child = fork(import.meta.filename, ['receiver']);
  const socket = await open('udp4', 0, '127.0.0.1');
  const client = await open('udp4', 0, '127.0.0.1');
  const { port } = socket.address();
  const listening = once(child, 'message');
  child.send('a socket', socket);
  await listening;
  await close(socket);
  const answer = next(client);
  await send(client, 'a question', port, '127.0.0.1');
  console.log(await answer);
  console.log('exit', (await once(child, 'exit'))[0]);
  await close(client);
}

/** Workers of a cluster share a port, unless one wants its own. */
async function workers() {
  const started = [];
  for (let count = 0; count < 2; count++) {
    const worker = cluster.fork();
    const listening = once(cluster, 'listening');
    const [address] = await once(worker, 'message');
    const [, { addressType }] = await listening;
    started.push({ worker, address, addressType });
  }
  const [one, two] = started;
  console.log(
    'workers',
    one.addressType,
    one.address.shared === two.address.shared,
    one.address.own === two.address.own,
  );
  const client = await open('udp4', 0, '127.0.0.1');
  let heard = 0;
  client.on('message', () => heard++);
  for (let count = 0; count < 10; count++) {
    const answer = once(client, 'message');
    await send(client, String(count), one.address.shared, '127.0.0.1');
    await answer;
  }
  console.log('answered', heard);
  one.worker.disconnect();
  await once(one.worker, 'exit');
  const answer = next(client);
  await send(client, 'who is left', one.address.shared, '127.0.0.1');
  console.log(await answer);
  two.worker.disconnect();
  await once(two.worker, 'exit');
  await close(client);
}

async function work() {
  const shared = await open('udp4', 0, '127.0.0.1');
  const own = dgram.createSocket('udp4');
  own.bind({ port: 0, address: '127.0.0.1', exclusive: true });
  await once(own, 'listening');
  shared.on('message', (data, { port, address }) => shared.send(`worker heard ${data}`, port, address));
  own.unref();
  process.send({ shared: shared.address().port, own: own.address().port });
}

/** The last: a socket that is not counted does not keep the process, and hears as long as something else does. */
async function unref() {
  const [socket, client] = [await open('udp4', 0, '127.0.0.1'), dgram.createSocket('udp4')];
  const heard = next(socket);
  socket.unref();
  await send(client, 'x', socket.address().port, '127.0.0.1');
  console.log(await heard);
  client.unref();
  process.on('exit', () => console.log('exit by itself'));
}

const [role, ...rest] = process.argv.slice(2);
if (cluster.isWorker) await work();
else if (role) await roles[role](...rest);
else {
  await echo();
  await statistics();
  await connected();
  await sizes();
  await refusals();
  await ports();
  await group();
  await order();
  await handOver();
  await workers();
  await unref();
}
