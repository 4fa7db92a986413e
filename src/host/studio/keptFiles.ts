import * as vscode from 'vscode';
import type { App } from '../app.ts';
import type { StudioFolders } from './folders.ts';
import { beyond, sweepOwn } from './ownFiles.ts';

const keptMs = 30 * 86_400_000;
/** Of one folder. */
const maxBytes = 1024 * 1024 * 1024;

/** What the Studio keeps for jobs to go on from, for as long as one names it: images that were pasted, and masks. */
export class KeptFiles {
  readonly #folders: StudioFolders;
  readonly #app: Pick<App, 'ledger' | 'recovery'>;

  constructor(folders: StudioFolders, app: Pick<App, 'ledger' | 'recovery'>) {
    this.#folders = folders;
    this.#app = app;
  }

  /** Removes what no job names and is old, or more than there is room for. */
  async sweep(kind: 'pasted' | 'masks'): Promise<void> {
    const folder = await this.#folders.at(kind);
    const named = await this.#named();
    const isOld = (usedAt: number) => Date.now() - usedAt > keptMs;
    await sweepOwn(folder, (files) => {
      const tooMuch = new Set(beyond(maxBytes, files));
      return files.filter(
        (file) => (isOld(file.usedAt) || tooMuch.has(file)) && !named.has(vscode.Uri.file(file.path).toString()),
      );
    });
  }

  /** What was made may be made again; what a job still owes is made yet. */
  async #named(): Promise<ReadonlySet<string>> {
    const { ledger, recovery } = this.#app;
    const jobs = [...(await ledger.read()), ...recovery.list()];
    return new Set(
      jobs.flatMap(({ summary: { sources, region, options } }) => [
        ...sources.map(({ uri }) => uri),
        ...(region ? [region.original.uri, region.mask.uri] : []),
        ...(typeof options?.['mask'] === 'string' ? [options['mask']] : []),
      ]),
    );
  }
}
