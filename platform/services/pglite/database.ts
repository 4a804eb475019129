import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryFS, PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { layOut, takeSnapshot, type Disk } from './snapshot.ts';

/** Where PGlite keeps a database's directory. */
const DIRECTORY = '/pglite/data';

/**
 * How it is started: memory that would be zeroed first costs most of the time, so there is little of it. Write-ahead
 * log in files of 1 MB (the smallest) for the same reason.
 */
const SETTINGS: PGliteOptions = {
  startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=4MB', '-c', 'max_connections=10'],
  initDbStartParams: ['--wal-segsize=1'],
};

/** PGlite's own files, compiled once for any number of databases. */
export interface Programs {
  pgliteWasmModule: WebAssembly.Module;
  /** Only needed to make a database without a snapshot. */
  initdbWasmModule: WebAssembly.Module;
  fsBundle: Blob;
}

/** A WebAssembly module with nothing in it. */
const NOTHING = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/**
 * Reads PGlite's own files from a directory.
 * @param initdb whether databases are to be made, and not only opened
 */
export async function readPrograms(directory: string, initdb: boolean): Promise<Programs> {
  const read = (name: string) => readFileSync(join(directory, name));
  const [pgliteWasmModule, initdbWasmModule] = await Promise.all([
    WebAssembly.compile(read('pglite.wasm')),
    WebAssembly.compile(initdb ? read('initdb.wasm') : NOTHING),
  ]);
  return { pgliteWasmModule, initdbWasmModule, fsBundle: new Blob([read('pglite.data')]) };
}

/** A file system that begins with a snapshot. */
class SnapshotFS extends MemoryFS {
  readonly #snapshot: Uint8Array;

  constructor(snapshot: Uint8Array) {
    super();
    this.#snapshot = snapshot;
  }

  override async initialSyncFs(): Promise<void> {
    layOut(this.#snapshot, diskOf(this.pg!), DIRECTORY);
  }
}

/** A PostgreSQL in this process: one session, all of it in memory. */
export class Database {
  readonly version: string;
  readonly #pglite: PGlite;

  /**
   * Opens a database.
   * @param snapshot what is in it; null makes a new one, which takes seconds
   */
  static async open(programs: Programs, snapshot: Uint8Array | null): Promise<Database> {
    const fs = snapshot === null ? {} : { fs: new SnapshotFS(snapshot) };
    const pglite = await PGlite.create({ ...programs, ...SETTINGS, ...fs });
    const { rows } = await pglite.query<{ server_version: string }>('SHOW server_version');
    return new Database(pglite, rows[0]?.server_version ?? '');
  }

  private constructor(pglite: PGlite, version: string) {
    this.#pglite = pglite;
    this.version = version;
  }

  /** Carries out messages of the protocol and returns the answer's bytes. */
  async execute(messages: Buffer): Promise<Buffer> {
    const answer: Uint8Array[] = [];
    const onRawData = (bytes: Uint8Array) => void answer.push(bytes.slice());
    await this.#pglite.execProtocolRawStream(messages, { syncToFs: false, onRawData });
    return Buffer.concat(answer);
  }

  /** All that is in it now, for {@link open}. A transaction under way is taken back. */
  async snapshot(): Promise<Buffer> {
    await this.#pglite.exec('ROLLBACK');
    await this.#pglite.exec('CHECKPOINT');
    return takeSnapshot(diskOf(this.#pglite), DIRECTORY);
  }

  close(): Promise<void> {
    return this.#pglite.close();
  }
}

function diskOf(pglite: PGlite): Disk {
  return pglite.Module.FS as unknown as Disk;
}
