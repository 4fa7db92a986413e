import type * as vscode from 'vscode';
import type { Service } from '../base/provider.ts';
import type { Http } from '../core/http.ts';
import type { Docs } from './docs/docs.ts';
import type { KeptAlts } from './docs/keptAlts.ts';
import type { WorkspaceFiles } from './files.ts';
import type { ImageWorker } from './images/imageWorker.ts';
import type { WindowJournal } from './journal.ts';
import type { KeyStore } from './keys.ts';
import type { LedgerFile } from './ledger.ts';
import type { LockFiles } from './lock/lockFiles.ts';
import type { Maker } from './maker.ts';
import type { Recovery } from './recovery.ts';
import type { RecentPrompts } from './recentPrompts.ts';
import type { RunningJobs } from './runningJobs.ts';
import type { Selection } from './selection.ts';
import type { Spending } from './spending.ts';
import type { Styles } from './style/styles.ts';
import type { UntitledLinks } from './untitledLinks.ts';
import type { Download } from './references.ts';
import type { GalleryIndex } from './studio/galleryIndex.ts';
import type { PromptBoxParts } from './ui/promptBox.ts';
import type { KeyTest, SetKeyParts } from './ui/setKey.ts';

/** What commands work with. Put together once, in `compose.ts`. */
export interface App {
  readonly maker: Maker;
  readonly selection: Selection;
  readonly recent: RecentPrompts;
  readonly keys: KeyStore;
  readonly setKey: SetKeyParts;
  readonly promptBox: PromptBoxParts;
  /** Asks a service for the models of the stored key, by a free call, and remembers which one it begins with. */
  readonly listModels: (service: Service) => Promise<KeyTest>;
  readonly ledger: LedgerFile;
  /** What is spent on this machine, and the limit of images a day. */
  readonly spending: Spending;
  /** What is said of images in the folders that they lie in. */
  readonly locks: LockFiles;
  /** Alternative texts that are right for an image which was made for another. */
  readonly keptAlts: KeptAlts;
  readonly journal: WindowJournal;
  readonly recovery: Recovery;
  readonly running: RunningJobs;
  readonly http: Http;
  readonly download: Download;
  /** The thread for pixels; starts with its first request. */
  readonly imageWorker: () => ImageWorker;
  /** The images of the workspace that Easel made; looked for when first asked. */
  readonly gallery: () => GalleryIndex;
  /** What this window knows of documents and the images that they name; nothing before it is asked for. */
  readonly docs: () => Docs;
  /** New files in the workspace. */
  readonly files: WorkspaceFiles;
  /** The repository's house style and presets. */
  readonly styles: Styles;
  /** Links that are still to be made right, as soon as it is known where their documents lie. */
  readonly untitledLinks: UntitledLinks;
  readonly log: vscode.LogOutputChannel;
}
