/** What the programs of one container may use together, so that none of them can take the page down. */
export interface Limits {
  /** Processes alive at a time; one more fails with EAGAIN. */
  processes: number;
  /** Bytes of file content on the disk; one more fails with ENOSPC. */
  diskBytes: number;
  /** Files, directories and links on the disk; one more fails with ENOSPC. */
  inodes: number;
  /** Open descriptors of one process; one more fails with EMFILE. */
  descriptors: number;
  /** Connections open at a time, all processes together; one more fails with EMFILE. */
  connections: number;
  /** Ports listened on at a time, all processes together; one more fails with EMFILE. */
  listeners: number;
  /** Sockets for datagrams, all processes together; one more fails with EMFILE. Each has buffers of its own. */
  datagramSockets: number;
  /** Handles on their way from one process to another at a time, all together; one more fails with EMFILE. */
  handles: number;
  /** Pipes open at a time, all processes together; one more fails with EMFILE. */
  pipes: number;
  /** Files and directories that are watched at a time; one more fails with ENOSPC, as on Linux. */
  watchers: number;
  /** Bytes that the kernel collects of one output of a child for whom its parent sleeps; more fails with ENOBUFS. */
  collected: number;
  /** Message ports open at a time, all processes together; one more fails with EMFILE. */
  messagePorts: number;
  /** Bytes of messages that wait at message ports, all processes together; more fails with ENOBUFS. */
  messageBytes: number;
  /** Messages of one process that wait for the kernel; with more the process ends, for nobody else is heard. */
  backlog: number;
}

export const DEFAULT_LIMITS: Limits = {
  processes: 64,
  diskBytes: 256 * 1024 * 1024,
  inodes: 200_000,
  descriptors: 1024,
  connections: 1024,
  listeners: 1024,
  datagramSockets: 512,
  handles: 1024,
  pipes: 4096,
  watchers: 8192,
  collected: 64 * 1024 * 1024,
  messagePorts: 16_384,
  messageBytes: 256 * 1024 * 1024,
  backlog: 20_000,
};
