import type * as vscode from 'vscode';
import type { Service } from '../base/provider.ts';
import type { Http } from '../core/http.ts';
import type { WorkspaceFiles } from './files.ts';
import type { ImageWorker } from './images/imageWorker.ts';
import type { WindowJournal } from './journal.ts';
import type { KeyStore } from './keys.ts';
import type { LedgerFile } from './ledger.ts';
import type { Maker } from './maker.ts';
import type { Recovery } from './recovery.ts';
import type { RecentPrompts } from './recentPrompts.ts';
import type { RunningJobs } from './runningJobs.ts';
import type { Selection } from './selection.ts';
import type { Download } from './references.ts';
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
  readonly journal: WindowJournal;
  readonly recovery: Recovery;
  readonly running: RunningJobs;
  readonly http: Http;
  readonly download: Download;
  /** The thread for pixels; starts with its first request. */
  readonly imageWorker: () => ImageWorker;
  /** New files in the workspace. */
  readonly files: WorkspaceFiles;
  readonly log: vscode.LogOutputChannel;
}
