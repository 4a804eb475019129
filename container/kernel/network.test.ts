import assert from 'node:assert/strict';
import test from 'node:test';
import { SystemFailure } from './errors.ts';
import { Network } from './network.ts';

function newNetwork(limit = 1000) {
  const changes: string[] = [];
  const network = new Network<string>((port, state) => changes.push(`${port} ${state}`), limit);
  return { network, changes };
}

const fails = (code: string, action: () => unknown) =>
  assert.throws(action, (error) => error instanceof SystemFailure && error.code === code, `should fail with ${code}`);

const conflicts: [first: string, second: string, conflict: boolean][] = [
  ['127.0.0.1', '127.0.0.1', true],
  ['127.0.0.1', '0.0.0.0', true],
  ['127.0.0.1', 'localhost', true],
  ['127.0.0.1', '::', true],
  ['0.0.0.0', '::', true],
  ['::1', '::', true],
  ['', '0.0.0.0', true],
  ['127.0.0.1', '::1', false],
  ['0.0.0.0', '::1', false],
  ['127.0.0.1', '127.0.0.2', false],
];
for (const [first, second, conflict] of conflicts) {
  test(`'${first}' and '${second}' ${conflict ? 'cannot' : 'can'} have the same port`, () => {
    for (const [a, b] of [
      [first, second],
      [second, first],
    ] as const) {
      const { network } = newNetwork();
      network.listen('p', 1, a, 3000);
      if (conflict) fails('EADDRINUSE', () => network.listen('q', 1, b, 3000));
      else assert.equal(network.listen('q', 1, b, 3000), 3000);
    }
  });
}

const routes: [listens: string, connects: string, reached: boolean][] = [
  ['127.0.0.1', '127.0.0.1', true],
  ['127.0.0.1', 'localhost', true],
  ['127.0.0.1', '0.0.0.0', true],
  ['0.0.0.0', '127.0.0.1', true],
  ['::', '127.0.0.1', true],
  ['::', '::1', true],
  ['', '127.0.0.1', true],
  ['127.0.0.1', '::1', false],
  ['::1', '127.0.0.1', false],
  ['0.0.0.0', '::1', false],
  ['127.0.0.1', '127.0.0.2', false],
  ['127.0.0.2', '127.0.0.1', false],
  ['127.0.0.2', '::ffff:127.0.0.2', true],
  ['0.0.0.0', '127.255.255.254', true],
  ['::', '127.1.2.3', true],
];
for (const [listens, connects, reached] of routes) {
  test(`a listener on '${listens}' ${reached ? 'answers' : 'does not answer'} at '${connects}'`, () => {
    const { network } = newNetwork();
    network.listen('server', 7, listens, 3000);
    if (reached) assert.equal(network.next(network.route(connects, 3000).socket)?.key, 7);
    else fails('ECONNREFUSED', () => network.route(connects, 3000));
  });
}

test('the listener of just this address comes before the one of all', () => {
  const { network } = newNetwork();
  network.listen('all', 1, '::1', 3000);
  network.listen('one', 1, '127.0.0.2', 3000);
  assert.equal(network.next(network.route('127.0.0.2', 3000).socket)?.owner, 'one');
});

test('a socket of IPv6 sees IPv4 in IPv6 clothes', () => {
  const { network } = newNetwork();
  network.listen('both', 1, '::', 3000);
  const { server, client, clientPort } = network.route('127.0.0.2', 3000);
  assert.deepEqual(server, { local: '::ffff:127.0.0.2', remote: '::ffff:127.0.0.1' });
  assert.deepEqual(client, { local: '127.0.0.1', remote: '127.0.0.2' });
  assert.ok(clientPort >= 32768 && clientPort <= 60999);
  network.listen('four', 1, '127.0.0.1', 3001);
  const clothed = network.route('::ffff:127.0.0.1', 3001);
  assert.deepEqual(clothed.client, { local: '::ffff:127.0.0.1', remote: '::ffff:127.0.0.1' });
  assert.deepEqual(clothed.server, { local: '127.0.0.1', remote: '127.0.0.1' });
});

test('a client can come from an address and a port of its own', () => {
  const { network } = newNetwork();
  network.listen('server', 1, '0.0.0.0', 3000);
  const route = network.route('127.0.0.1', 3000, { address: '127.0.0.9', port: 4000 });
  assert.deepEqual(route.server, { local: '127.0.0.1', remote: '127.0.0.9' });
  assert.equal(route.clientPort, 4000);
  fails('EADDRINUSE', () => network.route('127.0.0.1', 3000, { address: '127.0.0.1', port: 3000 }));
  fails('EADDRNOTAVAIL', () => network.route('127.0.0.1', 3000, { address: '10.0.0.1', port: 0 }));
  fails('EINVAL', () => network.route('127.0.0.1', 3000, { address: '::1', port: 0 }));
});

test('port 0 is a free port of the ephemeral range', () => {
  const { network } = newNetwork();
  const ports = new Set(Array.from({ length: 50 }, (_, key) => network.listen('p', key, '127.0.0.1', 0)));
  assert.equal(ports.size, 50);
  for (const port of ports) assert.ok(port >= 32768 && port <= 60999);
});

test('ports come back when they are given up, one by one and all at once', () => {
  const { network, changes } = newNetwork();
  network.listen('p', 1, '127.0.0.1', 3000);
  network.listen('q', 1, '::1', 3000);
  network.listen('p', 2, '127.0.0.1', 3001);
  network.unlisten('p', 1);
  network.listen('r', 1, '127.0.0.1', 3000);
  network.unlistenAll('p');
  network.unlistenAll('q');
  network.unlistenAll('r');
  assert.deepEqual(changes, ['3000 open', '3001 open', '3001 close', '3000 close']);
  fails('ECONNREFUSED', () => network.route('127.0.0.1', 3000));
});

test('so many listeners and no more, until one is gone', () => {
  const { network } = newNetwork(8);
  for (let key = 0; key < 8; key++) network.listen('a', key, '127.0.0.1', 0);
  fails('EMFILE', () => network.listen('b', 1, '127.0.0.1', 0));
  network.unlisten('a', 3);
  network.listen('b', 1, '127.0.0.1', 0);
  network.unlistenAll('a');
  for (let key = 0; key < 7; key++) network.listen('a', key, '127.0.0.1', 0);
  fails('EMFILE', () => network.listen('a', 7, '127.0.0.1', 0));
});

test('what is no address of ours, no port, or a privileged port is refused', () => {
  const { network } = newNetwork();
  fails('EADDRNOTAVAIL', () => network.listen('p', 1, '10.0.0.1', 3000));
  fails('EACCES', () => network.listen('p', 1, '127.0.0.1', 80));
  fails('EINVAL', () => network.listen('p', 1, '127.0.0.1', 65536));
  fails('ENETUNREACH', () => network.route('93.184.216.34', 80));
});
