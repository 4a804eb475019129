/** `internalBinding('tty_wrap')`: no descriptor is a terminal yet. */

import type { Binding } from './shape.ts';
import { nodeData } from '../process/library.ts';
import { standIn } from './shape.ts';

export function createTtyWrapBinding(): Binding {
  return { ...standIn('tty_wrap', nodeData.shapes['tty_wrap']), isTTY: () => false };
}
