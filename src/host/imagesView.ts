import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { remainsOf } from '../core/job.ts';
import type { LedgerEntry } from '../core/ports.ts';
import type { App } from './app.ts';
import { ago, oneLine } from './words.ts';

const mostShown = 200;

/** The view "Images and Jobs": what runs, what waits for its person, and the images made in this workspace. */
export class ImagesView implements vscode.TreeDataProvider<vscode.TreeItem>, vscode.Disposable {
  readonly #app: App;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscriptions: vscode.Disposable;

  constructor(app: App) {
    this.#app = app;
    const changed = () => this.#changed.fire();
    this.#subscriptions = vscode.Disposable.from(
      new vscode.Disposable(app.ledger.onDidAdd(changed).dispose),
      app.running.onDidChange(changed),
      new vscode.Disposable(app.recovery.onDidChange(changed).dispose),
      vscode.workspace.onDidDeleteFiles(changed),
      vscode.workspace.onDidRenameFiles(changed),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  getTreeItem(item: vscode.TreeItem): vscode.TreeItem {
    return item;
  }

  /** Empty: VS Code shows the welcome text of the manifest. */
  async getChildren(parent?: vscode.TreeItem): Promise<vscode.TreeItem[]> {
    if (parent) return [];
    return [...this.#running(), ...this.#waiting(), ...(await this.#images())];
  }

  #running(): vscode.TreeItem[] {
    return this.#app.running.list().map((job) => {
      const item = new vscode.TreeItem(oneLine(job.prompt));
      item.iconPath = new vscode.ThemeIcon('sync~spin');
      item.description = job.provider;
      item.command = { command: 'easel.showJobs', title: t('Show Jobs') };
      return item;
    });
  }

  #waiting(): vscode.TreeItem[] {
    return this.#app.recovery.list().map((job) => {
      const { unknown, unsaved, unfetched } = remainsOf(job);
      const item = new vscode.TreeItem(oneLine(job.summary.prompt));
      item.iconPath = new vscode.ThemeIcon(unknown > 0 ? 'question' : 'archive');
      item.description =
        unknown > 0
          ? t('may have been charged')
          : unsaved > 0
            ? t('waits to be saved')
            : unfetched > 0
              ? t('waits to be fetched')
              : t('was not sent');
      item.command = { command: 'easel.showJobs', title: t('Show Jobs') };
      return item;
    });
  }

  /** A ledger that cannot be read hides no jobs. */
  #ledger(): Promise<readonly LedgerEntry[]> {
    return this.#app.ledger.read().catch((error: unknown) => {
      this.#app.log.warn(String(error));
      return [];
    });
  }

  /** Images of this workspace that still exist, newest first. */
  async #images(): Promise<vscode.TreeItem[]> {
    const seen = new Set<string>();
    const here = (await this.#ledger()).toReversed().filter((entry) => {
      const isHere = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(entry.file.uri)) !== undefined;
      if (!isHere || seen.has(entry.file.uri)) return false;
      seen.add(entry.file.uri);
      return true;
    });
    const items = await Promise.all(here.slice(0, mostShown).map(imageItem));
    return items.filter((item) => item !== undefined);
  }
}

async function imageItem(entry: LedgerEntry): Promise<vscode.TreeItem | undefined> {
  const uri = vscode.Uri.parse(entry.file.uri);
  const exists = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!exists) return undefined;
  const item = new vscode.TreeItem(uri);
  item.description = `${entry.file.width}×${entry.file.height} · ${ago(entry.at, Date.now(), vscode.env.language)}`;
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(entry.summary.prompt);
  tooltip.appendMarkdown('\n\n');
  tooltip.appendText(`${entry.file.path} · ${entry.summary.provider} · ${entry.summary.model}`);
  item.tooltip = tooltip;
  item.contextValue = 'image';
  item.command = { command: 'vscode.open', title: t('Open'), arguments: [uri] };
  return item;
}
