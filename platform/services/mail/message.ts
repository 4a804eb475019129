/** A message as the mail server recorded it. */
export interface MailMessage {
  /** When it was accepted, in milliseconds since 1970. */
  at: number;
  /** The envelope: who sent it, and to whom it goes. */
  from: string;
  to: string[];
  /** Header fields by their names in lower case, encoded words decoded; of a repeated one, the last. */
  headers: Record<string, string>;
  subject: string;
  /** The body as text; of a message in parts, all of them as they came. */
  text: string;
}

/** Reads what a client sent as DATA. */
export function parseMessage(data: string): Pick<MailMessage, 'headers' | 'subject' | 'text'> {
  const end = /\r?\n\r?\n/.exec(data);
  const head = end ? data.slice(0, end.index) : data;
  const body = end ? data.slice(end.index + end[0].length) : '';
  // A line that begins with a space goes on with the one before.
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = decodeWords(line.slice(colon + 1).trim());
  }
  const encoding = headers['content-transfer-encoding']?.toLowerCase() ?? '7bit';
  return { headers, subject: headers['subject'] ?? '', text: decodeBody(body, encoding) };
}

/** Bytes that arrive one character a byte (latin1) become text. */
function utf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function decodeBody(body: string, encoding: string): string {
  const text = body.replace(/\r\n/g, '\n');
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8');
  return utf8(encoding === 'quoted-printable' ? decodeQuoted(text.replace(/=\n/g, '')) : text);
}

function decodeQuoted(text: string): string {
  return text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** RFC 2047: `=?UTF-8?Q?…?=` and `=?UTF-8?B?…?=`; white space between two of them does not count. */
function decodeWords(value: string): string {
  const joined = value.replace(/(\?=)\s+(=\?)/g, '$1$2');
  return joined.replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
    kind.toLowerCase() === 'b'
      ? Buffer.from(text, 'base64').toString('utf8')
      : utf8(decodeQuoted(text.replaceAll('_', ' '))),
  );
}
