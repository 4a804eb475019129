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
}

export const DEFAULT_LIMITS: Limits = {
  processes: 64,
  diskBytes: 256 * 1024 * 1024,
  inodes: 200_000,
  descriptors: 1024,
  connections: 1024,
};
