import { parseMessage, type MailMessage } from './message.ts';

/** The platform's own user: it may ask the recorder, and what it says is not counted. */
export const PLATFORM = 'platform';

/** What all sessions of a mail server share. */
export interface Mailbox {
  readonly password: string;
  readonly messages: MailMessage[];
  /** Commands that clients sent, the platform's left out. */
  calls: number;
  shutdown: () => void;
}

/** A reply: code and text. The connection ends after a 221. */
export type Reply = [code: number, ...lines: string[]];

const LONGEST_COMMAND = 512;
const LARGEST_MESSAGE = 1024 * 1024;
const MOST_RECIPIENTS = 100;

/**
 * One connection's conversation in SMTP (RFC 5321) with AUTH (RFC 4954), line by line: strict about order, since mail
 * servers are.
 */
export class SmtpSession {
  readonly #mailbox: Mailbox;
  #greeted = false;
  #user: string | null = null;
  #from: string | null = null;
  #to: string[] = [];
  /** Lines of the message that is coming; null outside of DATA. */
  #data: string[] | null = null;
  #size = 0;
  /** What the next line answers, in the middle of an AUTH. */
  #asked: ((line: string) => Reply) | null = null;

  constructor(mailbox: Mailbox) {
    this.#mailbox = mailbox;
  }

  /** Takes a line without its end and returns the reply; null in the middle of a message. */
  line(line: string): Reply | null {
    if (this.#data) return this.#dataLine(line);
    if (this.#asked) {
      const answered = this.#asked;
      this.#asked = null;
      return answered(line);
    }
    if (line.length > LONGEST_COMMAND) return [500, 'Line too long'];
    const [, verb = '', rest = ''] = /^(\S*) ?(.*)$/s.exec(line) ?? [];
    const own = this.#user === PLATFORM && verb.toUpperCase().startsWith('X');
    if (own) return this.#recorder(verb.toUpperCase());
    this.#mailbox.calls++;
    return this.#command(verb.toUpperCase(), rest.trim());
  }

  #command(verb: string, rest: string): Reply {
    switch (verb) {
      case 'EHLO':
      case 'HELO':
        return this.#hello(verb, rest);
      case 'AUTH':
        return this.#auth(rest);
      case 'MAIL':
        return this.#mail(rest);
      case 'RCPT':
        return this.#recipient(rest);
      case 'DATA':
        return this.#begin(rest);
      case 'RSET':
        this.#reset();
        return [250, 'OK'];
      case 'NOOP':
        return [250, 'OK'];
      case 'QUIT':
        return [221, 'Bye'];
      case 'VRFY':
        return [252, 'Cannot VRFY user, but will accept message'];
      default:
        return [500, `Command not recognized: ${verb}`];
    }
  }

  #hello(verb: string, name: string): Reply {
    if (name === '') return [501, `${verb} needs a name`];
    this.#greeted = true;
    this.#reset();
    const greeting = 'mail greets you';
    return verb === 'HELO'
      ? [250, greeting]
      : [250, greeting, 'PIPELINING', '8BITMIME', `SIZE ${LARGEST_MESSAGE}`, 'AUTH PLAIN LOGIN'];
  }

  #auth(rest: string): Reply {
    if (!this.#greeted) return [503, 'Send EHLO first'];
    if (this.#user !== null) return [503, 'Already authenticated'];
    const [way = '', initial] = rest.split(' ');
    const decode = (text: string) => Buffer.from(text, 'base64').toString('utf8');
    if (way.toUpperCase() === 'PLAIN') {
      const plain = (line: string): Reply => {
        const [, user = '', password = ''] = decode(line).split('\0');
        return this.#login(user, password);
      };
      if (initial !== undefined) return plain(initial);
      this.#asked = plain;
      return [334, ''];
    }
    if (way.toUpperCase() === 'LOGIN') {
      const user = (line: string): Reply => {
        this.#asked = (password) => this.#login(decode(line), decode(password));
        return [334, Buffer.from('Password:').toString('base64')];
      };
      if (initial !== undefined) return user(initial);
      this.#asked = user;
      return [334, Buffer.from('Username:').toString('base64')];
    }
    return [504, 'Unrecognized authentication type'];
  }

  #login(user: string, password: string): Reply {
    if (password !== this.#mailbox.password || user === '') return [535, 'Authentication credentials invalid'];
    this.#user = user;
    // EHLO and AUTH of the platform were counted like anybody's.
    if (user === PLATFORM) this.#mailbox.calls -= 2;
    return [235, 'Authentication succeeded'];
  }

  #mail(rest: string): Reply {
    if (!this.#greeted) return [503, 'Send EHLO first'];
    if (this.#user === null) return [530, 'Authentication required'];
    if (this.#from !== null) return [503, 'Sender already given'];
    const address = /^FROM:\s*<([^<>\s]*)>( .*)?$/i.exec(rest);
    if (!address) return [501, 'Syntax: MAIL FROM:<address>'];
    const size = /SIZE=(\d+)/i.exec(address[2] ?? '')?.[1];
    if (Number(size ?? 0) > LARGEST_MESSAGE) return [552, 'Message too large'];
    this.#from = address[1] ?? '';
    return [250, 'OK'];
  }

  #recipient(rest: string): Reply {
    if (this.#from === null) return [503, 'Send MAIL first'];
    const address = /^TO:\s*<([^<>\s]+@[^<>\s@]+)>( .*)?$/i.exec(rest)?.[1];
    if (address === undefined) return [501, 'Syntax: RCPT TO:<name@host>'];
    if (this.#to.length === MOST_RECIPIENTS) return [452, 'Too many recipients'];
    this.#to.push(address);
    return [250, 'OK'];
  }

  #begin(rest: string): Reply {
    if (rest !== '') return [501, 'DATA takes nothing'];
    if (this.#from === null || this.#to.length === 0) return [503, 'Send MAIL and RCPT first'];
    this.#data = [];
    this.#size = 0;
    return [354, 'End data with <CR><LF>.<CR><LF>'];
  }

  #dataLine(line: string): Reply | null {
    if (!this.#data) return null;
    if (line !== '.') {
      this.#size += line.length + 2;
      // A dot at the beginning was doubled by the client.
      if (this.#size <= LARGEST_MESSAGE) this.#data.push(line.startsWith('.') ? line.slice(1) : line);
      return null;
    }
    const message = { at: Date.now(), from: this.#from ?? '', to: this.#to, ...parseMessage(this.#data.join('\r\n')) };
    const fits = this.#size <= LARGEST_MESSAGE;
    this.#reset();
    if (!fits) return [552, 'Message too large'];
    this.#mailbox.messages.push(message);
    return [250, `OK: queued as ${this.#mailbox.messages.length}`];
  }

  /** Commands of the platform's own. Their names begin with X, as RFC 5321 wants it of private ones. */
  #recorder(verb: string): Reply {
    const { messages } = this.#mailbox;
    switch (verb) {
      case 'XMESSAGES':
        return [250, JSON.stringify(messages)];
      case 'XCOUNT':
        return [250, String(messages.length)];
      case 'XCALLS':
        return [250, String(this.#mailbox.calls)];
      case 'XWIPE':
        messages.length = 0;
        return [250, 'OK'];
      case 'XSHUTDOWN':
        this.#mailbox.shutdown();
        return [250, 'OK'];
      default:
        return [500, `Command not recognized: ${verb}`];
    }
  }

  #reset(): void {
    this.#from = null;
    this.#to = [];
    this.#data = null;
  }
}
