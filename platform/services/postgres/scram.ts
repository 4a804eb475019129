import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** The way of login that PostgreSQL wants unless it is told otherwise. */
export const SCRAM = 'SCRAM-SHA-256';

/** The client's side of one login with SCRAM-SHA-256 (RFC 5802 and 7677): the password itself is never sent. */
export class ScramLogin {
  readonly #password: string;
  readonly #nonce: string;
  readonly #bare: string;

  /** @param nonce what makes this login differ from every other one; random by default */
  constructor(user: string, password: string, nonce = randomBytes(18).toString('base64')) {
    this.#password = password;
    this.#nonce = nonce;
    this.#bare = `n=${user},r=${nonce}`;
  }

  /** What the client says first. */
  get first(): string {
    return `n,,${this.#bare}`;
  }

  /**
   * What it says after the server's first answer.
   * @throws Error when that is no answer to what the client said
   */
  final(answer: string): string {
    const part = (name: string) =>
      answer
        .split(',')
        .find((each) => each.startsWith(`${name}=`))
        ?.slice(2) ?? '';
    const [nonce, salt, rounds] = [part('r'), Buffer.from(part('s'), 'base64'), Number(part('i'))];
    if (!nonce.startsWith(this.#nonce) || !(rounds > 0)) {
      throw new Error('the database answers the login with something else than SCRAM wants');
    }
    const keyOf = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const clientKey = keyOf(pbkdf2Sync(this.#password, salt, rounds, 32, 'sha256'), 'Client Key');
    const bare = `c=${Buffer.from('n,,').toString('base64')},r=${nonce}`;
    const stored = createHash('sha256').update(clientKey).digest();
    const signature = keyOf(stored, `${this.#bare},${answer},${bare}`);
    const proof = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0)));
    return `${bare},p=${proof.toString('base64')}`;
  }
}
