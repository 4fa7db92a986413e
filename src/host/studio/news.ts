import * as vscode from 'vscode';
import type { App } from '../app.ts';
import type { Earlier } from './earlier.ts';
import type { Pages } from './pages.ts';
import type { InsertTarget } from './insertTarget.ts';
import type { Providers } from './providers.ts';

export interface NewsParts {
  readonly app: Pick<App, 'keys' | 'selection' | 'recent' | 'ledger' | 'recovery' | 'running' | 'log'>;
  readonly pages: Pages;
  readonly providers: Providers;
  readonly earlier: Earlier;
  readonly insertTarget: InsertTarget;
}

/** Tells pages what changes elsewhere: keys, settings, the selection, prompts, the last editor, jobs of other doors. */
export class News implements vscode.Disposable {
  readonly #parts: NewsParts;
  readonly #subscriptions: vscode.Disposable;
  #isTelling = false;

  constructor(parts: NewsParts) {
    const { app, insertTarget, earlier } = parts;
    this.#parts = parts;
    const chosen = () => this.#tellLater();
    const jobs = () => void earlier.refresh();
    const heard = [
      app.keys.onDidChange(chosen),
      app.selection.onDidChange(chosen),
      parts.providers.onDidChange(chosen),
      app.recent.onDidChange(() => parts.pages.tell('recentPrompts', app.recent.list())),
      app.ledger.onDidAdd(jobs),
      app.recovery.onDidChange(jobs),
      app.running.onDidChange(jobs),
      app.running.onDidProgress(() => earlier.follow()),
    ];
    this.#subscriptions = vscode.Disposable.from(
      ...heard.map((each) => new vscode.Disposable(() => void each.dispose())),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('easel')) chosen();
      }),
      insertTarget.onDidChange(() => {
        const { name } = insertTarget;
        parts.pages.tell('insertTarget', name === undefined ? {} : { name });
      }),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Several changes at once are told as one. */
  #tellLater(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    setImmediate(() => {
      this.#isTelling = false;
      void this.#tellProviders();
    });
  }

  async #tellProviders(): Promise<void> {
    const { pages, providers, app } = this.#parts;
    try {
      pages.tell('providers', { providers: await providers.list(), target: providers.target() });
    } catch (error) {
      app.log.warn(`The Studio cannot list providers: ${String(error)}`);
    }
  }
}
