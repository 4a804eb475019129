// zlib: in one go, later, as streams; what is wrong with data; brotli, which is only read here.
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const text = 'a service writes to its stdout; '.repeat(500);
const bytes = Buffer.from(text);
for (const [pack, unpack] of [
  ['gzipSync', 'gunzipSync'],
  ['deflateSync', 'inflateSync'],
  ['deflateRawSync', 'inflateRawSync'],
  ['gzipSync', 'unzipSync'],
]) {
  const packed = zlib[pack](bytes);
  console.log(pack, packed.length < bytes.length / 20, zlib[unpack](packed).equals(bytes));
}
console.log(
  zlib.gunzipSync(Buffer.concat([zlib.gzipSync('one '), zlib.gzipSync('two')])).toString(),
  zlib.crc32('hello'),
);
for (const broken of [Buffer.from('not gzip'), zlib.gzipSync(bytes).subarray(0, 30)]) {
  const { code, errno, message } = await promisify(zlib.gunzip)(broken).catch((error) => error);
  console.log(code, errno, message);
}
const dictionary = Buffer.from('a service writes');
console.log(zlib.inflateSync(zlib.deflateSync(bytes, { dictionary }), { dictionary }).equals(bytes));

const pieces = [];
await pipeline(Readable.from([bytes, bytes]), zlib.createGzip({ level: 9 }), zlib.createGunzip(), async (source) => {
  for await (const piece of source) pieces.push(piece);
});
console.log(Buffer.concat(pieces).length);

const deflate = zlib.createDeflate({ level: 0 });
deflate.on('data', () => {});
deflate.write('some');
deflate.params(9, zlib.constants.Z_DEFAULT_STRATEGY, () => deflate.end('more'));
await once(deflate, 'end');
console.log(deflate.bytesWritten);

const BROTLI = 'CwWAaGVsbG8gd29ybGQD';
console.log(zlib.brotliDecompressSync(Buffer.from(BROTLI, 'base64')).toString());
console.log((await promisify(zlib.brotliDecompress)(Buffer.from('nonsense')).catch((error) => error)).message);
