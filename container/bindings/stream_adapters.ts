/** `internalBinding('js_stream')` and `internalBinding('stream_pipe')`: few programs have them, so they are loaded here. */

import { evaluateLibraryText, library } from '../process/library.ts';
import { enter, later } from '../process/loop.ts';
import type * as StreamsModule from '../streams/index.ts';
import type { StreamServices } from '../streams/stream-base.ts';
import { bytesOf, encode, normaliseEncoding } from './encodings.ts';
import { errno } from './errno.ts';
import { Request } from './handle.ts';
import type { Binding } from './shape.ts';
import { streamBaseState } from './stream_wrap.ts';

export const streamServices: StreamServices = { Request, streamBaseState, encode, normaliseEncoding, bytesOf, errno };

const services = { ...streamServices, enter, later, library };
const streams = () => evaluateLibraryText('lab:streams') as typeof StreamsModule;

export const createJSStreamBinding = (): Binding => streams().createJSStreamBinding(services);
export const createStreamPipeBinding = (): Binding => streams().createStreamPipeBinding(services);
