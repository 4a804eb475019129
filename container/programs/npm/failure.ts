/** What npm cannot do, told as npm tells it: a code, and lines for whoever typed the command. */
export class NpmFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
