import { webcrypto } from 'node:crypto';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import { extensionOf } from '../../base/media.ts';
import { probeBytes } from '../../core/image/probe.ts';
import { finished, safePart } from '../../core/naming/slug.ts';
import { shown } from '../../core/naming/shown.ts';
import type { LedgerEntry } from '../../core/ports.ts';
import type { StudioFolders } from './folders.ts';
import { isThere, sweepOwn, writeOwn } from './ownFiles.ts';

const keptMs = 30 * 86_400_000;

/** Images that were pasted, or dropped from outside: kept, each once, for as long as something may go on from them. */
export class PastedFiles {
  readonly #folders: StudioFolders;
  readonly #ledger: { read(): Promise<readonly LedgerEntry[]> };
  #isSwept = false;

  constructor(folders: StudioFolders, ledger: { read(): Promise<readonly LedgerEntry[]> }) {
    this.#folders = folders;
    this.#ledger = ledger;
  }

  /** @throws EaselError `invalidRequest` when the bytes are no whole image */
  async keep(name: string, bytes: Uint8Array): Promise<vscode.Uri> {
    const facts = probeBytes(bytes);
    if (facts.kind !== 'image' || !facts.complete) throw noImage(name);
    const folder = await this.#folders.at('pasted');
    // Away from this thread, which waits for nothing.
    const hash = Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes))
      .toString('hex')
      .slice(0, 16);
    const stem = finished(safePart(name.replace(/(?<=.)\.[^.]*$/su, '')).slice(0, 60));
    const file = path.join(folder, `${hash}-${stem}.${extensionOf(facts.mediaType)}`);
    if (!(await isThere(file))) await writeOwn(file, bytes);
    void this.#sweep(folder).catch(() => undefined);
    return vscode.Uri.file(file);
  }

  async #sweep(folder: string): Promise<void> {
    if (this.#isSwept) return;
    this.#isSwept = true;
    const named = new Set((await this.#ledger.read()).flatMap(({ summary }) => summary.sources.map(({ uri }) => uri)));
    const isOld = (usedAt: number) => Date.now() - usedAt > keptMs;
    await sweepOwn(folder, (files) =>
      files.filter(({ path, usedAt }) => isOld(usedAt) && !named.has(vscode.Uri.file(path).toString())),
    );
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
