import { createHash } from 'node:crypto';
import { allBytes, type ByteSource } from '../base/bytes.ts';
import { isTaken } from '../core/naming/candidates.ts';
import { partName } from './partFiles.ts';

/** What a virtual file system can do in one folder. */
export interface VirtualFolder {
  readonly names: () => Promise<readonly string[]>;
  /** Creates a file, or replaces what is there. */
  readonly write: (name: string, bytes: Uint8Array) => Promise<void>;
  readonly read: (name: string) => Promise<Uint8Array>;
  /** Rejects when there is something of the new name. */
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
}

/**
 * Writes a new file into a virtual folder under the first free of these names. Such a file system writes one array and
 * may cut it without a word, so the bytes go under a name of their own, are read back, and are only then renamed,
 * which fails instead of replacing.
 */
export async function writeVirtualFile(
  folder: VirtualFolder,
  names: Iterable<string> | AsyncIterable<string>,
  content: ByteSource,
): Promise<{ readonly name: string; readonly sha256: string; readonly bytes: number }> {
  const bytes = await allBytes(content);
  const sha256 = digest(bytes);
  const temporary = partName();
  try {
    await folder.write(temporary, bytes);
    if (digest(await folder.read(temporary)) !== sha256) throw new RangeError('The file was cut on the way.');
    for await (const name of names) {
      if (await nameFile(folder, temporary, name)) return { name, sha256, bytes: bytes.length };
    }
    throw new RangeError('There was no free name.');
  } catch (error) {
    await folder.remove(temporary).catch(() => undefined);
    throw error;
  }
}

/** Gives a finished file its name; false when the name is taken. */
async function nameFile(folder: VirtualFolder, temporary: string, name: string): Promise<boolean> {
  try {
    await folder.rename(temporary, name);
    return true;
  } catch (error) {
    // Each file system has an error of its own for this, so look.
    if (isTaken(name, await folder.names())) return false;
    throw error;
  }
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
