/** `internalBinding('tty_wrap')`: no descriptor is a terminal yet. */

import type { Binding } from './shape.ts';

export function createTtyWrapBinding(): Binding {
  return { isTTY: () => false };
}
