/** What `PerformanceObserver` is told of sessions and streams that have ended. */

import type { Services } from './services.ts';

const TYPE = 'http2';

/** Times are milliseconds since the process began; 0 is never. */
export interface StreamStatistics {
  start: number;
  firstHeader: number;
  firstByte: number;
  firstByteSent: number;
}

export interface SessionStatistics {
  start: number;
  bytesRead: number;
  bytesWritten: number;
  pingRTT: number;
  streamCount: number;
  maxConcurrentStreams: number;
  /** Of all streams that have ended, together. */
  streamDuration: number;
}

export class Observer {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  get #isAwaited(): boolean {
    const library = this.#services.library.require('internal/perf/observe') as { hasObserver(type: string): boolean };
    return library.hasObserver(TYPE);
  }

  streamEnded({ start, ...times }: StreamStatistics, id: number, bytesRead: number, bytesWritten: number): void {
    const since = (time: number) => (time === 0 ? 0 : time - start);
    this.#tell('Http2Stream', start, () => ({
      bytesRead,
      bytesWritten,
      id,
      timeToFirstByte: since(times.firstByte),
      timeToFirstByteSent: since(times.firstByteSent),
      timeToFirstHeader: since(times.firstHeader),
    }));
  }

  sessionEnded(
    { start, streamDuration, ...counts }: SessionStatistics,
    type: 'server' | 'client',
    frames: { received: number; sent: number },
  ): void {
    this.#tell('Http2Session', start, () => ({
      ...counts,
      framesReceived: frames.received,
      framesSent: frames.sent,
      streamAverageDuration: counts.streamCount === 0 ? 0 : streamDuration / counts.streamCount,
      type,
    }));
  }

  #tell(name: string, start: number, detail: () => object): void {
    if (!this.#isAwaited) return;
    const { later, enter, now, tellObservers } = this.#services;
    const duration = now() - start;
    later(() => enter(() => tellObservers(name, TYPE, start, duration, detail()), undefined));
  }
}
