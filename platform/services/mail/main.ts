/**
 * A mail server as a process of its own, speaking SMTP: `node mail.cjs`, with PORT, PASSWORD and DATA (the file that
 * keeps its messages while it is stopped) in its environment. It delivers nothing: it records, and the platform asks
 * it what it got. It ends when its stdin does.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { Lines } from './lines.ts';
import type { MailMessage } from './message.ts';
import { SmtpSession, type Mailbox, type Reply } from './session.ts';

const { PORT = '', PASSWORD = '', DATA = '' } = process.env;

const mailbox: Mailbox = {
  password: PASSWORD,
  messages: existsSync(DATA) ? (JSON.parse(readFileSync(DATA, 'utf8')) as MailMessage[]) : [],
  calls: 0,
  shutdown() {
    if (DATA !== '') writeFileSync(DATA, JSON.stringify(mailbox.messages));
    // After the answer is out.
    setImmediate(() => process.exit());
  },
};

createServer(serve).listen(Number(PORT), '127.0.0.1', () => console.log(`ready on port ${PORT}`));
process.stdin.resume().on('end', () => process.exit());

function serve(socket: Socket): void {
  const lines = new Lines();
  const session = new SmtpSession(mailbox);
  socket.setNoDelay(true).setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.write('220 mail ready\r\n');
  socket.on('data', (bytes: string) => {
    for (const line of lines.push(bytes)) {
      const reply = session.line(line);
      if (!reply) continue;
      socket.write(encode(reply));
      if (reply[0] === 221) return void socket.end();
    }
  });
}

function encode([code, ...lines]: Reply): string {
  return lines.map((line, index) => `${code}${index < lines.length - 1 ? '-' : ' '}${line}\r\n`).join('');
}
