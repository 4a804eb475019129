// Stack traces: the calls in Node's library by which a program was reached, without their lines, which are Node's own.
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');

/** Loading a file is left out: V8 has changed how it names these calls. */
const LOADER = /^node:internal\/main|\(node:internal\/(modules|main)/;

/** The container's own calls between two of the library's count towards the ten that V8 keeps. */
const FIRST = 5;

const told = {};
function tell(what) {
  const frames = new Error(what).stack.split('\n').slice(2);
  const named = frames.map((line) =>
    line
      .trim()
      .slice('at '.length)
      .replace(/(node:[^:)]*):\d+:\d+/, '$1'),
  );
  told[what] = named.filter((frame) => !LOADER.test(frame)).map((frame) => frame.replace(__dirname, ''));
}

const emitter = new EventEmitter();
emitter.on('called', () => tell('emitter'));
emitter.emit('called');
[1].forEach(() => tell('array'));

process.nextTick(() => tell('tick'));
setImmediate(() => tell('immediate'));
setTimeout(() => tell('timeout'), 1);
fs.access('/', () => tell('file system'));
process.on('exit', () => {
  tell('exit');
  for (const what of Object.keys(told).sort()) console.log(what, told[what].slice(0, FIRST));
});

const server = http.createServer((request, response) => {
  tell('request');
  request.on('end', () => tell('end of a request')).resume();
  response.end('text');
});
server.listen(0, '127.0.0.1', () => {
  tell('listening');
  http.get({ host: '127.0.0.1', port: server.address().port, agent: false }, (response) => {
    tell('response');
    response.on('data', () => tell('data')).on('end', () => server.close());
  });
});
