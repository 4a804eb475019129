/** File descriptors as this process sees them: channels are held here, files in the kernel. */

import type { DescriptorGrant } from '../kernel/protocol.ts';
import { Channel } from './channels.ts';

type Descriptor = { kind: 'channel'; channel: Channel } | { kind: 'file' } | { kind: 'null' };

/** Node's numbers for what a descriptor is (lib/internal/util.js, handleTypes). */
const FILE = 3;
const PIPE = 4;
const UNKNOWN = 5;
const INVALID = 6;

const inherited = new Map<number, Descriptor>();

/** Takes over what the parent gave this process. */
export function adoptDescriptors(grants: DescriptorGrant[]): void {
  for (const grant of grants) {
    if (grant.kind === 'channel') {
      const channel = new Channel(grant.channel);
      channel.fd = grant.fd;
      inherited.set(grant.fd, { kind: 'channel', channel });
    } else {
      inherited.set(grant.fd, { kind: grant.kind });
    }
  }
}

/** The descriptor `of` was opened once more, as `fd`. */
export function duplicateDescriptor(of: number, fd: number): void {
  const descriptor = inherited.get(of);
  if (descriptor?.kind === 'null') inherited.set(fd, descriptor);
  if (descriptor?.kind !== 'channel') return;
  const { channel } = descriptor;
  channel.share();
  const { memory, end } = channel.bytes;
  const duplicate = new Channel({ id: channel.id, memory, end, port: null, shared: true });
  duplicate.fd = fd;
  inherited.set(fd, { kind: 'channel', channel: duplicate });
}

/** The channel that is open as a descriptor, or null when it is something else. */
export function channelOf(fd: number): Channel | null {
  const descriptor = inherited.get(fd);
  return descriptor?.kind === 'channel' ? descriptor.channel : null;
}

/** Whether a descriptor is /dev/null, which needs no kernel. */
export function isNull(fd: number): boolean {
  return inherited.get(fd)?.kind === 'null';
}

/** Forgets a descriptor that was closed. */
export function forgetDescriptor(fd: number): void {
  inherited.delete(fd);
}

/** What a descriptor is, as `guessHandleType` answers. */
export function descriptorType(fd: number): number {
  if (fd < 0) return INVALID;
  switch (inherited.get(fd)?.kind) {
    case 'channel':
      return PIPE;
    case 'null':
      return UNKNOWN;
    default:
      return FILE;
  }
}
