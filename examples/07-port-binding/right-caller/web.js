import http from 'node:http';

// Another app's port is attached like a database: by a URL.
const { PRICES_URL } = process.env;

const server = http.createServer((request, response) => {
  const item = new URLSearchParams(request.url?.split('?')[1]).get('item') ?? 'apple';
  const asked = http.get(`${PRICES_URL}/price?item=${item}`, async (answer) => {
    let text = '';
    for await (const chunk of answer) text += chunk;
    response.end(JSON.stringify({ item, dozen: 12 * JSON.parse(text).cents }));
  });
  asked.once('error', (error) => {
    console.error(`prices: ${error.message}`);
    response.writeHead(502).end();
  });
});

server.listen(process.env.PORT);
