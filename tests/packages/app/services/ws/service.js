import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { ready } from '../../serve.js';

const server = createServer((_, response) => response.writeHead(426).end('sockets only\n'));
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: 64 }, maxPayload: 1 << 20 });
server.on('upgrade', (request, socket, head) => {
  if (request.url === '/closed') return socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
  sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
});
sockets.on('connection', (socket, request) => {
  console.log(`opened ${request.url} ${socket.protocol} ${socket.extensions}`);
  socket.on('message', (data, binary) => {
    const text = data.toString();
    if (text === 'bye') socket.close(4000, 'as you wish');
    else if (text.startsWith('all ')) broadcast(text);
    else socket.send(data, { binary });
  });
  socket.on('close', (code, reason) => console.log(`closed ${code} ${reason}`));
  socket.on('error', (error) => console.log(`${error.code} ${error.message}`));
});
function broadcast(text) {
  for (const each of sockets.clients) if (each.readyState === WebSocket.OPEN) each.send(text);
}
ready(server.listen(0, '127.0.0.1'));
