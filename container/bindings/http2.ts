/** `internalBinding('http2')`. The protocol is a text that is loaded here. */

import type * as Http2Module from '../http2/index.ts';
import type { SharedArrays } from '../http2/services.ts';
import { ContextHolder, exchangeContext } from '../process/async-context.ts';
import { evaluateLibraryText, library, nodeData } from '../process/library.ts';
import { enter, later, sooner } from '../process/loop.ts';
import { sinceStart, tellObservers } from './performance.ts';
import { type Binding, standIn } from './shape.ts';
import { streamServices } from './stream_adapters.ts';

export function createHttp2Binding(): Binding {
  const binding = standIn('http2', nodeData.shapes['http2']);
  const { createHttp2 } = evaluateLibraryText('lab:http2') as typeof Http2Module;
  const services = {
    ...streamServices,
    ContextHolder,
    exchangeContext,
    enter,
    later,
    sooner,
    library,
    shared: binding as unknown as SharedArrays,
    now: sinceStart,
    tellObservers,
  };
  return Object.assign(binding, createHttp2(services));
}
