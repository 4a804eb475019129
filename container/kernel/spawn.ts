import { SystemFailure } from './errors.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';
import { findProgram } from './programs.ts';
import { channelMaker } from './protocol.ts';
import type { ChildDescriptor, DescriptorGrant, SpawnOptions } from './protocol.ts';

/** Grants one descriptor of a child. `collect` says what becomes of those that the kernel keeps an end of. */
export type Collect = (fd: number, child: Process) => DescriptorGrant;

/** Starts a child process. Fails with ENOENT, EACCES, EAGAIN, EBADF, EMFILE and the like. */
export function spawn(kernel: Kernel, parent: Process, options: SpawnOptions, collect?: Collect): Process {
  const { file, args, cwd, env, stdio, detached, umask } = options;
  if (stdio.length > kernel.limits.descriptors) throw new SystemFailure('EMFILE');
  const program = findProgram(kernel.disk, file, args, cwd, env);
  for (const descriptor of stdio) if (descriptor.kind === 'inherit') parent.descriptors.get(descriptor.fd);
  return kernel.start({ parent, ...program, env, cwd, detached, umask, terminal: null }, (child) =>
    stdio.map((descriptor, fd) => grant(kernel, parent, child, fd, descriptor, collect)),
  );
}

function grant(
  kernel: Kernel,
  parent: Process,
  child: Process,
  fd: number,
  wanted: ChildDescriptor,
  collect: Collect | undefined,
): DescriptorGrant {
  switch (wanted.kind) {
    case 'null':
      child.descriptors.set(fd, { kind: 'null' });
      return { fd, kind: 'null' };
    case 'collect':
      if (!collect) throw new SystemFailure('EINVAL');
      return collect(fd, child);
    case 'channel': {
      const { id, memory, port } = wanted;
      if (channelMaker(id) !== parent.number) throw new SystemFailure('EINVAL');
      kernel.channels.register(id, memory, 'pipe', [parent, child]);
      child.descriptors.set(fd, { kind: 'channel', channel: id, end: 1 });
      return { fd, kind: 'channel', channel: { id, memory, end: 1, port, shared: false } };
    }
    case 'share': {
      const { channel, end } = wanted;
      if (!kernel.channels.holds(channel, end, parent)) throw new SystemFailure('EBADF');
      const shared = kernel.channels.share(channel, end, child);
      child.descriptors.set(fd, { kind: 'channel', channel, end });
      return { fd, kind: 'channel', channel: shared };
    }
    case 'inherit': {
      const own = parent.descriptors.get(wanted.fd);
      const channel = own.kind === 'channel' ? kernel.channels.share(own.channel, own.end, child) : null;
      child.descriptors.set(fd, own);
      return channel ? { fd, kind: 'channel', channel } : { fd, kind: own.kind === 'file' ? 'file' : 'null' };
    }
  }
}
