import * as vscode from 'vscode';
import { lockFileName } from '../../core/lock/lock.ts';
import { cancelled } from '../../core/failures.ts';
import { baseName } from '../files.ts';
import type { DocumentReader } from './documentReader.ts';

/** More files than this nobody looks through. */
const mostFiles = 50_000;
/** Files that are read for one message; documents that are asked for meanwhile wait so long. */
const filesAtOnce = 16;

const elsewhere = '**/{node_modules,.git}/**';

/** Files that are no text, or name images only to say how they were made. */
const noText =
  /\.(?:png|jpe?g|webp|gif|avif|bmp|ico|icns|tiff?|heic|psd|ai|mp[34]|m4[av]|mov|webm|ogg|wav|flac|avi|woff2?|[ot]tf|eot|zip|t?gz|bz2|xz|7z|rar|jar|war|class|exe|dll|so|dylib|o|a|wasm|pyc|pdb|pdf|docx?|xlsx?|pptx?|sqlite3?|db|vsix)$/i;

/**
 * Which of these names of image files stand in any text of the workspace: in documents, code, styles, manifests.
 * @throws EaselError `cancelled`
 */
export async function namesInWorkspace(
  reader: Pick<DocumentReader, 'namesIn'>,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const left = new Set(names);
  const found = new Set<string>();
  if (left.size === 0) return found;
  const files = await vscode.workspace.findFiles('**/*', elsewhere, mostFiles);
  const texts = files.filter((uri) => !noText.test(uri.path) && baseName(uri) !== lockFileName);
  for (let at = 0; at < texts.length && left.size > 0; at += filesAtOnce) {
    if (signal?.aborted) throw cancelled('free');
    for (const name of await reader.namesIn(texts.slice(at, at + filesAtOnce), [...left])) {
      left.delete(name);
      found.add(name);
    }
  }
  return found;
}
