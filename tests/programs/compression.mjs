// zlib: in one go, later, as streams; what is wrong with data; brotli.
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

const brotli = zlib.brotliCompressSync(bytes);
console.log(brotli.length < bytes.length / 20, zlib.brotliDecompressSync(brotli).equals(bytes));
const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 4, [zlib.constants.BROTLI_PARAM_LGWIN]: 12 };
const quick = await promisify(zlib.brotliCompress)(bytes, { params });
console.log(quick.length < bytes.length / 20, zlib.brotliDecompressSync(quick).equals(bytes));
console.log((await promisify(zlib.brotliDecompress)(brotli.subarray(0, 20)).catch((error) => error)).code);

// What was flushed arrives, as an event of a stream of events does.
const compress = zlib.createBrotliCompress();
const decompress = zlib.createBrotliDecompress().setEncoding('utf8');
compress.pipe(decompress);
for (const event of ['data: one\n\n', 'data: two\n\n']) {
  compress.write(event);
  compress.flush();
  console.log(await once(decompress, 'data'));
}
compress.end();
await once(decompress.resume(), 'end');
console.log(compress.bytesWritten);
for (const options of [{ params: { 10000: 0 } }, { params: { 4: 42 } }, { flush: 9 }]) {
  try {
    zlib.createBrotliCompress(options);
  } catch ({ name, code, message }) {
    console.log(name, code, message);
  }
}
