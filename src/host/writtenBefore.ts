import { createHash } from 'node:crypto';
import type { ByteSource } from '../base/bytes.ts';
import { isCandidate } from '../core/naming/candidates.ts';
import type { NewFile } from '../core/ports.ts';
import type { NamedFile } from './diskFiles.ts';
import type { RoomFolder } from './room.ts';

/**
 * The file that a window which is gone has written for this very image, and did not live to write down. Undefined: there
 * is none, or the image is new.
 * @param taken All names of the folder.
 */
export async function writtenBefore(
  { digest }: Pick<RoomFolder, 'digest'>,
  file: Pick<NewFile, 'baseName' | 'extension' | 'content' | 'besides'>,
  taken: readonly string[],
): Promise<NamedFile | undefined> {
  const { baseName, extension, content, besides } = file;
  if (!besides) return undefined;
  const names = taken.filter((name) => isCandidate(name, baseName, extension) && !besides.includes(name));
  if (names.length === 0) return undefined;
  const bytes = content.length;
  const sha256 = await digestOf(content);
  for (const name of names) if ((await digest(name, bytes)) === sha256) return { name, sha256, bytes };
  return undefined;
}

async function digestOf(content: ByteSource): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of content.stream()) hash.update(chunk);
  return hash.digest('hex');
}
