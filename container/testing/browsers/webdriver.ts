import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** How long a function may run in a page, in milliseconds. */
const LIMIT = 240_000;

/** A page of a browser behind a WebDriver (W3C): the four commands that tests of the container need. */
export class WebDriverSession {
  readonly #url: string;

  private constructor(url: string) {
    this.#url = url;
  }

  /** Waits until the driver answers. @throws Error when it ends instead */
  static async ready(address: string, driver: ChildProcess): Promise<void> {
    let ended = false;
    void once(driver, 'exit').then(() => (ended = true));
    while (!(await fetch(`${address}/status`).then(Boolean, () => false))) {
      if (ended) throw new Error(`The WebDriver ended with exit code ${driver.exitCode}.`);
      await pause(50);
    }
  }

  /** @param capabilities what the browser must have, and how it starts */
  static async start(address: string, capabilities: object): Promise<WebDriverSession> {
    const body = { capabilities: { alwaysMatch: { ...capabilities, timeouts: { script: LIMIT } } } };
    const { sessionId } = (await command('POST', `${address}/session`, body)) as { sessionId: string };
    return new WebDriverSession(`${address}/session/${sessionId}`);
  }

  async goto(url: string): Promise<void> {
    await command('POST', `${this.#url}/url`, { url });
  }

  /** Runs a function in the page and resolves with what it answers, which crosses as JSON. */
  async evaluate(script: (argument: unknown) => unknown, argument: unknown): Promise<unknown> {
    const text = `
      const done = arguments[arguments.length - 1];
      const argument = arguments[0] === null ? undefined : JSON.parse(arguments[0]);
      Promise.resolve().then(() => (${String(script)})(argument)).then(
        (value) => done({ value: JSON.stringify(value) ?? null }),
        (error) => done({ failed: String(error?.stack ? error + '\\n' + error.stack : error) }),
      );`;
    const json = argument === undefined ? null : JSON.stringify(argument);
    const answer = (await command('POST', `${this.#url}/execute/async`, { script: text, args: [json] })) as
      { value: string | null } | { failed: string };
    if ('failed' in answer) throw new Error(answer.failed);
    return answer.value === null ? undefined : JSON.parse(answer.value);
  }

  async end(): Promise<void> {
    await command('DELETE', this.#url);
  }
}

async function command(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  });
  const { value } = (await response.json()) as { value: { error?: string; message?: string } | null };
  if (response.ok) return value;
  throw new Error(`WebDriver ${method} ${new URL(url).pathname}: ${value?.error}: ${value?.message}`);
}
