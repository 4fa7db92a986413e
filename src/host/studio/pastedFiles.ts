import { webcrypto } from 'node:crypto';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import pLimit from 'p-limit';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { extensionOf } from '../../base/media.ts';
import { probeBytes } from '../../core/image/probe.ts';
import { finished, safePart } from '../../core/naming/slug.ts';
import { shown } from '../../core/naming/shown.ts';
import type { StudioFolders } from './folders.ts';
import type { KeptFiles } from './keptFiles.ts';
import { isThere, writeOwn } from './ownFiles.ts';

/** Images that were pasted, or dropped from outside: kept, each once, for as long as something may go on from them. */
export class PastedFiles {
  readonly #folders: StudioFolders;
  readonly #kept: Pick<KeptFiles, 'sweep'>;
  /** One after the other: each may be large, and is looked through before it is written. */
  readonly #turns = pLimit(1);

  constructor(folders: StudioFolders, kept: Pick<KeptFiles, 'sweep'>) {
    this.#folders = folders;
    this.#kept = kept;
  }

  /** @throws EaselError `invalidRequest` when the bytes are no whole image */
  keep(name: string, bytes: Uint8Array): Promise<vscode.Uri> {
    return this.#turns(() => this.#keep(name, bytes));
  }

  async #keep(name: string, bytes: Uint8Array): Promise<vscode.Uri> {
    const facts = probeBytes(bytes);
    if (facts.kind !== 'image' || !facts.complete) throw noImage(name);
    const folder = await this.#folders.at('pasted');
    // Away from this thread, which waits for nothing.
    const hash = Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes))
      .toString('hex')
      .slice(0, 16);
    const stem = finished(safePart(name.replace(/(?<=.)\.[^.]*$/su, '')).slice(0, 60));
    const file = path.join(folder, `${hash}-${stem}.${extensionOf(facts.mediaType)}`);
    if (!(await isThere(file))) {
      await writeOwn(file, bytes);
      void this.#turns(() => this.#kept.sweep('pasted')).catch(() => undefined);
    }
    return vscode.Uri.file(file);
  }
}

function noImage(name: string): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('{0} is no image that Easel can read.', shown(name)),
    money: 'free',
    next: t('Choose another image.'),
  });
}
