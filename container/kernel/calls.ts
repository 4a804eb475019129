import { open, readFile, statDescriptor, statEntries, statInode, writeFile } from './devices.ts';
import { sendHandle } from './handles.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';
import type { CallName, Calls } from './protocol.ts';
import { spawnSync } from './spawn-sync.ts';
import { spawn } from './spawn.ts';

/** What the kernel does for each call of a process. `more` is answered before it gets here. */
export type CallHandlers = {
  [Name in Exclude<CallName, 'more'>]: (
    process: Process,
    ...args: Calls[Name][0]
  ) => Calls[Name][1] | Promise<Calls[Name][1]>;
};

/** The calls, each a line or two over the part of the kernel that does the work. */
export function callHandlers(kernel: Kernel): CallHandlers {
  const { disk, processes, network, datagrams } = kernel;

  return {
    open: (process, ...args) => open(kernel, process, ...args),
    close(process, fd) {
      const closed = process.descriptors.close(fd);
      if (closed.kind === 'channel') kernel.channels.release(closed.channel, closed.end, process);
      return null;
    },
    read(process, fd, length, position) {
      if (process.descriptors.get(fd).kind === 'null') return new Uint8Array(0);
      return process.descriptors.file(fd).read(length, position);
    },
    write(process, fd, bytes, position) {
      if (process.descriptors.get(fd).kind === 'null') return bytes.length;
      return process.descriptors.file(fd).write(bytes, position);
    },
    readFile: (process, path) => readFile(kernel, process, path),
    writeFile(process, ...args) {
      writeFile(kernel, process, ...args);
      return null;
    },

    stat: (process, path) => statInode(kernel, process, disk.lookup(path)),
    lstat: (process, path) => statInode(kernel, process, disk.lookup(path, false)),
    fstat: (process, fd) => statDescriptor(kernel, process.descriptors.get(fd)),
    access(_process, path, mode) {
      disk.access(path, mode);
      return null;
    },
    statfs: (_process, path) => disk.room(path),
    readdir: (_process, path) => disk.readdir(path),
    lstatEntries: (process, path) => statEntries(kernel, process, path),
    readlink: (_process, path) => disk.readlink(path),
    realpath: (_process, path) => disk.realpath(path),

    mkdir: (_process, path, mode, recursive) => disk.mkdir(path, mode, recursive),
    mkdtemp: (_process, prefix) => disk.mkdtemp(prefix),
    rmdir(_process, path) {
      disk.rmdir(path);
      return null;
    },
    unlink(_process, path) {
      disk.unlink(path);
      return null;
    },
    remove(_process, path, recursive, force) {
      disk.remove(path, recursive, force);
      return null;
    },
    rename(_process, from, to) {
      disk.rename(from, to);
      return null;
    },
    copyFile(_process, from, to, flags) {
      disk.copyFile(from, to, flags);
      return null;
    },
    link(_process, existing, path) {
      disk.link(existing, path);
      return null;
    },
    symlink(_process, target, path) {
      disk.symlink(target, path);
      return null;
    },

    chmod(_process, path, mode) {
      disk.chmod(disk.lookup(path), mode, path);
      return null;
    },
    fchmod(process, fd, mode) {
      disk.chmod(process.descriptors.file(fd).inode, mode);
      return null;
    },
    utimes(_process, path, atime, mtime, follow) {
      disk.utimes(disk.lookup(path, follow), atime, mtime, path);
      return null;
    },
    futimes(process, fd, atime, mtime) {
      disk.utimes(process.descriptors.file(fd).inode, atime, mtime);
      return null;
    },
    truncate(process, fd, length) {
      process.descriptors.file(fd).truncate(length);
      return null;
    },
    fsync(process, fd) {
      process.descriptors.file(fd); // the disk is memory: there is nothing to wait for
      return null;
    },

    watch(process, path, recursive) {
      const watcher: number = kernel.watchers.add(path, recursive, (kind, name) =>
        process.send({ type: 'change', watcher, kind, name }),
      );
      process.watchers.add(watcher);
      return watcher;
    },
    unwatch(process, watcher) {
      // A process ends its own watchers only.
      if (process.watchers.delete(watcher)) kernel.watchers.remove(watcher);
      return null;
    },
    chdir(process, path) {
      kernel.checkDirectory(path);
      process.leader.cwd = path;
      return null;
    },
    spawn: (process, options) => spawn(kernel, process, options).pid,
    spawnSync: (process, ...args) => spawnSync(kernel, process, ...args),
    kill(process, pid, signal) {
      processes.kill(process.leader, pid, signal);
      return null;
    },
    processes: () =>
      processes.all().map(({ pid, ppid, group, argv, startedAt }) => ({ pid, ppid, group, argv, startedAt })),
    exit(process, code) {
      kernel.exit(process, code);
      return null as never;
    },
    listen(process, ...args) {
      const port = network.listen(process, ...args);
      kernel.accepts.settle();
      return port;
    },
    bind: (process, ...args) => network.bind(process, ...args),
    unlisten(process, listener) {
      network.unlisten(process, listener);
      kernel.accepts.settle();
      return null;
    },
    bindDatagrams(process, ...args) {
      datagrams.bind(process, ...args);
      return null;
    },
    datagramNames: (process, socket) => datagrams.names(process, socket),
    connectDatagrams(process, ...args) {
      datagrams.connect(process, ...args);
      return null;
    },
    disconnectDatagrams(process, socket) {
      datagrams.disconnect(process, socket);
      return null;
    },
    sendDatagram(process, ...args) {
      datagrams.send(process, ...args);
      return null;
    },
    receiveDatagram: (process, socket) => datagrams.receive(process, socket),
    datagramOption: (process, ...args) => datagrams.option(process, ...args),
    joinGroup(process, ...args) {
      datagrams.join(process, ...args);
      return null;
    },
    quitGroup(process, ...args) {
      datagrams.quit(process, ...args);
      return null;
    },
    closeDatagrams(process, socket) {
      datagrams.close(process, socket);
      return null;
    },
    sendHandle(process, ...args) {
      sendHandle(kernel, process, ...args);
      return null;
    },
    cwd: (process) => process.leader.cwd,
    createThread: (process) => kernel.threads.create(process),
    startThread(process, options) {
      kernel.threads.start(process, options);
      return null;
    },
    createPorts: (process) => kernel.messagePorts.pair(process, process),
    broadcastPort: (process, name) => kernel.messagePorts.broadcast(process, name),
    postMessage: (process, ...args) => kernel.messagePorts.post(process, ...args),
    receiveMessage: (process, port) => kernel.messagePorts.receive(process, port),
    library: (_process, id) => kernel.library.text(id),
  };
}
