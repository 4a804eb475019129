/** HTTP/2: what Node's `http2` rests on. */

import { failureMessage } from './codes.ts';
import { packSettings } from './frames.ts';
import { CALLBACK_ORDER, type Callbacks, type Services } from './services.ts';
import { defineSession } from './session.ts';
import { readSettings, writeDefaults } from './settings.ts';

/** `internalBinding('http2')`, but for its constants and shared arrays. */
export function createHttp2(services: Services) {
  const callbacks = {} as Callbacks;
  return {
    Http2Session: defineSession(services, callbacks),
    nghttp2ErrorString: failureMessage,
    refreshDefaultSettings: () => writeDefaults(services.shared.settingsBuffer),
    packSettings(): unknown {
      const { Buffer } = services.library.require('buffer') as { Buffer: { from(bytes: ArrayBufferLike): unknown } };
      return Buffer.from(packSettings(readSettings(services.shared.settingsBuffer)).buffer);
    },
    setCallbackFunctions(...functions: Callbacks[keyof Callbacks][]): void {
      CALLBACK_ORDER.forEach((name, at) => (callbacks[name] = functions[at] as Callbacks[typeof name]));
    },
  };
}
