// The service that is measured: one route, small answer. Says on which port it listens.
const http = require('node:http');

const server = http.createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ url: request.url }));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
