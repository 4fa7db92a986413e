import { candidate, folded } from '../core/naming/candidates.ts';
import type { NewFile } from '../core/ports.ts';
import { partName } from './partFiles.ts';

/** What can be done in one folder. */
export interface RoomFolder {
  /** SHA-256, in hexadecimal; undefined when there is no such file, or none of so many bytes. */
  readonly digest: (name: string, bytes?: number) => Promise<string | undefined>;
  /** In one step, so that it is moved whatever it is by then. Nothing has the new name. */
  readonly moveAside: (name: string, aside: string) => Promise<void>;
  /** Rejects when there is something of that name by now. */
  readonly takeBack: (aside: string, name: string) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
}

/** A name that was made free. */
export interface Room {
  /** The new file is there: the old one goes. Never rejects. */
  readonly leave: () => Promise<void>;
  /** There is no new file: the old one gets its name again. Never rejects. */
  readonly takeBack: () => Promise<void>;
}

/**
 * Takes a file out of the way, if it is exactly the one that is to be replaced. It is looked at once more where it can no
 * longer be reached by its name: whatever somebody saved there in between gets its name back. Undefined: it stays.
 */
export async function makeRoom(folder: RoomFolder, name: string, sha256: string): Promise<Room | undefined> {
  if ((await folder.digest(name)) !== sha256) return undefined;
  const aside = partName();
  await folder.moveAside(name, aside);
  const takeBack = () => folder.takeBack(aside, name).catch(() => undefined);
  if ((await folder.digest(aside)) !== sha256) {
    await takeBack();
    return undefined;
  }
  return { leave: () => folder.remove(aside).catch(() => undefined), takeBack };
}

type Named = Pick<NewFile, 'baseName' | 'extension' | 'replaces' | 'isFixed'>;

/**
 * Writes under the name that was asked for where what has it now is to be replaced, else under the first free one. The old
 * file stays until the first name is asked for, which is when the new one is whole and has only to be named.
 * @param taken All names of the folder.
 */
export async function inRoom<Written extends { readonly name: string }>(
  folder: RoomFolder,
  file: Named,
  taken: readonly string[],
  write: (names: AsyncIterable<string>) => Promise<Written>,
): Promise<Written> {
  const name = candidate(file.baseName, file.extension, 1);
  const made: Room[] = [];
  async function* names(): AsyncIterable<string> {
    const room = file.replaces === undefined ? undefined : await makeRoom(folder, name, file.replaces);
    if (room) {
      made.push(room);
      // It is free, whatever other files have names like it.
      yield name;
    }
    yield* free(file, taken);
  }
  try {
    const written = await write(names());
    for (const room of made) await (written.name === name ? room.leave() : room.takeBack());
    return written;
  } catch (error) {
    for (const room of made) await room.takeBack();
    throw error;
  }
}

/** Names in order, without those that are taken already, in whatever case or form they are written. */
function* free(file: Named, taken: readonly string[]): Iterable<string> {
  const tries = file.isFixed ? 1 : 10_000;
  const met = new Set(taken.map(folded));
  for (let n = 1; n <= tries; n += 1) {
    const name = candidate(file.baseName, file.extension, n);
    if (!met.has(folded(name))) yield name;
  }
}
