import axios from 'axios';
import compression from 'compression';
import express from 'express';
import { ready } from '../../serve.js';

// A service that answers compressed, and asks itself as a client would.
const app = express();
app.use(compression({ threshold: 100 }));
app.use(express.json());
app.get('/list', (request, response) =>
  response.json(Array.from({ length: 500 }, (_, id) => ({ id, name: `item ${id}` }))),
);
app.get('/slow', (_, response) => setTimeout(() => response.end('late'), 2000).unref());
app.get('/moved', (_, response) => response.redirect('/list'));
app.post('/echo', (request, response) =>
  response.status(201).json({ type: request.get('content-type'), body: request.body }),
);
app.get('/broken', (_, response) => response.status(503).json({ why: 'closed' }));

/** What a client is told of an answer or an error. */
const told = async (asking) => {
  try {
    const { status, headers, data } = await asking;
    return {
      status,
      encoding: headers['content-encoding'],
      length: JSON.stringify(data).length,
      first: data[0] ?? data,
    };
  } catch ({ name, code, message, response }) {
    return { name, code, message, status: response?.status, data: response?.data };
  }
};
const server = app.listen(0, '127.0.0.1');
const client = () => axios.create({ baseURL: `http://127.0.0.1:${server.address().port}` });
const encodings = ['gzip', 'deflate', 'br', 'identity'];
app.get('/asked', async (_, response) => {
  const answers = {};
  for (const encoding of encodings)
    answers[encoding] = await told(client().get('/list', { headers: { 'accept-encoding': encoding } }));
  answers.all = await told(client().get('/list'));
  answers.moved = await told(client().get('/moved'));
  answers.post = await told(client().post('/echo', { a: [1, { b: 'ü' }] }));
  answers.form = await told(
    client().postForm('/echo', { a: 1 }, { transformRequest: (data) => new URLSearchParams(data) }),
  );
  answers.broken = await told(client().get('/broken'));
  answers.late = await told(client().get('/slow', { timeout: 50 }));
  answers.aborted = await told(client().get('/slow', { signal: AbortSignal.timeout(50) }));
  answers.refused = await told(axios.get('http://127.0.0.1:1/'));
  response.json(answers);
});
ready(server);
