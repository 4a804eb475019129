/** What this part, which is fetched with a program's first socket, takes from the process's own script. */

import type { call } from '../process/calls.ts';
import type { library } from '../process/library.ts';
import type { enter, ifAlive } from '../process/loop.ts';
import type { addressNumber, addressText } from '../bindings/addresses.ts';
import type { errno, errnoOf } from '../bindings/errno.ts';
import type { Handle } from '../bindings/handle.ts';

export interface Services {
  call: typeof call;
  library: typeof library;
  enter: typeof enter;
  ifAlive: typeof ifAlive;
  addressNumber: typeof addressNumber;
  addressText: typeof addressText;
  errno: typeof errno;
  errnoOf: typeof errnoOf;
  Handle: typeof Handle;
}
