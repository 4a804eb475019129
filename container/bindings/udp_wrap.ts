/** `internalBinding('udp_wrap')`: where sockets for datagrams are fetched from, since most programs have none. */

import type * as DatagramsModule from '../datagrams/index.ts';
import { call } from '../process/calls.ts';
import { evaluateLibraryText, library } from '../process/library.ts';
import { enter, ifAlive } from '../process/loop.ts';
import { addressNumber, addressText } from './addresses.ts';
import { errno, errnoOf } from './errno.ts';
import { Handle, Request } from './handle.ts';
import type { Binding } from './shape.ts';

let loaded: DatagramsModule.Datagrams | null = null;

function datagrams(): DatagramsModule.Datagrams {
  if (!loaded) {
    const { createDatagrams } = evaluateLibraryText('lab:datagrams') as typeof DatagramsModule;
    loaded = createDatagrams({ call, library, enter, ifAlive, addressNumber, addressText, errno, errnoOf, Handle });
    Object.setPrototypeOf(UDP.prototype, loaded.Socket.prototype as object);
  }
  return loaded;
}

/** The library asks early on what is one; what one does comes with the first. */
const UDP = function UDP(): DatagramsModule.DatagramHandle {
  return Reflect.construct(datagrams().Socket, [], new.target);
} as unknown as { new (): DatagramsModule.DatagramHandle; prototype: object };

class SendWrap extends Request {}

/** Something waits at a socket; nobody hears it who has none. */
export const onDatagrams = (socket: number): void => datagrams().receive(socket);

/** A socket that another process has sent. */
export function receivedSocket(socket: number): DatagramsModule.DatagramHandle {
  const handle = new UDP();
  handle.adopt(socket);
  return handle;
}

export function createUdpWrapBinding(): Binding {
  return { UDP, SendWrap };
}
