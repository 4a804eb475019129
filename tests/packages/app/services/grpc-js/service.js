import { Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js';
import { Notes } from './notes.js';

const server = new Server();
server.addService(Notes.service, {
  Add({ request, metadata }, answer) {
    if (request.text === '') return answer({ code: status.INVALID_ARGUMENT, details: 'a note needs a text' });
    if (request.text === 'throw') throw new Error('of the handler');
    const trailers = new Metadata();
    trailers.set('x-from', String(metadata.get('x-from')));
    trailers.set('x-picture-bin', Buffer.from([0, 255]));
    answer(null, { ...request, number: request.number + 1 }, trailers);
  },
  List(call) {
    call.sendMetadata(new Metadata());
    const { most, size } = call.request;
    let number = 0;
    const more = () => {
      while (number < most)
        if (!call.write({ text: 'x'.repeat(size), number: number++ })) return call.once('drain', more);
      call.end();
    };
    call.on('cancelled', () => console.log('List was cancelled'));
    more();
  },
  Upload(call, answer) {
    const summary = { notes: 0, bytes: 0 };
    call.on('data', ({ text, picture }) => {
      summary.notes++;
      summary.bytes += text.length + picture.length;
    });
    call.on('end', () => answer(null, summary));
  },
  Chat(call) {
    call.on('data', ({ text, number }) => call.write({ text: text.toUpperCase(), number: -number }));
    call.on('end', () => call.end());
  },
  Wait(call) {
    call.on('cancelled', () => console.log('Wait was cancelled'));
  },
});
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`ready on port ${port}`);
});
process.on('SIGTERM', () => server.tryShutdown((error) => console.log(`shut down ${error ?? 'in peace'}`)));
