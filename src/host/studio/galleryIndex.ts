import { setImmediate as nextTurn } from 'node:timers/promises';
import pLimit from 'p-limit';
import * as vscode from 'vscode';
import { seenSize } from '../../core/image/facts.ts';
import { recordOf } from '../../core/image/metadata.ts';
import { byAge, originOfEntry, originOfRecord, type MadeImage, type Origin, type Source } from '../../core/gallery.ts';
import { LedgerLookup } from '../../core/ledgerLookup.ts';
import { isWithin, type FileChanges } from '../fileChanges.ts';
import { pathForPeople } from '../files.ts';
import type { LedgerFile } from '../ledger.ts';
import type { LockFiles } from '../lock/lockFiles.ts';
import { fileHash, headOf, versionOf, type FileVersion } from './fileHead.ts';
import type { GalleryCache, Seen } from './galleryCache.ts';
import { findImages, isImagePath, watchImages } from './workspaceImages.ts';

/** Files that are open at once. */
const openAtOnce = 4;
/** Results are told at most so often. */
const tellMs = 400;
/** Lines of the ledger that come within this time are looked at as one. */
const hearMs = 100;
const saveMs = 5000;
/** Files that are gone through before others have their turn. */
const atOnce = 200;
/** Characters of a prompt that are kept in memory; the rest is in the file. */
const longestPrompt = 10_000;

interface Indexed {
  readonly uri: vscode.Uri;
  readonly seen: Seen;
  /** Undefined: not made by Easel, as far as is known. */
  readonly made: MadeImage | undefined;
}

/**
 * All images of the workspace that Easel made, by what their files say and by the ledger. Nothing is looked at before
 * it is asked for the first time; then it follows what happens to files.
 */
export class GalleryIndex implements vscode.Disposable {
  readonly #ledger: LedgerFile;
  readonly #locks: Pick<LockFiles, 'recordOf'>;
  readonly #cache: GalleryCache;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #files = new Map<string, Indexed>();
  readonly #lookup = new LedgerLookup();
  readonly #turns = pLimit(openAtOnce);
  #subscriptions: vscode.Disposable | undefined;
  #sorted: readonly MadeImage[] | undefined;
  #isScanning = false;
  #scanning: Promise<void> | undefined;
  #scans = 0;
  #hearing: ReturnType<typeof setTimeout> | undefined;
  #telling: ReturnType<typeof setTimeout> | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor(
    ledger: LedgerFile,
    locks: Pick<LockFiles, 'recordOf'>,
    cache: GalleryCache,
    log: vscode.LogOutputChannel,
  ) {
    this.#ledger = ledger;
    this.#locks = locks;
    this.#cache = cache;
    this.#log = log;
  }

  dispose(): void {
    this.#subscriptions?.dispose();
    clearTimeout(this.#hearing);
    clearTimeout(this.#telling);
    clearTimeout(this.#saving);
    this.#scans += 1;
    this.#changed.dispose();
  }

  /** The workspace is being looked through; what is found so far is there already. */
  get isScanning(): boolean {
    return this.#isScanning;
  }

  /** Resolves when the workspace has been looked through, and what was made since. Never rejects. */
  async ready(): Promise<void> {
    this.#begin();
    for (let seen; seen !== this.#scanning; await seen) seen = this.#scanning;
    // Whoever watches the disk is told after a while.
    await this.#readLedger();
    const behind = [...this.#lookup.latest()].filter(({ file }) => {
      return this.#files.get(file.uri)?.seen.bytes !== file.bytes;
    });
    await Promise.all(behind.map(({ file }) => this.#turns(() => this.#lookIfOurs(vscode.Uri.parse(file.uri, true)))));
  }

  /** Newest first. */
  images(): readonly MadeImage[] {
    this.#begin();
    this.#sorted ??= [...this.#files.values()].flatMap(({ made }) => made ?? []).sort(byAge);
    return this.#sorted;
  }

  /** Of one file, wherever it lies, as it is now; undefined when it is not known how it was made. */
  async find(uri: vscode.Uri): Promise<MadeImage | undefined> {
    this.#begin();
    await this.#readLedger();
    if (isImagePath(uri) && vscode.workspace.getWorkspaceFolder(uri)) {
      await this.#look(uri);
      return this.#files.get(uri.toString())?.made;
    }
    const version = await versionOf(uri);
    if (!version) return undefined;
    const seen = await this.#seen(uri, version);
    return this.#madeImage(uri, seen) ?? this.#madeImage(uri, seen, await this.#locked(uri, seen));
  }

  /** The images that came of a job, as far as this machine knows. */
  imagesOf(job: string): readonly Required<Source>[] {
    return this.#lookup.imagesOf(job).map(({ file: { uri } }) => ({ uri, path: pathForPeople(uri) }));
  }

  #begin(): void {
    if (this.#subscriptions) return;
    this.#subscriptions = vscode.Disposable.from(
      watchImages((changes) => void this.#follow(changes)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => (this.#scanning = this.#scan())),
      new vscode.Disposable(this.#ledger.onDidAdd(() => this.#hearLedger()).dispose),
    );
    this.#scanning = this.#scan();
  }

  async #scan(): Promise<void> {
    const scan = ++this.#scans;
    const isOver = () => scan !== this.#scans;
    this.#isScanning = true;
    const started = Date.now();
    try {
      await this.#readLedger();
      await this.#remember(isOver);
      this.#tell();
      const found = new Map((await findImages()).map((uri) => [uri.toString(), uri]));
      // What search leaves out, or cannot look through, the ledger knows.
      for (const address of this.#lookup.uris()) {
        const uri = vscode.Uri.parse(address);
        if (isImagePath(uri) && vscode.workspace.getWorkspaceFolder(uri)) found.set(address, uri);
      }
      for (const address of this.#files.keys()) if (!found.has(address)) this.#forget(address);
      await Promise.all([...found.values()].map((uri) => this.#turns(() => (isOver() ? undefined : this.#look(uri)))));
      this.#log.debug(`gallery: ${found.size} files in ${Date.now() - started} ms`);
    } catch (error) {
      this.#log.warn(`gallery: ${String(error)}`);
    }
    if (isOver()) return;
    this.#isScanning = false;
    this.#sorted = undefined;
    this.#tell();
  }

  /** What an earlier window found out: shown at once, and looked at again. */
  async #remember(isOver: () => boolean): Promise<void> {
    let count = 0;
    for (const [address, seen] of await this.#cache.load(roots())) {
      if (isOver()) return;
      if (!this.#files.has(address)) this.#put(vscode.Uri.parse(address), seen);
      if (++count % atOnce === 0) await nextTurn();
    }
  }

  async #follow({ changed, gone, isMuch }: FileChanges): Promise<void> {
    if (gone.size > 0) for (const address of this.#files.keys()) if (isWithin(address, gone)) this.#forget(address);
    await Promise.all(changed.map((uri) => this.#turns(() => this.#look(uri))));
    if (isMuch) await (this.#scanning = this.#scan());
  }

  async #lookIfOurs(uri: vscode.Uri): Promise<void> {
    if (isImagePath(uri) && vscode.workspace.getWorkspaceFolder(uri)) await this.#look(uri);
  }

  /** Finds out what a file is now, where that is not known. Never rejects. */
  async #look(uri: vscode.Uri): Promise<void> {
    const address = uri.toString();
    const version = await versionOf(uri);
    if (!version) {
      this.#forget(address);
      return;
    }
    const known = this.#files.get(address);
    const isSame = known?.seen.mtime === version.mtime && known.seen.bytes === version.bytes;
    const seen = await this.#seen(uri, isSame ? known.seen : version);
    const locked = this.#madeImage(uri, seen) ? undefined : await this.#locked(uri, seen);
    this.#put(uri, seen, locked);
  }

  /** What the lock file beside it says, for what neither itself nor this machine knows. */
  async #locked(uri: vscode.Uri, { sha256 }: Seen): Promise<Origin | undefined> {
    const record = await this.#locks.recordOf(uri, async () => sha256 ?? fileHash(uri));
    const origin = record && originOfRecord(record);
    return origin && brief(origin);
  }

  /** What a file is, with what is known of it already; its hash only where the ledger may know it by that alone. */
  async #seen(uri: vscode.Uri, known: FileVersion | Seen): Promise<Seen> {
    const seen = 'mediaType' in known ? known : { ...known, ...(await this.#read(uri, known.bytes)) };
    if (seen.sha256 !== undefined || seen.origin || !this.#lookup.mayKnow(seen.bytes)) return seen;
    if (this.#lookup.find(uri.toString(), seen.bytes, undefined)) return seen;
    const sha256 = await fileHash(uri).catch(() => undefined);
    return sha256 === undefined ? seen : { ...seen, sha256 };
  }

  async #read(uri: vscode.Uri, bytes: number): Promise<Omit<Seen, 'mtime' | 'bytes'>> {
    const facts = await headOf(uri, bytes);
    if (!facts) return { width: 0, height: 0, mediaType: '' };
    const record = recordOf(facts);
    const origin = record && originOfRecord(record);
    return { ...seenSize(facts), mediaType: facts.mediaType, ...(origin ? { origin: brief(origin) } : {}) };
  }

  #put(uri: vscode.Uri, seen: Seen, locked?: Origin): void {
    const address = uri.toString();
    const before = this.#files.get(address);
    const made = this.#madeImage(uri, seen, locked);
    this.#files.set(address, { uri, seen, made });
    if (before?.seen !== seen) this.#save();
    if (made || before?.made) this.#tell();
  }

  #madeImage(uri: vscode.Uri, { origin: own, ...seen }: Seen, locked?: Origin): MadeImage | undefined {
    const { bytes, sha256 } = seen;
    const address = uri.toString();
    const entry =
      this.#lookup.find(address, bytes, own) ??
      (sha256 === undefined ? undefined : this.#lookup.findByHash(bytes, sha256));
    const origin = entry ? originOfEntry(entry) : (own ?? locked);
    if (!origin) return undefined;
    const { width, height, mediaType } = seen;
    const at = origin.at ?? seen.mtime;
    return { uri: address, path: pathForPeople(uri), at, width, height, bytes, mediaType, origin };
  }

  #forget(address: string): void {
    if (!this.#files.delete(address)) return;
    this.#save();
    this.#tell();
  }

  async #readLedger() {
    const entries = await this.#ledger.read().catch((error: unknown) => {
      this.#log.warn(String(error));
      return [];
    });
    return this.#lookup.update(entries);
  }

  /** Lines come one by one for each image of a job; what they tell is found out for all that came meanwhile. */
  #hearLedger(): void {
    this.#hearing ??= setTimeout(() => {
      this.#hearing = undefined;
      void this.#lookAgain();
    }, hearMs);
  }

  /** A line that is new tells more of files that are known already, under its name or another. */
  async #lookAgain(): Promise<void> {
    const added = await this.#readLedger();
    const uris = new Set(added.map(({ file }) => file.uri));
    const lengths = new Set(added.map(({ file }) => file.bytes));
    const concerned = [...this.#files.values()].filter(
      ({ uri, seen, made }) => uris.has(uri.toString()) || (!made && lengths.has(seen.bytes)),
    );
    await Promise.all(concerned.map(({ uri }) => this.#turns(() => this.#look(uri))));
  }

  #tell(): void {
    this.#sorted = undefined;
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#changed.fire();
    }, tellMs);
  }

  #save(): void {
    this.#saving ??= setTimeout(() => {
      this.#saving = undefined;
      void this.#cache.save(roots(), new Map([...this.#files].map(([address, { seen }]) => [address, seen])));
    }, saveMs);
  }
}

function roots(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString()).sort();
}

/** Of a file that says more than anybody reads, as much as is searched and shown. */
function brief(origin: Origin): Origin {
  const { alt, revisedPrompt, parameters, sources } = origin;
  return {
    ...origin,
    prompt: origin.prompt.slice(0, longestPrompt),
    ...(alt === undefined ? {} : { alt: alt.slice(0, longestPrompt) }),
    ...(revisedPrompt === undefined ? {} : { revisedPrompt: revisedPrompt.slice(0, longestPrompt) }),
    parameters: JSON.stringify(parameters).length > longestPrompt ? {} : parameters,
    sources: sources.slice(0, 64).filter(({ path }) => path.length <= 2000),
  };
}
