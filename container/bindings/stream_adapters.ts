/** `internalBinding('js_stream')` and `internalBinding('stream_pipe')`: few programs use them, so they are loaded when one does. */

import { evaluateLibraryText, library } from '../process/library.ts';
import { enter, later } from '../process/loop.ts';
import type * as StreamsModule from '../streams/index.ts';
import type { StreamServices } from '../streams/stream-base.ts';
import { bytesOf, encode } from './encodings.ts';
import { errno } from './errno.ts';
import { Request } from './handle.ts';
import type { Binding } from './shape.ts';
import { partsOf, streamBaseState } from './stream_wrap.ts';

export const streamServices: StreamServices = { Request, streamBaseState, encode, partsOf, bytesOf, errno };

const services = { ...streamServices, enter, later, library };
const streams = () => evaluateLibraryText('lab:streams') as typeof StreamsModule;

let JSStreamClass: (new () => object) | undefined;

/** The library takes it along with `tls`, which many packages load and few use. */
function JSStream(): object {
  JSStreamClass ??= streams().createJSStreamBinding(services).JSStream;
  return new JSStreamClass();
}

export const createJSStreamBinding = (): Binding => ({ JSStream });
export const createStreamPipeBinding = (): Binding => streams().createStreamPipeBinding(services);
