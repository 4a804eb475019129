import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';

/** A package's files: path in the package → text. */
export type PackageFiles = Record<string, string>;

const BLOCK = 512;

/** Packs files as npm packages are: a gzipped tar with everything in `package/`; the same files, the same bytes. */
export function packTarball(files: PackageFiles): Buffer {
  const parts = Object.keys(files)
    .sort()
    .flatMap((path) => {
      const content = Buffer.from(files[path] ?? '');
      return [header(`package/${path}`, content.length), content, Buffer.alloc(padding(content.length))];
    });
  return gzip(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]));
}

/**
 * The text of the package.json in a package that npm packed, whatever its outermost folder is called; null when there is
 * none.
 * @throws Error when it is no gzipped tar
 */
export function manifestOf(tarball: Buffer): string | null {
  const tar = gunzipSync(tarball);
  const text = (at: number, length: number) => tar.toString('latin1', at, at + length).replace(/\0.*$/s, '');
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const size = parseInt(text(at + 124, 12), 8);
    if (Number.isNaN(size)) throw new Error('a file in it has no size');
    if (/^[^/]+\/package\.json$/.test(text(at, 100))) return tar.toString('utf8', at + BLOCK, at + BLOCK + size);
    at += BLOCK + size + padding(size);
  }
  return null;
}

/** Digests of a tarball as a packument has them. */
export function digests(tarball: Buffer): { integrity: string; shasum: string } {
  return {
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    shasum: createHash('sha1').update(tarball).digest('hex'),
  };
}

function padding(length: number): number {
  return (BLOCK - (length % BLOCK)) % BLOCK;
}

/** A ustar header of a file that anybody may read. */
function header(path: string, size: number): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`the path ${path} is too long for this registry`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  block.write(path, 0);
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(' '.repeat(8), 148); // the checksum counts itself as spaces
  block.write('0', 156);
  block.write('ustar\0', 257);
  block.write('00', 263);
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** Gzip without compression: packages here are small, and need no zlib that way. */
function gzip(bytes: Buffer): Buffer {
  const LONGEST = 0xffff;
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += LONGEST) {
    const part = bytes.subarray(at, at + LONGEST);
    const head = Buffer.alloc(5);
    head[0] = at + LONGEST >= bytes.length ? 1 : 0;
    head.writeUInt16LE(part.length, 1);
    head.writeUInt16LE(0xffff - part.length, 3);
    blocks.push(head, part);
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length, 4);
  const DEFLATE = 8;
  const UNKNOWN_SYSTEM = 255;
  return Buffer.concat([Buffer.from([0x1f, 0x8b, DEFLATE, 0, 0, 0, 0, 0, 0, UNKNOWN_SYSTEM]), ...blocks, trailer]);
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (TABLE[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}
