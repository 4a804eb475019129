import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CODE, FAILURE, FLAG, FRAME, SETTING } from './codes.ts';
import { Connection } from './connection.ts';
import { FrameReader } from './frame-reader.ts';
import * as frames from './frames.ts';
import { HeaderEncoder } from './header-encoder.ts';
import type { Field } from './header-table.ts';
import type { ConnectionOptions, Listener, Outgoing } from './listener.ts';

const field = (name: string, value: string): Field => ({ name, value, neverIndexed: false });
const REQUEST = [field(':method', 'POST'), field(':scheme', 'http'), field(':path', '/'), field(':authority', 'a')];
const OK = [field(':status', '200')];

/** One side of a connection, and what it has heard. */
class Side implements Listener {
  readonly connection: Connection;
  readonly heard: string[] = [];
  /** What each stream has to send. */
  readonly bodies = new Map<number, { bytes: Uint8Array; ends: boolean }>();
  /** Whether data counts as used when it comes. */
  consumes = true;
  received = 0;
  failure = 0;

  constructor(options: Partial<ConnectionOptions>) {
    this.connection = new Connection(
      {
        isServer: true,
        maxDeflateTable: 4096,
        maxReservedStreams: 200,
        maxSendHeaders: 65_536,
        peerMaxStreams: 100,
        maxSettings: 32,
        resetRate: 33,
        resetBurst: 1000,
        strictSpace: true,
        pad: (length) => length,
        now: () => 0,
        ...options,
      },
      this,
    );
    this.connection.settings([]);
  }

  /** Everything that it has to send, and hands it to the other side. */
  sendTo(other: Side): void {
    other.take(Buffer.concat(this.connection.collect()));
  }

  take(bytes: Uint8Array): void {
    this.connection.receive(bytes);
    for (let more: boolean | number = true; more === true;) {
      more = this.connection.step();
      if (typeof more === 'number') this.failure = more;
    }
  }

  beginHeaders() {
    return 'take' as const;
  }
  header() {
    return true;
  }
  headers(stream: number, flags: number) {
    this.heard.push(`headers ${stream}${(flags & FLAG.END_STREAM) !== 0 ? ' end' : ''}`);
  }
  data(stream: number, bytes: Uint8Array) {
    this.received += bytes.length;
    this.connection.consumeConnection(bytes.length);
    if (this.consumes) this.connection.consumeStream(stream, bytes.length);
  }
  dataFrame(stream: number, _length: number, ends: boolean) {
    if (ends) this.heard.push(`end ${stream}`);
    return true;
  }
  priority() {}
  settingsReceived() {}
  settingsAck() {}
  pingReceived() {}
  pingAck(payload: Uint8Array) {
    this.heard.push(`pong ${payload.join('')}`);
  }
  goawayReceived(code: number, last: number) {
    this.heard.push(`goaway ${code} ${last}`);
  }
  altsvcReceived() {}
  originReceived() {}
  goawaySent() {}
  invalidFrame(failure: number) {
    this.heard.push(`invalid ${failure}`);
    return true;
  }
  notHttp2() {
    this.heard.push('not http2');
  }
  streamClosed(stream: number, code: number) {
    this.heard.push(`closed ${stream} ${code}`);
  }
  notSent(stream: number, type: number, failure: number) {
    this.heard.push(`not sent ${stream} ${type} ${failure}`);
  }
  outgoing(stream: number, most: number): Outgoing | null {
    const body = this.bodies.get(stream);
    if (!body || (body.bytes.length === 0 && !body.ends)) return null;
    const part = body.bytes.subarray(0, most);
    body.bytes = body.bytes.subarray(most);
    return { parts: part.length > 0 ? [part] : [], ends: body.ends && body.bytes.length === 0, trailers: false };
  }
}

function pair(server: Partial<ConnectionOptions> = {}, client: Partial<ConnectionOptions> = {}) {
  const sides = { client: new Side({ isServer: false, ...client }), server: new Side(server) };
  settle(sides);
  return sides;
}

/** Until neither has anything to say. */
function settle({ client, server }: { client: Side; server: Side }): void {
  while (client.connection.wantsWrite || server.connection.wantsWrite) {
    client.sendTo(server);
    server.sendTo(client);
  }
}

/** The types of the frames in some bytes. */
function types(parts: Uint8Array[]): number[] {
  const reader = new FrameReader();
  reader.push(Buffer.concat(parts));
  const found: number[] = [];
  for (let frame = reader.frame(); frame; frame = reader.frame()) found.push(frame.type);
  return found;
}

describe('a connection', () => {
  it('carries a request and its answer', () => {
    const sides = pair();
    const { client, server } = sides;
    const id = client.connection.request(REQUEST, true, 0);
    client.bodies.set(id, { bytes: new Uint8Array(100_000), ends: true });
    settle(sides);
    assert.equal(server.received, 100_000);
    server.connection.respond(id, OK, false);
    settle(sides);
    assert.deepEqual(server.heard, ['headers 1', 'end 1', 'closed 1 0']);
    assert.deepEqual(client.heard, ['headers 1 end', 'closed 1 0']);
    assert.equal(client.connection.streams.size + server.connection.streams.size, 0);
  });

  it('sends no more than the other side has room for, and goes on when it has', () => {
    const sides = pair();
    const { client, server } = sides;
    server.consumes = false;
    const id = client.connection.request(REQUEST, true, 0);
    client.bodies.set(id, { bytes: new Uint8Array(200_000), ends: true });
    settle(sides);
    assert.equal(server.received, 65_535);
    server.connection.consumeStream(id, 65_535);
    settle(sides);
    assert.equal(server.received, 2 * 65_535);
    server.connection.settings([[SETTING.INITIAL_WINDOW_SIZE, 200_000]]);
    settle(sides);
    assert.equal(server.received, 200_000);
    assert.deepEqual(server.heard, ['headers 1', 'end 1']);
  });

  it('gives each stream its turn', () => {
    const sides = pair();
    const { client } = sides;
    for (const id of [1, 3]) {
      client.connection.request(REQUEST, true, 0);
      client.bodies.set(id, { bytes: new Uint8Array(30_000), ends: false });
    }
    const reader = new FrameReader();
    reader.push(Buffer.concat(client.connection.collect()));
    const order: number[] = [];
    for (let frame = reader.frame(); frame; frame = reader.frame())
      if (frame.type === FRAME.DATA) order.push(frame.stream);
    assert.deepEqual(order, [1, 3, 1, 3]);
  });

  it('lets a stream wait that would be one too many', () => {
    const sides = pair();
    const { client, server } = sides;
    server.connection.settings([[SETTING.MAX_CONCURRENT_STREAMS, 1]]);
    settle(sides);
    for (let count = 0; count < 3; count++) client.connection.request(REQUEST, false, 0);
    settle(sides);
    assert.deepEqual(server.heard, ['headers 1 end']);
    server.connection.respond(1, OK, false);
    settle(sides);
    assert.deepEqual(server.heard, ['headers 1 end', 'closed 1 0', 'headers 3 end']);
    client.connection.reset(5, CODE.CANCEL);
    server.connection.respond(3, OK, false);
    settle(sides);
    assert.deepEqual(server.heard.at(-1), 'closed 3 0');
    assert.ok(client.heard.includes('closed 5 8'), 'what was never sent is closed here alone');
  });

  it('sends settings and pings before everything else', () => {
    const { client } = pair();
    client.connection.request(REQUEST, false, 0);
    client.connection.goaway(CODE.NO_ERROR, 0, new Uint8Array());
    client.connection.ping(new Uint8Array(8));
    client.connection.settings([]);
    assert.deepEqual(types(client.connection.collect()), [FRAME.PING, FRAME.SETTINGS, FRAME.GOAWAY, FRAME.HEADERS]);
  });

  it('ends with what is under way', () => {
    const sides = pair();
    const { client, server } = sides;
    client.connection.request(REQUEST, false, 0);
    settle(sides);
    server.connection.goaway(CODE.NO_ERROR, 1, new Uint8Array());
    settle(sides);
    client.connection.request(REQUEST, false, 0);
    settle(sides);
    assert.deepEqual(client.heard.slice(-2), [`not sent 3 1 ${FAILURE.START_STREAM_NOT_ALLOWED}`, 'closed 3 7']);
    assert.equal(server.connection.wantsRead, true);
    server.connection.respond(1, OK, false);
    settle(sides);
    assert.equal(server.connection.wantsRead, false);
    assert.equal(client.connection.wantsRead, false);
  });

  it('closes the streams that a good bye leaves out', () => {
    const sides = pair();
    const { client, server } = sides;
    for (let count = 0; count < 2; count++) client.connection.request(REQUEST, false, 0);
    settle(sides);
    server.connection.goaway(CODE.NO_ERROR, 1, new Uint8Array());
    settle(sides);
    assert.ok(server.heard.includes('closed 3 7'));
    assert.deepEqual(client.heard, ['goaway 0 1', 'closed 3 7']);
  });

  it('gives up a peer that asks for more answers than it takes', () => {
    const { server } = pair();
    const ping = frames.pingFrame(false, new Uint8Array(8));
    for (let count = 0; count < 1000; count++) server.take(ping);
    assert.equal(server.failure, 0);
    server.take(ping);
    assert.equal(server.failure, FAILURE.FLOODED);
  });

  it('gives up a peer that makes it reset more streams than it takes to hear of', () => {
    const sides = pair();
    const { client } = sides;
    client.connection.request(REQUEST, false, 0);
    settle(sides);
    client.connection.pendingEnablePush = false;
    const encoder = new HeaderEncoder(4096);
    for (let count = 1; count <= 10_001; count++) {
      client.take(frames.pushPromiseFrames(1, 2 * count, encoder.encode(REQUEST), 1000));
    }
    assert.equal(client.failure, 0);
    client.take(frames.pingFrame(false, new Uint8Array(8)));
    assert.equal(client.failure, FAILURE.FLOODED);
  });

  it('says good bye to a peer that resets too many streams', () => {
    let time = 0;
    const sides = pair({ resetBurst: 3, resetRate: 1, now: () => time });
    const { client, server } = sides;
    const round = () => {
      const id = client.connection.request(REQUEST, true, 0);
      settle(sides);
      client.connection.reset(id, CODE.CANCEL);
      settle(sides);
    };
    for (let count = 0; count < 3; count++) round();
    time = 1000;
    round();
    assert.equal(client.connection.goawayReceived, false);
    round();
    assert.equal(server.connection.goawaySent, true);
    assert.ok(client.heard.includes(`goaway ${CODE.INTERNAL_ERROR} 9`));
  });

  it('keeps no more of headers than one block', () => {
    const { server } = pair();
    const block = new HeaderEncoder(4096).encode([...REQUEST, field('x', 'y'.repeat(60_000))]);
    const size = 100;
    server.take(frames.headersFrames(1, block, true, size));
    assert.equal(server.failure, FAILURE.TOO_MANY_CONTINUATIONS);
  });

  it('refuses a block of headers that is too long to be sent', () => {
    const sides = pair({}, { maxSendHeaders: 1000 });
    sides.client.connection.request([...REQUEST, field('x', 'y'.repeat(1000))], false, 0);
    settle(sides);
    assert.deepEqual(sides.client.heard, [`not sent 1 1 ${FAILURE.FRAME_SIZE_ERROR}`, 'closed 1 7']);
  });

  it('looks at nothing behind its own end', () => {
    const { server } = pair();
    server.take(frames.pingFrame(false, new Uint8Array(7)));
    server.take(frames.headersFrames(1, new HeaderEncoder(4096).encode(REQUEST), true, 1000));
    assert.deepEqual(server.heard, []);
    assert.deepEqual(types(server.connection.collect()), [FRAME.GOAWAY]);
    assert.equal(server.connection.wantsRead, false);
    assert.equal(server.connection.wantsWrite, false);
  });

  it('knows who does not speak HTTP/2', () => {
    const server = new Side({});
    server.take(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    assert.equal(server.failure, FAILURE.BAD_CLIENT_MAGIC);
    const client = new Side({ isServer: false });
    client.take(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'));
    assert.deepEqual(client.heard, ['not http2']);
  });

  it('tells of pings that are answered', () => {
    const sides = pair();
    sides.client.connection.ping(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    settle(sides);
    assert.deepEqual(sides.client.heard, ['pong 12345678']);
  });
});
