import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { PLATFORM_HEADER, PLATFORM_PATH, send } from '../own-http.ts';
import { callerOf, type SigningKey } from './tokens.ts';

/** A request that the service got, as its access log has it. */
export interface ApiCall {
  /** Who called, as the service knows it; null when it does not. */
  caller: string | null;
  /** 201, or 401 for a caller that it does not know. */
  status: number;
  /** The header that was to say who calls, or null. */
  credential: string | null;
}

/** What the service holds. */
export interface ApiState {
  /** What it got, oldest first. */
  calls: ApiCall[];
  /** The keys whose signatures it accepts. */
  keys: SigningKey[];
}

export interface ApiOptions {
  /** The user and the password that are in its URL. */
  user: string;
  password: string;
  state: ApiState;
  shutdown: () => void;
}

/** Another team's service. It takes any request of a caller that it knows: by a password, or by a token. */
export function createApi({ user, password, state, shutdown }: ApiOptions): Server {
  const known = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  let calls = 0;
  return createServer((request, response) => {
    const platform = request.headers[PLATFORM_HEADER] === password && request.url?.startsWith(PLATFORM_PATH);
    (platform ? own : serve)(request, response).catch((error: unknown) =>
      send(response, 500, { error: (error as Error).message }),
    );
  });

  function whoIs(credential: string | null): string | null {
    if (credential === known) return user;
    const token = /^Bearer (\S+)$/.exec(credential ?? '')?.[1];
    return token === undefined ? null : callerOf(token, state.keys);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    calls++;
    await text(request);
    const credential = request.headers.authorization ?? null;
    const caller = whoIs(credential);
    const status = caller === null ? 401 : 201;
    state.calls.push({ caller, status, credential });
    console.log(`${status} ${caller ?? 'somebody unknown'}`);
    send(response, status, { caller });
  }

  /** What the platform asks besides. */
  async function own(request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (`${request.method} ${request.url}`) {
      case 'GET /-/calls':
        return send(response, 200, calls);
      case 'GET /-/requests':
        return send(response, 200, state.calls);
      case 'POST /-/keys':
        state.keys = JSON.parse(await text(request)) as SigningKey[];
        return send(response, 200, true);
      case 'POST /-/wipe':
        state.calls = [];
        return send(response, 200, true);
      case 'POST /-/shutdown':
        response.on('finish', shutdown);
        return send(response, 200, true);
      default:
        return send(response, 404, { error: 'not found' });
    }
  }
}
