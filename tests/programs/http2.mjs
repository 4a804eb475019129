// HTTP/2 without TLS: streams, the compatibility API, pushes, settings, flow control, refusals, ends, two processes.
import { AsyncLocalStorage } from 'node:async_hooks';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { open, rm, writeFile } from 'node:fs/promises';
import http2 from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duplexPair } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { listen, started, told } from './fixtures/http2-helpers.mjs';

const { constants } = http2;

// Requests and answers on streams.
{
  let ending;
  const server = http2.createServer();
  server.on('stream', async (stream, headers, flags, raw) => {
    const { ':method': method, ':path': path, 'x-many': many, cookie } = headers;
    console.log('server', method, path, many, cookie, flags, raw.length, headers[http2.sensitiveHeaders]);
    stream.additionalHeaders({ ':status': 103, link: '</style.css>' });
    stream.on('trailers', (trailers) => (ending = { ...trailers }));
    stream.respond({ ':status': 201, 'set-cookie': ['a=1', 'b=2'], 'x-latin': 'ä' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': 'done', 'x-also': ['1', '2'] }));
    stream.end(`got ${await text(stream)}`);
  });
  server.on('stream', (stream) => stream.on('error', (error) => console.log('never', error.message)));
  const client = http2.connect(await listen(server));
  const request = client.request(
    {
      ':method': 'POST',
      ':path': '/first?a=b',
      'x-many': ['one', 'two'],
      cookie: ['c=1', 'd=2'],
      authorization: 'secret',
      'x-key': 'hidden',
      [http2.sensitiveHeaders]: ['x-key'],
    },
    { waitForTrailers: true },
  );
  console.log(request.pending, request.id, client.connecting, client.alpnProtocol, client.encrypted);
  request.on('wantTrailers', () => request.sendTrailers({ 'x-end': 'of request' }));
  request.on('headers', (headers) => console.log('informational', headers[':status'], headers.link));
  request.on('trailers', (trailers) => console.log('trailers', trailers['x-sum'], trailers['x-also']));
  request.end('the body');
  const [headers] = await once(request, 'response');
  console.log(headers[':status'], headers['set-cookie'], typeof headers.date, headers['x-latin']);
  console.log(await text(request), ending, request.id, request.rstCode, request.sentHeaders[':path']);
  client.close();
  await once(client, 'close');
  console.log(client.closed, client.destroyed, request.destroyed, request.closed);
  server.close();
  await once(server, 'close');
}

// The compatibility API.
{
  const server = http2.createServer((request, response) => {
    console.log(request.httpVersion, request.method, request.url, request.authority.startsWith('127.'), request.scheme);
    request.resume();
    request.on('end', () => {
      response.setHeader('X-Two', ['a', 'b']);
      response.writeEarlyHints({ link: '</early.js>' });
      response.addTrailers({ 'x-last': 'word' });
      if (request.url === '/none') return response.writeHead(204).end();
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.write('not ');
      response.end('found', () => console.log('sent', response.headersSent, response.finished, response.statusCode));
    });
  });
  const client = http2.connect(await listen(server));
  for (const [method, path] of [
    ['GET', '/some'],
    ['HEAD', '/some'],
    ['DELETE', '/none'],
  ]) {
    const request = client.request({ ':method': method, ':path': path });
    request.on('headers', (headers) => console.log('early', headers.link));
    request.on('trailers', (trailers) => console.log('trailers', trailers['x-last']));
    const [headers] = await once(request, 'response');
    console.log(
      method,
      headers[':status'],
      headers['x-two'],
      headers['content-type'],
      JSON.stringify(await text(request)),
    );
  }
  client.close();
  server.close();
  await once(server, 'close');
}

// Pushes: promised, refused by the client's settings, refused one by one.
{
  const server = http2.createServer();
  server.on('stream', (stream) => {
    console.log('push allowed', stream.pushAllowed);
    stream.respond();
    if (!stream.pushAllowed) return stream.end('alone');
    stream.pushStream({ ':path': '/pushed', 'x-promise': '1' }, (error, pushed, headers) => {
      console.log('promised', error, headers[':path'], pushed.id, stream.id);
      pushed.on('error', (error) => console.log('push', error.code));
      pushed.on('close', () => console.log('pushed stream closed', pushed.rstCode));
      pushed.respond({ ':status': 200, 'x-pushed': 'yes' });
      pushed.end('pushed body');
    });
    stream.end('main');
  });
  const url = await listen(server);
  const client = http2.connect(url);
  const taken = new Promise((resolve) => {
    client.once('stream', async (pushed, headers) => {
      console.log('client has', headers[':path'], headers['x-promise'], pushed.id);
      const [answer] = await once(pushed, 'push');
      console.log(answer['x-pushed'], await text(pushed));
      resolve();
    });
  });
  console.log(await text(client.request({ ':path': '/' })));
  await taken;
  const refused = new Promise((resolve) => {
    client.once('stream', (pushed) => {
      pushed.on('error', () => {});
      pushed.on('close', resolve);
      pushed.close(constants.NGHTTP2_REFUSED_STREAM);
    });
  });
  console.log(await text(client.request({ ':path': '/' })));
  await refused;
  client.close();
  const without = http2.connect(url, { settings: { enablePush: false } });
  console.log(await text(without.request()));
  without.close();
  server.close();
  await once(server, 'close');
}

// Settings, pings, windows and the state of a session.
{
  const server = http2.createServer({
    settings: { maxConcurrentStreams: 50, initialWindowSize: 100_000, customSettings: { 9999: 7 } },
  });
  const opened = once(server, 'session');
  const client = http2.connect(await listen(server), {
    remoteCustomSettings: [9999],
    settings: { maxHeaderListSize: 9000 },
  });
  const [[remote], [local]] = await Promise.all([once(client, 'remoteSettings'), once(client, 'localSettings')]);
  console.log(remote, local.maxHeaderListSize);
  const [session] = await opened;
  if (session.pendingSettingsAck) await once(session, 'localSettings');
  console.log(session.localSettings.initialWindowSize, session.remoteSettings.maxHeaderListSize);
  session.settings({ maxFrameSize: 20_000 }, (error, settings, duration) => {
    console.log('acknowledged', error, settings.maxFrameSize, duration >= 0);
  });
  const [changed] = await once(client, 'remoteSettings');
  console.log(changed.maxFrameSize, changed.initialWindowSize);
  session.once('ping', (payload) => console.log('pinged', String(payload)));
  await new Promise((resolve) => {
    client.ping(Buffer.from('8 bytes!'), (error, duration, payload) => {
      console.log('pong', error, duration >= 0, String(payload));
      resolve();
    });
  });
  client.setLocalWindowSize(200_000);
  const { effectiveLocalWindowSize, localWindowSize, nextStreamID, lastProcStreamID } = client.state;
  console.log(effectiveLocalWindowSize, localWindowSize, nextStreamID, lastProcStreamID);
  client.setNextStreamID(101);
  const request = client.request({ ':path': '/' }, { endStream: false });
  await new Promise((resolve) => client.ping(resolve));
  console.log(request.id, session.state.remoteWindowSize, request.state);
  for (const bad of [{ maxFrameSize: 1 }, { enablePush: 0 }, { initialWindowSize: 2 ** 31 }]) {
    try {
      client.settings(bad);
    } catch (error) {
      console.log(error.code, error.message);
    }
  }
  session.goaway(constants.NGHTTP2_NO_ERROR, 0, Buffer.from('good bye'));
  const [code, last, data] = await once(client, 'goaway');
  console.log('goaway', code, last, String(data));
  console.log(client.closed, client.destroyed, request.destroyed);
  request.close();
  await once(client, 'close');
  server.close();
  await once(server, 'close');
}

// Large bodies both ways, and a reader that lets its writer wait.
{
  const size = 3 * 1024 * 1024;
  const body = Buffer.from(Array.from({ length: size }, (_, at) => (at * 7) & 255));
  let sent = 0;
  const server = http2.createServer();
  server.on('stream', async (stream, headers) => {
    stream.respond();
    if (headers[':path'] === '/echo') return void stream.pipe(stream);
    stream.on('close', () => console.log('writer closed', stream.rstCode, stream.aborted));
    const piece = Buffer.alloc(16_384, 1);
    while (sent < size) {
      sent += piece.length;
      if (!stream.write(piece)) await new Promise((resolve) => stream.once('drain', resolve));
    }
    stream.end();
  });
  const client = http2.connect(await listen(server));
  const echo = client.request({ ':method': 'POST', ':path': '/echo' });
  echo.end(body);
  console.log('echo', (await buffer(echo)).equals(body));
  const slow = client.request({ ':path': '/slow' });
  await once(slow, 'response');
  for (let round = 0; round < 5; round++) await new Promise((resolve) => client.ping(resolve));
  console.log('waits', sent > 0, sent <= 160 * 1024);
  let received = 0;
  for await (const piece of slow) {
    received += piece.length;
    if (received < 100_000) await new Promise((resolve) => client.ping(resolve));
  }
  console.log('went on', received === size, sent === size);
  const several = await Promise.all(
    Array.from({ length: 10 }, (_, at) => {
      const request = client.request({ ':method': 'PUT', ':path': '/echo' });
      request.end(body.subarray(0, 100_000 + at));
      return buffer(request).then((answer) => answer.length - 100_000);
    }),
  );
  console.log(several.join());
  client.close();
  server.close();
  await once(server, 'close');
}

// Many streams at once, more than the server allows: the others wait.
{
  let open = 0;
  let most = 0;
  const server = http2.createServer({ settings: { maxConcurrentStreams: 20 } });
  server.on('stream', (stream, headers) => {
    most = Math.max(most, ++open);
    stream.on('close', () => open--);
    setImmediate(() => {
      stream.respond();
      stream.end(headers[':path']);
    });
  });
  const client = http2.connect(await listen(server));
  await once(client, 'remoteSettings');
  const answers = await Promise.all(
    Array.from({ length: 150 }, (_, at) => text(client.request({ ':path': `/${at}` }))),
  );
  console.log(
    answers.every((answer, at) => answer === `/${at}`),
    most,
  );
  client.close();
  server.close();
  await once(server, 'close');
}

// Streams that end before their time.
{
  const lines = [];
  const closed = {};
  const server = http2.createServer();
  server.on('stream', (stream, headers) => {
    const path = headers[':path'];
    stream.on('aborted', () => lines.push(`server aborted ${path}`));
    stream.on('error', (error) => lines.push(`server error ${error.code} ${error.message}`));
    stream.on('close', () => {
      lines.push(`server closed ${stream.rstCode}`);
      closed[path]();
    });
    if (path === '/internal') stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else if (path === '/thrown') stream.destroy(new Error('of the server'));
    else if (path === '/late') {
      stream.respond();
      stream.write('some');
      stream.on('data', () => stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM));
    } else stream.respond();
  });
  const client = http2.connect(await listen(server));
  const ask = async (path, options, then = () => {}) => {
    const serverClosed = new Promise((resolve) => (closed[path] = resolve));
    const request = client.request({ ':path': path, ':method': then.length > 0 ? 'POST' : 'GET' }, options);
    request.on('response', () => then(request));
    request.resume();
    await once(request, 'close').catch((error) => console.log('client error', error.code, error.message));
    await serverClosed;
    console.log(path, request.rstCode, request.aborted, request.destroyed, lines.splice(0));
  };
  await ask('/internal');
  await ask('/thrown');
  await ask('/late', {}, (request) => request.write('enough'));
  await ask('/cancelled', { endStream: true }, (request) => request.close(constants.NGHTTP2_CANCEL));
  const controller = new AbortController();
  await ask('/signal', { signal: controller.signal }, () => controller.abort());
  await ask('/timeout', { endStream: true }, (request) => request.setTimeout(20, () => request.close()));

  // A graceful end lets what is under way come to its end, and nothing new begin.
  closed['/graceful'] = () => {};
  const last = client.request({ ':path': '/graceful', ':method': 'POST' });
  await once(last, 'response');
  client.close();
  try {
    client.request();
  } catch (error) {
    console.log(error.code);
  }
  console.log('still', client.destroyed);
  last.end();
  last.resume();
  last.close();
  await once(client, 'close');
  console.log('closed', client.destroyed);
  server.close();
  await once(server, 'close');
}

// Nobody there, and no HTTP/2 there.
{
  const server = http2.createServer();
  const url = await listen(server);
  server.close();
  await once(server, 'close');
  const nobody = http2.connect(url);
  const request = nobody.request();
  const failed = once(request, 'close').catch((error) => console.log('request', error.code));
  console.log('session', await told(nobody));
  await failed;
}

// Files, over a descriptor too.
{
  const file = join(tmpdir(), 'http2-file.txt');
  await writeFile(file, 'line\n'.repeat(40_000));
  const handle = await open(file);
  const server = http2.createServer();
  server.on('stream', (stream, headers) => {
    const onError = (error) => {
      stream.respond({ ':status': error.code === 'ENOENT' ? 404 : 500 });
      stream.end(error.code);
    };
    if (headers[':path'] === '/file') stream.respondWithFile(file, { 'content-type': 'text/plain' }, { onError });
    else if (headers[':path'] === '/part') stream.respondWithFile(file, {}, { offset: 5, length: 12, onError });
    else if (headers[':path'] === '/descriptor') stream.respondWithFD(handle, {});
    else stream.respondWithFile(`${file}.none`, {}, { onError });
  });
  const client = http2.connect(await listen(server));
  for (const path of ['/file', '/part', '/descriptor', '/none']) {
    const request = client.request({ ':path': path });
    const [headers] = await once(request, 'response');
    const body = await text(request);
    console.log(path, headers[':status'], headers['content-length'], body.length, JSON.stringify(body.slice(0, 12)));
  }
  client.close();
  server.close();
  await once(server, 'close');
  await handle.close();
  await rm(file);
}

// Over a stream of the program's own, and the async context on both sides.
{
  const [near, far] = duplexPair();
  const storage = new AsyncLocalStorage();
  const session = http2.performServerHandshake(far);
  session.on('stream', (stream) => {
    stream.respond();
    stream.end(`store ${storage.getStore()}`);
  });
  const client = http2.connect('http://example.test', { createConnection: () => near });
  await storage.run('mine', async () => {
    const request = client.request({ ':path': '/' });
    request.on('response', () => console.log('response in', storage.getStore()));
    console.log(await text(request), storage.getStore());
  });
  client.close();
  await once(client, 'close');
}

// Two processes.
{
  const child = fork(fileURLToPath(new URL('fixtures/http2-server.mjs', import.meta.url)));
  const { url } = await started(child);
  const client = http2.connect(url);
  const body = 'x'.repeat(500_000);
  const request = client.request({ ':method': 'POST', ':path': '/upper' });
  request.end(body);
  console.log('child', (await text(request)) === body.toUpperCase());
  const [first, second] = await Promise.all(['/a', '/b'].map((path) => text(client.request({ ':path': path }))));
  console.log(first, second);
  const hanging = client.request({ ':path': '/hang' });
  await once(hanging, 'response');
  hanging.on('error', (error) => console.log('hanging', error.code));
  hanging.resume();
  const closed = once(client, 'close').catch((error) => console.log('session', error.code));
  child.kill('SIGKILL');
  await closed;
  console.log('hanging closed', hanging.closed, hanging.aborted);
}
