import { mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';

/** An open file. Positions and lengths in bytes. */
export interface OpenFile {
  /** May write less than asked, as the system call does. Resolves to the number of bytes written. */
  write(bytes: Uint8Array, from: number, length: number, position: number): Promise<number>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Everything the spool asks of a file system: the seam at which tests make the Nth operation fail. */
export interface FileOps {
  makeFolder(path: string): Promise<void>;
  /** Opens for writing; creates the file, or empties it. */
  create(path: string): Promise<OpenFile>;
  /** Replaces what is at `to`. */
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Makes names that were added to a folder last, where the system can. */
  syncFolder(path: string): Promise<void>;
  removeFolder(path: string): Promise<void>;
  /** What is in a folder; nothing when there is none. */
  names(path: string): Promise<readonly string[]>;
  /** Undefined when there is no such file. */
  size(path: string): Promise<number | undefined>;
  read(path: string): AsyncIterable<Uint8Array>;
}

const readAtOnce = 384 * 1024;

export const nodeFileOps: FileOps = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true });
  },
  async create(path) {
    const handle = await open(path, 'w', 0o600);
    return {
      write: async (bytes, from, length, position) => (await handle.write(bytes, from, length, position)).bytesWritten,
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  rename,
  unlink,
  async syncFolder(path) {
    // Windows opens no folders, and makes names last by itself.
    if (process.platform === 'win32') return;
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async removeFolder(path) {
    await rm(path, { recursive: true, force: true });
  },
  names: (path) =>
    readdir(path).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    }),
  async size(path) {
    const found = await stat(path).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    return found?.isFile() === true ? found.size : undefined;
  },
  read: readFileInPieces,
};

/**
 * The bytes of a file through one buffer, which each piece overwrites. With a buffer for each, dozens of megabytes lie
 * about until they are collected.
 */
export async function* readFileInPieces(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafeSlow(readAtOnce);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

/** "ENOSPC", "EIO"; empty for what is no system error. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
