import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FLAG, FRAME } from './codes.ts';
import { FrameReader } from './frame-reader.ts';
import * as frames from './frames.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const hex = (...parts: Uint8Array[]): string => Buffer.concat(parts).toString('hex');

/** Reads all frames that were pushed in pieces of `size` bytes. */
function read(all: Uint8Array, size: number) {
  const reader = new FrameReader();
  const found: [type: number, flags: number, stream: number, payload: string][] = [];
  for (let at = 0; at < all.length; at += size) {
    reader.push(all.subarray(at, at + size));
    for (let frame = reader.frame(); frame; frame = reader.frame()) {
      found.push([frame.type, frame.flags, frame.stream, hex(frame.payload)]);
    }
  }
  assert.equal(reader.available, 0);
  return found;
}

describe('frames', () => {
  it('have the bytes of RFC 9113', () => {
    assert.equal(hex(...frames.dataFrame(1, [bytes(0x61), bytes(0x62)], true)), '0000020001000000016162');
    assert.equal(hex(...frames.dataFrame(1, [bytes(0x61)], false, 3)), '00000400080000000102610000');
    assert.equal(hex(...frames.dataFrame(1, [], false, 1)), '00000100080000000100');
    assert.equal(hex(frames.resetFrame(3, 8)), '00000403000000000300000008');
    assert.equal(hex(frames.settingsFrame([[4, 65_535]])), '00000604000000000000040000ffff');
    assert.equal(hex(frames.settingsAckFrame()), '000000040100000000');
    assert.equal(hex(frames.pingFrame(true, bytes(1, 2, 3, 4, 5, 6, 7, 8))), '0000080601000000000102030405060708');
    assert.equal(hex(frames.goawayFrame(5, 2, bytes(0xff))), '0000090700000000000000000500000002ff');
    assert.equal(hex(frames.windowUpdateFrame(7, 0x7fff_ffff)), '0000040800000000077fffffff');
    assert.equal(hex(frames.altsvcFrame(0, bytes(0x6f), bytes(0x76))), '0000040a000000000000016f76');
    assert.equal(hex(frames.originFrame([bytes(0x61), bytes(0x62, 0x63)])), '0000070c00000000000001610002' + '6263');
    assert.equal(hex(frames.pushPromiseFrames(1, 2, bytes(0x82), 100)), '00000505040000000100000002' + '82');
  });

  it('are read from pieces of any size', () => {
    const all = Buffer.concat([
      frames.settingsFrame([]),
      ...frames.dataFrame(1, [new Uint8Array(300).fill(7)], true),
      frames.resetFrame(0x7fff_ffff, 0xffff_ffff),
    ]);
    const wanted = [
      [FRAME.SETTINGS, 0, 0, ''],
      [FRAME.DATA, FLAG.END_STREAM, 1, '07'.repeat(300)],
      [FRAME.RST_STREAM, 0, 0x7fff_ffff, 'ffffffff'],
    ];
    for (const size of [1, 2, 9, 10, 100, all.length]) assert.deepEqual(read(all, size), wanted);
  });

  it('go on in others when a block of headers is too long for one', () => {
    const block = bytes(1, 2, 3, 4, 5, 6, 7);
    assert.deepEqual(read(frames.headersFrames(1, block, true, 3), 100), [
      [FRAME.HEADERS, FLAG.END_STREAM, 1, '010203'],
      [FRAME.CONTINUATION, 0, 1, '040506'],
      [FRAME.CONTINUATION, FLAG.END_HEADERS, 1, '07'],
    ]);
    assert.deepEqual(read(frames.headersFrames(1, block, false, 7), 100), [
      [FRAME.HEADERS, FLAG.END_HEADERS, 1, '01020304050607'],
    ]);
    assert.deepEqual(
      read(
        frames.headersFrames(1, bytes(1), false, 7, () => 2),
        100,
      ),
      [[FRAME.HEADERS, FLAG.END_HEADERS | FLAG.PADDED, 1, '010100']],
    );
  });
});
