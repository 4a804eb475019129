/** Names under `/dev`, and what a path leads to when it is one of them. */

import type { Descriptor } from './descriptors.ts';
import { OpenFile } from './descriptors.ts';
import type { Disk } from './disk.ts';
import { SystemFailure } from './errors.ts';
import { S_IFIFO, type Inode } from './inode.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';
import type { Calls, StatFields } from './protocol.ts';

/** Makes `/dev/null`, and names for the standard descriptors of whoever opens them. */
export function makeDevices(disk: Disk): void {
  disk.makeDevice('/dev/null', null);
  for (const [fd, name] of ['stdin', 'stdout', 'stderr'].entries()) disk.makeDevice(`/dev/${name}`, fd);
}

/** open(2). A name of a descriptor opens what that stands for, a file from its beginning. */
export function open(kernel: Kernel, process: Process, path: string, flags: number, mode: number): Calls['open'][1] {
  const { disk, channels } = kernel;
  const { descriptors } = process;
  const openFile = (inode: Inode) => descriptors.add({ kind: 'file', file: new OpenFile(disk, inode, flags) }, process);
  const inode = disk.open(path, flags, mode);
  if (inode.kind !== 'descriptor') return { fd: openFile(inode), of: null };
  const named = namedDescriptor(process, inode.fd, path);
  if (named.kind === 'file') return { fd: openFile(disk.admit(named.file.inode, flags, path)), of: inode.fd };
  const fd = descriptors.add(named, process);
  if (named.kind === 'channel') channels.share(named.channel, named.end, process);
  return { fd, of: inode.fd };
}

/**
 * A whole file. The bytes of a channel never pass through the kernel: a name that leads to one fails with ESPIPE, and
 * the process opens it.
 */
export function readFile(kernel: Kernel, process: Process, path: string): Uint8Array {
  const { disk } = kernel;
  const inode = disk.open(path, 0, 0);
  if (inode.kind === 'descriptor') return disk.contentOf(fileOf(kernel, process, inode.fd, 0, path), path);
  return disk.contentOf(inode, path);
}

/** Opens with `flags`, writes everything, closes. Fails with ESPIPE as {@link readFile} does. */
export function writeFile(
  kernel: Kernel,
  process: Process,
  path: string,
  bytes: Uint8Array,
  flags: number,
  mode: number,
): void {
  const { disk } = kernel;
  const inode = disk.open(path, flags, mode);
  disk.fill(inode.kind === 'descriptor' ? fileOf(kernel, process, inode.fd, flags, path) : inode, bytes, flags);
}

/** stat of what a path has led to. */
export function statInode(kernel: Kernel, process: Process, inode: Inode): StatFields {
  if (inode.kind !== 'descriptor') return kernel.disk.stat(inode);
  return statDescriptor(kernel, namedDescriptor(process, inode.fd));
}

/** fstat: pipes have no inode on the disk. */
export function statDescriptor(kernel: Kernel, descriptor: Descriptor): StatFields {
  if (descriptor.kind === 'file') return kernel.disk.stat(descriptor.file.inode);
  const device = kernel.disk.stat(kernel.disk.lookup('/dev/null'));
  if (descriptor.kind === 'null') return device;
  const [dev = 0, , ...rest] = device;
  return [dev, S_IFIFO | 0o600, ...rest];
}

/** lstat of every entry of a directory. A name whose descriptor is closed leads nowhere. */
export function statEntries(kernel: Kernel, process: Process, path: string): Calls['lstatEntries'][1] {
  const entries = kernel.disk.entries(path);
  return entries.flatMap(([name, inode]) =>
    inode.kind === 'descriptor' && !process.descriptors.has(inode.fd)
      ? []
      : [[name, statInode(kernel, process, inode)] as [string, StatFields]],
  );
}

function fileOf(kernel: Kernel, process: Process, fd: number, flags: number, path: string): Inode {
  const named = namedDescriptor(process, fd, path);
  if (named.kind === 'channel') throw new SystemFailure('ESPIPE', path);
  if (named.kind === 'null') return kernel.disk.lookup('/dev/null');
  return kernel.disk.admit(named.file.inode, flags, path);
}

function namedDescriptor(process: Process, fd: number, path?: string): Descriptor {
  if (!process.descriptors.has(fd)) throw new SystemFailure('ENOENT', path);
  return process.descriptors.get(fd);
}
