/** PEM: bytes as text between two lines that name them. */

export interface Pem {
  label: string;
  /** Of the old form of encryption; empty otherwise. */
  headers: Record<string, string>;
  bytes: Uint8Array;
}

const BLOCK = /-----BEGIN ([^-\r\n]+)-----[ \t]*\r?\n([\s\S]*?)-----END \1-----/g;
const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

/** What is given base64, without spaces, gives its bytes. */
type Decode = (base64: string) => Uint8Array;

/** All blocks of a text that can be read. */
export function readPem(text: string, decode: Decode): Pem[] {
  return [...text.matchAll(BLOCK)].flatMap(([, label = '', content = '']) => {
    const headers: Record<string, string> = {};
    const body = content.replace(/^([\w-]+): (.*)\r?\n/gm, (_, name: string, value: string) => {
      headers[name] = value.trim();
      return '';
    });
    return BASE64.test(body) ? [{ label, headers, bytes: decode(body.replace(/\s/g, '')) }] : [];
  });
}

/** @param base64 of the bytes */
export function writePem(label: string, base64: string, headers: Record<string, string> = {}): string {
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  if (head.length > 0) head.push('\n');
  const body = base64.replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${head.join('')}${body}-----END ${label}-----\n`;
}
