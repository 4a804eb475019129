/**
 * A directory of a database in one piece: a line of JSON that lists its entries, then the files' bytes, equal ones once
 * (a new database consists of three equal ones). A tar would do, but is three times as large and slow to read.
 */

/** The part of Emscripten's file system that is needed here. */
export interface Disk {
  readdir: (path: string) => string[];
  stat: (path: string) => { mode: number };
  isDir: (mode: number) => boolean;
  readFile: (path: string) => Uint8Array;
  writeFile: (path: string, data: Uint8Array, options: { mode: number; canOwn: boolean }) => void;
  mkdir: (path: string, mode: number) => void;
}

interface Entry {
  path: string;
  mode: number;
  /** Where its bytes are among the contents; null for a directory. */
  bytes: { at: number; size: number } | null;
}

/** Reads a directory with all that is in it. */
export function takeSnapshot(disk: Disk, directory: string): Buffer {
  const entries: Entry[] = [];
  const contents = new Contents();
  const visit = (path: string) => {
    const { mode } = disk.stat(directory + path);
    if (disk.isDir(mode)) {
      entries.push({ path, mode, bytes: null });
      for (const name of disk.readdir(directory + path)) if (name !== '.' && name !== '..') visit(`${path}/${name}`);
    } else {
      const bytes = disk.readFile(directory + path);
      entries.push({ path, mode, bytes: { at: contents.add(bytes), size: bytes.length } });
    }
  };
  visit('');
  return Buffer.concat([Buffer.from(`${JSON.stringify(entries)}\n`), ...contents.parts]);
}

/** Writes what {@link takeSnapshot} read into a directory that is not there yet. */
export function layOut(snapshot: Uint8Array, disk: Disk, directory: string): void {
  const end = snapshot.indexOf(10);
  const entries = JSON.parse(Buffer.from(snapshot.subarray(0, end)).toString()) as Entry[];
  for (const { path, mode, bytes } of entries) {
    if (bytes === null) {
      disk.mkdir(directory + path, mode);
    } else {
      const at = end + 1 + bytes.at;
      // A copy of each file's own: the file system writes into it.
      const copy = new Uint8Array(snapshot.subarray(at, at + bytes.size));
      disk.writeFile(directory + path, copy, { mode, canOwn: true });
    }
  }
}

/** Contents of files in a row, equal ones once. */
class Contents {
  readonly parts: Uint8Array[] = [];
  #length = 0;
  readonly #bySize = new Map<number, { at: number; bytes: Uint8Array }[]>();

  /** Returns where the bytes are. */
  add(bytes: Uint8Array): number {
    const same = this.#bySize.get(bytes.length) ?? [];
    const found = same.find((each) => Buffer.compare(each.bytes, bytes) === 0);
    if (found) return found.at;
    const at = this.#length;
    this.#bySize.set(bytes.length, [...same, { at, bytes }]);
    this.parts.push(bytes);
    this.#length += bytes.length;
    return at;
  }
}
