// buffer, string_decoder, path, url, querystring, encodings, structuredClone.
const { Blob, Buffer, atob, btoa, constants } = require('node:buffer');
const { StringDecoder } = require('node:string_decoder');
const path = require('node:path');
const url = require('node:url');
const querystring = require('node:querystring');
const attempt = (run) => {
  try {
    return run();
  } catch (error) {
    return `${error.name} ${error.code} ${error.message}`;
  }
};

const euro = Buffer.from('€ uro\u{1f600}');
for (const encoding of ['utf8', 'utf16le', 'latin1', 'ascii', 'hex', 'base64', 'base64url', 'binary', 'ucs2']) {
  const text = euro.toString(encoding);
  console.log(
    encoding,
    JSON.stringify(text),
    Buffer.from(text, encoding).equals(euro),
    Buffer.byteLength(text, encoding),
  );
}
console.log(
  Buffer.from('zz', 'hex'),
  Buffer.from('abc', 'hex'),
  Buffer.from('YW=Jj', 'base64'),
  Buffer.from([256, -1, 1.9, '7', NaN]),
  Buffer.from({ length: 2, 0: 5 }),
);
console.log(
  Buffer.concat([Buffer.from('a'), Buffer.from('bc')], 2),
  Buffer.compare(Buffer.from('a'), Buffer.from('b')),
  Buffer.isBuffer(new Uint8Array(1)),
  Buffer.alloc(5, 'ab'),
  Buffer.isEncoding('UTF-8'),
);
const buffer = Buffer.alloc(16);
console.log(
  buffer.writeUInt32BE(0xdeadbeef, 0),
  buffer.writeDoubleLE(1.5, 4),
  buffer.readDoubleLE(4),
  buffer.writeInt16LE(-2, 12),
  buffer.readUInt16LE(12),
  buffer.readInt8(12),
);
console.log(
  buffer.writeBigInt64BE(-5n, 8),
  buffer.readBigInt64BE(8),
  buffer.readUIntBE(0, 3),
  buffer.toJSON().data.length,
  buffer.fill('é', 0, 4).subarray(0, 5),
);
console.log(
  euro.indexOf('uro'),
  euro.lastIndexOf('o'),
  euro.includes('x'),
  euro.indexOf(Buffer.from([0x20])),
  euro.slice(-4).toString(),
  buffer.swap16() === buffer,
  euro.indexOf('€', -100),
  euro.indexOf(''),
);
console.log(
  Buffer.from('abc').write('zz', 1),
  euro.toString('utf8', 1, 5),
  Buffer.from([0xff, 0xc3, 0x28, 0xe2, 0x82]).toString(),
  euro.readUInt8(0),
  constants.MAX_LENGTH > 2 ** 30,
);
for (const bad of [
  () => Buffer.alloc(-1),
  () => Buffer.from(5),
  () => buffer.readUInt8(16),
  () => buffer.writeUInt8(256),
  () => Buffer.from('x', 'klingon'),
  () => Buffer.concat('x'),
  () => buffer.readInt32LE(1.5),
])
  console.log(attempt(bad));
console.log(
  btoa('hello'),
  atob('aGVsbG8='),
  attempt(() => atob('*')),
  new Blob(['a', 'bc']).size,
);

for (const [encoding, bytes] of [
  ['utf8', [0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80, 0xff]],
  ['utf16le', [0x3d, 0xd8, 0x00, 0xde, 0x41]],
  ['base64', [1, 2, 3, 4, 5]],
  ['hex', [250]],
]) {
  const decoder = new StringDecoder(encoding);
  const parts = bytes.map((byte) => decoder.write(Buffer.from([byte])));
  console.log(
    encoding,
    JSON.stringify(parts),
    JSON.stringify(decoder.end()),
    JSON.stringify(decoder.end(Buffer.from([0x41]))),
  );
}
const decoder = new TextDecoder('utf-8', { fatal: true });
console.log(
  attempt(() => decoder.decode(new Uint8Array([0xff]))),
  new TextDecoder('utf-16le').decode(new Uint8Array([65, 0])),
  new TextDecoder('latin1').encoding,
  attempt(() => new TextDecoder('klingon')),
);
console.log(
  new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 65])),
  new TextEncoder().encode('é'),
  new TextEncoder().encodeInto('añb', new Uint8Array(3)),
);
const streaming = new TextDecoder();
console.log(
  JSON.stringify([
    streaming.decode(new Uint8Array([0xe2, 0x82]), { stream: true }),
    streaming.decode(new Uint8Array([0xac])),
  ]),
);

console.log(
  path.join('/a', '..', 'b', './c/'),
  path.resolve('/x', 'y', '../z'),
  path.normalize('a//b/../c/.'),
  path.relative('/a/b/c', '/a/d'),
  path.isAbsolute('a'),
  path.sep,
);
console.log(
  path.parse('/home/user/file.tar.gz'),
  path.format({ dir: '/d', name: 'n', ext: 'x' }),
  path.basename('a/b.html', '.html'),
  path.extname('.bashrc'),
  path.dirname('/a'),
  path.win32.join('a', 'b'),
  path.matchesGlob?.name,
);

const address = new URL('../c?x=1&x=2#h', 'https://user:p%40ss@exämple.org:8080/a/b/');
console.log(
  address.href,
  address.origin,
  address.host,
  address.username,
  address.searchParams.getAll('x'),
  address.hash,
);
address.searchParams.append('y', 'a b&c');
address.port = '443';
address.pathname = '/ü ü';
console.log(
  address.href,
  URL.canParse('nope'),
  attempt(() => new URL('nope')),
  attempt(() => new URL('/x', 'bad')),
  JSON.stringify({ address }),
);
for (const text of [
  'http://[::1]:3000/',
  'file:///a%20b',
  'HTTP://EXAMPLE.com:80/../x',
  'data:text/plain,hi',
  'mailto:a@b.c',
  'http://1.1/',
  'http://a/%7Efoo/../bar?%zz',
  'postgres://u:p@h:5432/db?ssl=1',
  'redis://:pw@127.0.0.1:6379/0',
]) {
  const { href, protocol, host, hostname, port, pathname, search, password } = new URL(text);
  console.log([href, protocol, host, hostname, port, pathname, search, password].join(' | '));
}
const params = new URLSearchParams({ b: '2', a: 'ü +&' });
params.append('a', '3');
params.sort();
console.log(
  String(params),
  [...params],
  params.has('a', '3'),
  params.size,
  new URLSearchParams('?q=a+b%20c&e').get('q'),
);
console.log(
  url.parse('http://user:pass@host.com:8080/p/a/t/h?query=string#hash').pathname,
  url.format({ protocol: 'http', host: 'x.y', pathname: '/z', query: { a: 1 } }),
  url.resolve('/one/two', 'three'),
);
console.log(
  url.fileURLToPath('file:///a%20b/c'),
  url.pathToFileURL('/x y#z').href,
  url.domainToASCII('español.com'),
  url.domainToUnicode('xn--espaol-zwa.com'),
  attempt(() => url.fileURLToPath('http://x')),
  url.urlToHttpOptions(new URL('http://a:b@c:1/d?e')).path,
);
console.log(
  querystring.parse('a=1&a=2&b=%20x&c'),
  querystring.stringify({ a: [1, 2], b: 'ü', c: '' }),
  querystring.escape('a b&'),
  querystring.unescape('%41'),
);

const clone = structuredClone({
  date: new Date(0),
  map: new Map([[1, { a: new Set([2]) }]]),
  re: /x/g,
  bytes: new Uint8Array([1]),
  error: new TypeError('t'),
  n: 1n,
  list: [undefined, null],
});
console.log(
  clone.date.getTime(),
  clone.map.get(1).a.has(2),
  clone.re.flags,
  clone.bytes,
  clone.error.name,
  clone.error instanceof TypeError,
  clone.n,
  clone.list,
);
console.log(
  attempt(() => structuredClone(() => {})),
  attempt(() => structuredClone(Symbol('s'))),
  attempt(() => structuredClone()),
);
const moved = new ArrayBuffer(4);
structuredClone(moved, { transfer: [moved] });
console.log(moved.byteLength);
console.log(
  typeof navigator,
  typeof window,
  typeof document,
  typeof self,
  typeof importScripts,
  typeof XMLHttpRequest,
  typeof localStorage,
  typeof WebSocket,
  typeof fetch,
  typeof crypto.subtle,
);
console.log(Object.keys(globalThis).sort().join(' '));
