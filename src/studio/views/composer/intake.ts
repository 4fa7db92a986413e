import { t } from '@vscode/l10n';
import { maxPastedBytes } from '../../../protocol/calls.ts';
import type { ShownImage } from '../../../protocol/types.ts';
import type { Store } from '../../store.ts';
import { addReferences, addUris } from './references.ts';

/** Marks what is dragged within the strip of references. */
export const ownDrag = 'application/x-easel-reference';

/** What was dropped or pasted, as far as it is read. */
interface Transferred {
  readonly types: readonly string[];
  readonly files: Iterable<File>;
  getData(type: string): string;
}

/**
 * Addresses that were dropped. VS Code's Explorer names all of them in a list of its own, in which schemes other than
 * `file` occur; the standard list holds one only.
 */
export function droppedUris(transfer: Pick<Transferred, 'getData'>): readonly string[] {
  const list = transfer.getData('application/vnd.code.uri-list') || transfer.getData('text/uri-list');
  const lines = list.split(/\r\n|\r|\n/).map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== '' && !line.startsWith('#')))];
}

/** Whether there is anything in it that may become a reference. */
export function isTaken({ types }: Pick<Transferred, 'types'>): boolean {
  return (
    !types.includes(ownDrag) &&
    ['Files', 'application/vnd.code.uri-list', 'text/uri-list'].some((type) => types.includes(type))
  );
}

/** Adds what was dropped: files of the workspace by their addresses, all others by their bytes. */
export async function takeDropped(store: Store, transfer: Transferred): Promise<void> {
  const files = [...transfer.files];
  const uris = droppedUris(transfer);
  const isFromEditor = transfer.types.includes('application/vnd.code.uri-list');
  if (files.length > 0 && !isFromEditor) await takeFiles(store, files);
  else if (uris.length > 0) await addUris(store, uris);
  else if (files.length > 0) await takeFiles(store, files);
}

/** Hands files to the host, one after the other, since each may be large. */
export async function takeFiles(store: Store, files: readonly File[]): Promise<void> {
  const images: ShownImage[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const problem = problemOf(file);
    if (problem !== undefined) {
      problems.push(problem);
      continue;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    const image = await store.attempt(() => store.host.call('keep', { name: nameOf(file), bytes }));
    if (image) images.push(image);
  }
  addReferences(store, images);
  if (problems.length > 0) store.say(problems.join(' '), true);
}

function problemOf({ name, type, size }: File): string | undefined {
  // Without a type it may be an image that this browser does not know; the host looks at the bytes.
  if (type !== '' && !type.startsWith('image/')) return t('{0} is no image.', name);
  if (size === 0) return t('{0} is empty.', name);
  const most = maxPastedBytes / 1024 / 1024;
  return size > maxPastedBytes
    ? t('{0} is larger than {1} MB; open it from the workspace instead.', name, most)
    : undefined;
}

function nameOf({ name }: File): string {
  return name.slice(-255) || 'image';
}
