import { request, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** With this header the platform says that a request is its own; its value is the password. */
export const PLATFORM_HEADER = 'x-platform';

/** Where a service that speaks HTTP has what only the platform asks. */
export const PLATFORM_PATH = '/-/';

/**
 * How the platform asks a service over HTTP: a path below {@link PLATFORM_PATH}, and JSON both ways. It rejects when
 * there is no answer, or the service refuses.
 */
export function platformAsks(
  { port, password }: { port: number; password: string },
  name: string,
): (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<unknown> {
  const headers = { [PLATFORM_HEADER]: password };
  return async (method, path, body) => {
    const { status, answer } = await new Promise<{ status: number; answer: string }>((resolve, reject) => {
      const asked = request({
        host: '127.0.0.1',
        port,
        method,
        path: `${PLATFORM_PATH}${path}`,
        headers,
        agent: false,
      });
      asked.on('error', reject).on('response', (response) => {
        text(response).then((all) => resolve({ status: response.statusCode ?? 500, answer: all }), reject);
      });
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
    const value: unknown = JSON.parse(answer);
    if (status < 300) return value;
    throw new Error(`${name} refused: ${(value as { error: string }).error}`);
  };
}

/** Answers with JSON. */
export function send(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
