import assert from 'node:assert/strict';
import test from 'node:test';
import { unpackDatagram } from './datagram-queue.ts';
import { Datagrams } from './datagrams.ts';
import { SystemFailure } from './errors.ts';
import { IPV6_ONLY, UDP_REUSE_ADDRESS, UDP_REUSE_PORT } from './protocol.ts';
import type { KernelMessage } from './protocol.ts';

const fails = (code: string, action: () => unknown) =>
  assert.throws(action, (error) => error instanceof SystemFailure && error.code === code, `should fail with ${code}`);

/** Somebody who holds sockets, and what the kernel has said. */
class Holder {
  readonly told: number[] = [];

  send(message: KernelMessage): void {
    assert.equal(message.type, 'datagrams');
    if (message.type === 'datagrams') this.told.push(message.socket);
  }
}

const bytes = (text: string) => new TextEncoder().encode(text);
const at = (port: number, address = '127.0.0.1') => ({ address, port });

function newNetwork(limit = 1000) {
  const datagrams = new Datagrams(limit);
  const holder = new Holder();
  let count = 0;
  return {
    datagrams,
    holder,
    /** A socket of the holder's: its number. */
    bind(address = '127.0.0.1', port = 0, flags = 0): number {
      datagrams.bind(holder, ++count, address, port, flags);
      return count;
    },
    portOf: (socket: number) => datagrams.names(holder, socket).local.port,
    send: (socket: number, text: string, to: { address: string; port: number } | null) =>
      datagrams.send(holder, socket, bytes(text), to),
    /** Everything that waits at a socket, as text with its sender's address. */
    read(socket: number, owner = holder): string[] {
      const all: string[] = [];
      for (;;) {
        const packed = datagrams.receive(owner, socket);
        if (packed.length === 0) return all;
        const { bytes: data, from } = unpackDatagram(packed);
        all.push(`${new TextDecoder().decode(data)} ${from.address}`);
      }
    },
  };
}

test('a datagram comes whole, in its order, with the address of who has sent it', () => {
  const { datagrams, holder, bind, send, portOf } = newNetwork();
  const [sender, receiver] = [bind(), bind()];
  for (const text of ['one', '', 'three']) send(sender, text, at(portOf(receiver)));
  assert.deepEqual(holder.told, [receiver]);
  const seen = [1, 2, 3].map(() => unpackDatagram(datagrams.receive(holder, receiver)));
  assert.deepEqual(
    seen.map(({ bytes: data, from, more }) => [new TextDecoder().decode(data), from, more]),
    [
      ['one', at(portOf(sender)), true],
      ['', at(portOf(sender)), true],
      ['three', at(portOf(sender)), false],
    ],
  );
  send(sender, 'four', at(portOf(receiver)));
  assert.deepEqual(holder.told, [receiver, receiver]);
});

test('the memory of what is sent stays the sender’s', () => {
  const { datagrams, holder, bind, portOf, read } = newNetwork();
  const [sender, receiver] = [bind(), bind()];
  const data = bytes('sent, and more').subarray(0, 4);
  datagrams.send(holder, sender, data, at(portOf(receiver)));
  data.fill(0);
  assert.deepEqual(read(receiver), ['sent 127.0.0.1']);
});

const conflicts: [first: string, second: string, flags: number, conflict: boolean][] = [
  ['127.0.0.1', '127.0.0.1', 0, true],
  ['127.0.0.1', '0.0.0.0', 0, true],
  ['0.0.0.0', '::', 0, true],
  ['127.0.0.1', '127.0.0.2', 0, false],
  ['0.0.0.0', '::1', 0, false],
  ['::', '::', IPV6_ONLY, true],
  ['127.0.0.1', '127.0.0.1', UDP_REUSE_ADDRESS, false],
  ['127.0.0.1', '0.0.0.0', UDP_REUSE_PORT, false],
];
for (const [first, second, flags, conflict] of conflicts) {
  test(`'${first}' and '${second}' ${conflict ? 'cannot' : 'can'} have the same port with the flags ${flags}`, () => {
    const { bind } = newNetwork();
    bind(first, 3000, flags);
    if (conflict) fails('EADDRINUSE', () => bind(second, 3000, flags));
    else bind(second, 3000, flags);
  });
}

test('a port is shared by those only who all say so, and in the same way', () => {
  const { bind } = newNetwork();
  bind('127.0.0.1', 3000, UDP_REUSE_ADDRESS);
  for (const flags of [0, UDP_REUSE_PORT]) fails('EADDRINUSE', () => bind('127.0.0.1', 3000, flags));
  bind('127.0.0.1', 4000);
  fails('EADDRINUSE', () => bind('127.0.0.1', 4000, UDP_REUSE_ADDRESS | UDP_REUSE_PORT));
});

test('only IPv6 leaves the port to IPv4', () => {
  const { bind, send, read } = newNetwork();
  const [six, four, sender] = [bind('::', 3000, IPV6_ONLY), bind('0.0.0.0', 3000), bind('::')];
  send(sender, 'to six', at(3000, '::1'));
  send(sender, 'to four', at(3000, '::ffff:127.0.0.1'));
  assert.deepEqual([read(six), read(four)], [['to six ::1'], ['to four 127.0.0.1']]);
  fails('ENETUNREACH', () => send(six, 'x', at(3000, '::ffff:127.0.0.1')));
});

test('a socket of both families is told of IPv4 addresses in IPv6’s form', () => {
  const { datagrams, holder, bind, send, read } = newNetwork();
  const [both, sender] = [bind('::', 3000), bind('0.0.0.0')];
  send(sender, 'x', at(3000, '127.0.0.9'));
  assert.deepEqual(read(both), ['x ::ffff:127.0.0.1']);
  datagrams.connect(holder, both, '::ffff:127.0.0.9', 4000);
  assert.deepEqual(datagrams.names(holder, both), {
    local: at(3000, '::ffff:127.0.0.1'),
    remote: at(4000, '::ffff:127.0.0.9'),
  });
});

const refused: [code: string, address: string, port: number, flags?: number][] = [
  ['EADDRNOTAVAIL', '10.1.2.3', 3000],
  ['EADDRNOTAVAIL', 'fe80::1', 3000],
  ['EACCES', '127.0.0.1', 514],
  ['EINVAL', '127.0.0.1', 65_536],
  ['EINVAL', '127.0.0.1', 0.5],
  ['EINVAL', '127.0.0.1', 3000, IPV6_ONLY],
];
for (const [code, address, port, flags] of refused) {
  test(`binding to ${address}:${port} fails with ${code}`, () => {
    const { bind } = newNetwork();
    fails(code, () => bind(address, port, flags));
  });
}

const notSent: [code: string, address: string, port: number, size?: number][] = [
  ['ENETUNREACH', '10.1.2.3', 3000],
  ['EINVAL', '::1', 3000],
  ['EINVAL', '127.0.0.1', 0],
  ['EINVAL', '127.0.0.1', 65_536],
  ['EMSGSIZE', '127.0.0.1', 3000, 65_508],
  ['EACCES', '255.255.255.255', 3000],
];
for (const [code, address, port, size = 1] of notSent) {
  test(`sending ${size} bytes to ${address}:${port} fails with ${code}`, () => {
    const { datagrams, holder, bind } = newNetwork();
    fails(code, () => datagrams.send(holder, bind('0.0.0.0'), new Uint8Array(size), { address, port }));
  });
}

test('the largest datagram has 65,507 bytes, over IPv6 65,527', () => {
  const { datagrams, holder, bind, portOf } = newNetwork();
  for (const [address, size] of [
    ['127.0.0.1', 65_507],
    ['::1', 65_527],
  ] as const) {
    const socket = bind(address);
    datagrams.send(holder, socket, new Uint8Array(size), at(portOf(socket), address));
    assert.equal(unpackDatagram(datagrams.receive(holder, socket)).bytes.length, size);
    fails('EMSGSIZE', () => datagrams.send(holder, socket, new Uint8Array(size + 1), at(portOf(socket), address)));
  }
});

test('a number that is in use, below 0 or unknown is refused', () => {
  const { datagrams, holder } = newNetwork();
  datagrams.bind(holder, 1, '127.0.0.1', 0, 0);
  for (const key of [1, -1]) fails('EINVAL', () => datagrams.bind(holder, key, '127.0.0.1', 0, 0));
  const stranger = new Holder();
  fails('EBADF', () => datagrams.send(stranger, 1, bytes('x'), at(3000)));
  fails('EBADF', () => datagrams.receive(stranger, 1));
  fails('EBADF', () => datagrams.names(stranger, 1));
  fails('EBADF', () => datagrams.share(stranger, 1, holder));
  fails('EBADF', () => datagrams.option(stranger, 1, 'broadcast', 1));
  datagrams.close(stranger, 1);
  datagrams.names(holder, 1);
});

test('who is connected hears the peer only, sends to it only, and learns that nobody is there', () => {
  const { datagrams, holder, bind, send, portOf, read } = newNetwork();
  const [peer, other, socket] = [bind(), bind(), bind('0.0.0.0')];
  const [there, own] = [at(portOf(peer)), at(portOf(socket))];
  datagrams.connect(holder, socket, there.address, there.port);
  assert.deepEqual(datagrams.names(holder, socket), { local: own, remote: there });
  send(other, 'from another', own);
  send(peer, 'from the peer', own);
  assert.deepEqual(read(socket), ['from the peer 127.0.0.1']);
  send(socket, 'hello', null);
  assert.deepEqual(read(peer), ['hello 127.0.0.1']);
  fails('EISCONN', () => send(socket, 'x', there));
  fails('EISCONN', () => datagrams.connect(holder, socket, there.address, there.port));

  datagrams.close(holder, peer);
  holder.told.length = 0;
  send(socket, 'to nobody', null);
  assert.deepEqual(holder.told, [socket]);
  fails('ECONNREFUSED', () => datagrams.receive(holder, socket));
  send(socket, 'to nobody again', null);
  fails('ECONNREFUSED', () => send(socket, 'x', null));
  assert.deepEqual(read(socket), []);
});

test('who is disconnected hears everybody, at the port that it has asked for, or at none until it sends', () => {
  const { datagrams, holder, bind, send, portOf, read } = newNetwork();
  const [fixed, free, other] = [bind('0.0.0.0', 3000), bind('0.0.0.0'), bind()];
  fails('ENOTCONN', () => datagrams.disconnect(holder, fixed));
  fails('EDESTADDRREQ', () => send(fixed, 'x', null));
  for (const socket of [fixed, free]) {
    datagrams.connect(holder, socket, '127.0.0.1', 4000);
    datagrams.disconnect(holder, socket);
  }
  send(other, 'x', at(3000, '127.0.0.9'));
  assert.deepEqual(read(fixed), ['x 127.0.0.1']);
  assert.deepEqual(datagrams.names(holder, free), { local: at(0, '0.0.0.0'), remote: null });
  send(free, 'y', at(portOf(other)));
  assert.notEqual(portOf(free), 0);
  assert.deepEqual(read(other), ['y 127.0.0.1']);
});

test('nobody is told of a datagram to a port without a socket', () => {
  const { holder, bind, send } = newNetwork();
  send(bind(), 'x', at(9));
  assert.deepEqual(holder.told, []);
});

test('the most exact address gets a datagram, and of those that share an address the newest', () => {
  const { bind, send, read } = newNetwork();
  const flags = UDP_REUSE_ADDRESS;
  const [all, one] = [bind('0.0.0.0', 3000, flags), bind('127.0.0.1', 3000, flags)];
  const newer = bind('0.0.0.0', 3000, flags);
  const sender = bind();
  send(sender, 'exact', at(3000));
  send(sender, 'any', at(3000, '127.0.0.2'));
  assert.deepEqual([read(all), read(one), read(newer)], [[], ['exact 127.0.0.1'], ['any 127.0.0.1']]);
});

test('a socket that is connected to the sender goes before one that is not, and IPv4’s own before one of both', () => {
  const { datagrams, holder, bind, send, portOf, read } = newNetwork();
  const flags = UDP_REUSE_ADDRESS;
  const sender = bind();
  const joined = bind('127.0.0.1', 3000, flags);
  datagrams.connect(holder, joined, '127.0.0.1', portOf(sender));
  const free = bind('127.0.0.1', 3000, flags);
  send(sender, 'x', at(3000));
  assert.deepEqual([read(joined), read(free)], [['x 127.0.0.1'], []]);
  const [four, both] = [bind('0.0.0.0', 4000, flags), bind('::', 4000, flags)];
  send(sender, 'y', at(4000));
  assert.deepEqual([read(four), read(both)], [['y 127.0.0.1'], []]);
});

test('of those that share a port one sender always reaches the same, and several senders several', () => {
  const { bind, send, read } = newNetwork();
  const sharing = [0, 1, 2].map(() => bind('127.0.0.1', 3000, UDP_REUSE_PORT));
  for (let port = 4000; port < 4006; port++) {
    const sender = bind('127.0.0.1', port);
    for (let count = 0; count < 2; count++) send(sender, String(port), at(3000));
  }
  const got = sharing.map((socket) => read(socket).map((line) => line.slice(0, 4)));
  assert.deepEqual(
    got.map(({ length }) => length),
    [4, 4, 4],
  );
  for (const lines of got) assert.equal(new Set(lines).size, 2);
});

test('what finds no room is lost, and only for whoever does not read', () => {
  const { datagrams, holder, bind, send, portOf, read } = newNetwork();
  const [slow, quick, sender] = [bind(), bind(), bind()];
  for (let count = 0; count < 1000; count++) {
    send(sender, String(count), at(portOf(slow)));
    send(sender, String(count), at(portOf(quick)));
    assert.equal(read(quick).length, 1);
  }
  assert.deepEqual(
    holder.told.filter((socket) => socket === slow),
    [slow],
  );
  const kept = read(slow);
  assert.ok(kept.length > 200 && kept.length < 300, `${kept.length} were kept`);
  assert.deepEqual([kept[0], kept.at(-1)], ['0 127.0.0.1', `${kept.length - 1} 127.0.0.1`]);
  send(sender, 'room again', at(portOf(slow)));
  assert.deepEqual(read(slow), ['room again 127.0.0.1']);
  assert.equal(datagrams.option(holder, slow, 'receiveBuffer', 0), 212_992);
});

test('buffers are twice as large as they are asked to be, within bounds', () => {
  const { datagrams, holder, bind, send, portOf, read } = newNetwork();
  const [socket, sender] = [bind(), bind()];
  const sizes = (option: 'receiveBuffer' | 'sendBuffer') =>
    [1, 10_000, 1e9].map((size) => datagrams.option(holder, socket, option, size));
  assert.deepEqual(sizes('receiveBuffer'), [2304, 20_000, 425_984]);
  assert.deepEqual(sizes('sendBuffer'), [4608, 20_000, 425_984]);
  fails('EINVAL', () => datagrams.option(holder, socket, 'receiveBuffer', -1));
  datagrams.option(holder, socket, 'receiveBuffer', 1);
  for (let count = 0; count < 10; count++) send(sender, 'x', at(portOf(socket)));
  assert.equal(read(socket).length, 3);
});

test('a group’s datagrams come to this network when it has a member, unless the sender keeps them off', () => {
  const { datagrams, holder, bind, send, read } = newNetwork();
  const [member, sender] = [bind('0.0.0.0', 3000), bind()];
  const group = at(3000, '224.0.0.114');
  send(sender, 'nobody', group);
  datagrams.join(holder, member, '224.0.0.114');
  fails('EADDRINUSE', () => datagrams.join(holder, member, '224.0.0.114'));
  fails('EINVAL', () => datagrams.join(holder, member, '127.0.0.1'));
  fails('EADDRNOTAVAIL', () => datagrams.quit(holder, member, '224.0.0.115'));
  fails('ENOPROTOOPT', () => datagrams.join(holder, member, 'ff02::1'));
  send(sender, 'member', group);
  datagrams.option(holder, sender, 'multicastLoopback', 0);
  send(sender, 'kept off', group);
  datagrams.option(holder, sender, 'multicastLoopback', 1);
  datagrams.quit(holder, member, '224.0.0.114');
  send(sender, 'no member', group);
  assert.deepEqual(read(member), ['member 127.0.0.1']);
  for (let count = 1; count <= 20; count++) datagrams.join(holder, member, `224.0.1.${count}`);
  fails('ENOBUFS', () => datagrams.join(holder, member, '224.0.2.1'));
});

test('groups of IPv6 have members too', () => {
  const { datagrams, holder, bind, send, read } = newNetwork();
  const [member, sender] = [bind('::', 3000), bind('::')];
  datagrams.join(holder, member, 'ff02::1');
  send(sender, 'x', at(3000, 'ff02::1'));
  assert.deepEqual(read(member), ['x ::1']);
});

test('who may broadcast reaches all at the port', () => {
  const { datagrams, holder, bind, send, read } = newNetwork();
  const flags = UDP_REUSE_ADDRESS;
  const sockets = [bind('0.0.0.0', 3000, flags), bind('0.0.0.0', 3000, flags), bind('127.0.0.1', 3000, flags)];
  const sender = bind();
  datagrams.option(holder, sender, 'broadcast', 1);
  for (const address of ['255.255.255.255', '127.255.255.255']) send(sender, 'x', at(3000, address));
  assert.deepEqual(
    sockets.map((socket) => read(socket).length),
    [2, 2, 0],
  );
});

test('a socket that several hold has one queue, and stays until the last lets it go', () => {
  const { datagrams, holder, bind, send, portOf, read } = newNetwork();
  const [socket, sender] = [bind(), bind()];
  const port = portOf(socket);
  send(sender, 'early', at(port));
  const other = new Holder();
  const given = datagrams.share(holder, socket, other);
  assert.ok(given < 0);
  send(sender, 'and more', at(port));
  assert.deepEqual(other.told, []); // It asks by itself at first.
  assert.deepEqual(read(given, other), ['early 127.0.0.1', 'and more 127.0.0.1']);
  assert.deepEqual(read(socket), []);
  for (const text of ['one', 'two']) send(sender, text, at(port));
  assert.deepEqual([holder.told, other.told], [[socket, socket], [given]]);
  assert.equal(unpackDatagram(datagrams.receive(other, given)).bytes.length, 3);
  assert.deepEqual(read(socket), ['two 127.0.0.1']);
  datagrams.close(holder, socket);
  fails('EADDRINUSE', () => bind('127.0.0.1', port));
  datagrams.closeAll(other);
  bind('127.0.0.1', port);
});

test('there are no more sockets than the limit, and who ends gives all back', () => {
  const { datagrams, holder, bind } = newNetwork(3);
  const first = bind('127.0.0.1', 3000);
  bind();
  datagrams.share(holder, first, new Holder());
  fails('EMFILE', () => bind('127.0.0.1', 4000));
  fails('EMFILE', () => datagrams.share(holder, first, new Holder()));
  datagrams.closeAll(holder);
  bind('127.0.0.1', 4000);
  bind();
});
