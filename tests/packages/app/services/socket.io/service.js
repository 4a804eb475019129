import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { ready } from '../../serve.js';

const server = createServer((_, response) => response.end('sockets only\n'));
const sockets = new Server(server, { connectionStateRecovery: {} });
sockets.use((socket, next) => next(socket.handshake.auth.token === 'known' ? undefined : new Error('who are you')));
sockets.on('connection', (socket) => {
  console.log(`connected by ${socket.conn.transport.name}`);
  socket.join('all');
  socket.on('add', (one, other, answer) => answer(one + other));
  socket.on('bytes', (bytes, answer) => answer(Buffer.from(bytes).reverse()));
  socket.on('tell', (text) => socket.to('all').emit('told', text));
  socket.on('disconnect', (reason) => console.log(`gone: ${reason}`));
});
ready(server.listen(0, '127.0.0.1'));
