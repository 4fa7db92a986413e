import { allBytes } from '../base/bytes.ts';
import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Clock, Converter } from '../core/ports.ts';
import { providerQueues } from '../core/providerQueue.ts';
import type { RunPorts } from '../core/run.ts';
import type { App } from './app.ts';
import { setKeyOf } from './commands/doors.ts';
import { offerDefault } from './commands/keys.ts';
import { offerSaveAs } from './commands/owedJob.ts';
import { Docs } from './docs/docs.ts';
import { KeptAlts } from './docs/keptAlts.ts';
import { referenceDownload } from './download.ts';
import { WorkspaceFiles } from './files.ts';
import { ImageWorker } from './images/imageWorker.ts';
import { WindowJournal } from './journal.ts';
import { nodeEvery } from './lease.ts';
import { KeyStore } from './keys.ts';
import { LedgerFile } from './ledger.ts';
import { LockFiles } from './lock/lockFiles.ts';
import { Maker } from './maker.ts';
import { lazyHttp } from './network.ts';
import { sketchPainter } from './painter.ts';
import { RecentPrompts } from './recentPrompts.ts';
import { Recovery } from './recovery.ts';
import { workerCompositor } from './region.ts';
import { RunningJobs } from './runningJobs.ts';
import { SharedQuestions } from './sharedQuestions.ts';
import { Selection, type Chosen } from './selection.ts';
import { findService, keyedServices, known } from './services.ts';
import { settings } from './settings.ts';
import { Spending } from './spending.ts';
import { GalleryCache } from './studio/galleryCache.ts';
import { GalleryIndex } from './studio/galleryIndex.ts';
import { FileSpool } from './spool.ts';
import { editorSurface } from './surface.ts';
import { styleParser, StyleFiles } from './style/styleFiles.ts';
import { Styles } from './style/styles.ts';
import { suggestedModel } from './style/suggestedModel.ts';
import { StyleTrust } from './style/styleTrust.ts';
import { TurnFiles } from './turnFiles.ts';
import { sweepPreviews, sweepSpool } from './sweepSpool.ts';
import { testProvider } from './testProvider.ts';
import { offerCopy } from './ui/offerCopy.ts';
import { reached } from './ui/milestones.ts';
import { setKey as askAndSetKey, type SetKeyParts } from './ui/setKey.ts';
import { askForKey } from './ui/askForKey.ts';
import { confirmStyle } from './ui/confirmStyle.ts';
import { pickModel } from './ui/modelPicker.ts';
import { pickShape } from './ui/shapePicker.ts';
import { UntitledLinks } from './untitledLinks.ts';
import { tellAboutMetadata } from './ui/tellAboutMetadata.ts';
import { offerTopUp } from './ui/messages.ts';
import { isJobHere, RecoveredNews } from './ui/tellAboutRecovered.ts';

/** Puts the adapters together. Nothing here loads a library or touches the disk before it is needed. */
export function compose(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): App & vscode.Disposable {
  const storage = context.globalStorageUri.fsPath;
  const dist = path.join(context.extensionPath, 'dist');
  const { version } = context.extension.packageJSON as { version: string };
  const keys = new KeyStore(context.secrets);
  const http = lazyHttp(settings.network, l10nBundle());
  const journal = new WindowJournal(path.join(storage, 'journal'));
  const ledger = new LedgerFile(path.join(storage, 'ledger.jsonl'));
  const spending = new Spending(path.join(storage, 'spending.jsonl'), {
    limit: settings.dailyImageLimit,
    now: () => clock.now(),
    log,
  });
  const locks = new LockFiles(log);
  const selection = new Selection({
    global: context.globalState,
    workspace: context.workspaceState,
    settings,
    known,
  });
  const recent = new RecentPrompts(context.globalState);
  const download = referenceDownload(http);
  const running = new RunningJobs((job, error) => {
    offerSaveAs(app, job.id, error);
    offerTopUp(job, error);
  });
  let worker: ImageWorker | undefined;
  let images: GalleryIndex | undefined;
  const gallery = () =>
    (images ??= new GalleryIndex(ledger, locks, new GalleryCache(path.join(storage, 'gallery')), log));
  const imageWorker = () => (worker ??= new ImageWorker(path.join(dist, 'worker.js')));
  let documents: Docs | undefined;
  const docs = () => (documents ??= new Docs(path.join(dist, 'docs.js'), log));

  const ports: RunPorts & { files: WorkspaceFiles; keys: KeyStore; ledger: LedgerFile } = {
    http,
    keys,
    ledger,
    provenance: locks,
    journal,
    log,
    clock,
    spool: new FileSpool(path.join(storage, 'spool')),
    turns: new TurnFiles(path.join(storage, 'turns')),
    files: new WorkspaceFiles(),
    painter: sketchPainter(imageWorker),
    converter: converterOf(imageWorker),
    compositor: workerCompositor(imageWorker),
    base64: (bytes) =>
      Buffer.from(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64'), 'latin1'),
    boundary: () => `easel-${randomUUID()}`,
    software: `Easel ${version}`,
    queue: providerQueues(clock, settings.concurrency),
  };
  const spoolFolder = path.join(storage, 'spool');
  const previewsFolder = path.join(storage, 'previews');
  const recovered = new RecoveredNews();
  const recovery = new Recovery({
    ports,
    journal,
    every: nodeEvery,
    timeoutMs: settings.timeoutMs,
    reach: (provider) => {
      const service = findService(provider);
      return service && { service, endpoint: settings.endpoint(service) };
    },
    sweep: async (named, running) => {
      await sweepSpool(spoolFolder, named, clock.now());
      await sweepPreviews(previewsFolder, running);
    },
    isHere: isJobHere,
    settle: (job) => spending.settle(job),
    settleUnbegun: () => spending.settleUnbegun(() => journal.jobsNamed()),
    announce: recovered.tell,
  });
  const tryKey: SetKeyParts['test'] = async (service, endpoint, key) => {
    const tested = await testProvider(service, endpoint, key, http);
    if (tested.models.length > 0) await selection.rememberListed(service, tested.models);
    return tested;
  };
  const listModels: App['listModels'] = async (service) => {
    const endpoint = settings.endpoint(service);
    const { key } = await keys.find(service.id, new URL(endpoint).origin);
    return tryKey(service, endpoint, key ?? '');
  };
  const setKey = {
    keys,
    endpoint: settings.endpoint,
    test: tryKey,
    offerDefault: (...[service]: Parameters<SetKeyParts['offerDefault']>) =>
      offerDefault(context.globalState, { selection }, service),
  };
  const styles = new Styles(
    new StyleFiles(download, styleParser(l10nBundle())),
    new StyleTrust(context.workspaceState, confirmStyle),
  );
  const keyQuestions = new SharedQuestions();
  const maker: Maker = new Maker({
    ports,
    selection,
    offerCopy,
    download,
    running,
    askKey: ({ service }, error, signal) =>
      keyQuestions.ask(service.id, signal, (still) =>
        askForKey(
          error,
          still,
          () => askAndSetKey(service, setKey, still),
          () => setKeyOf(app, service),
        ),
      ),
    surface: editorSurface(previewsFolder),
    styles,
    spending,
    onMade: (result, summary) => {
      void reached(({ generate: 'generated', edit: 'edited', insert: 'inserted' } as const)[summary.kind]);
      void tellAboutMetadata(context.globalState, result, summary, download);
    },
    onEnded: (jobId) => recovery.look(jobId),
  });
  const untitledLinks = new UntitledLinks();
  const app: App & vscode.Disposable = {
    maker,
    selection,
    recent,
    keys,
    setKey,
    listModels,
    ledger,
    spending,
    locks,
    keptAlts: new KeptAlts(context.workspaceState),
    journal,
    recovery,
    running,
    http,
    download,
    imageWorker,
    docs,
    gallery,
    files: ports.files,
    styles,
    untitledLinks,
    log,
    promptBox: {
      selection,
      recent,
      pickModel: (current: Chosen) => pickModel(current, { keys, listModels }),
      pickShape,
      otherProvider: (current: Chosen) => otherProvider(current, selection, keys),
      styles,
      suggested: (model: string, { service }: Chosen) => suggestedModel(model, service, keys),
    },
    dispose: () => {
      recovery.dispose();
      recovered.dispose();
      untitledLinks.dispose();
      images?.dispose();
      void worker?.dispose();
      documents?.dispose();
    },
  };
  return app;
}

/** What F2 in the prompt box goes to: from any other provider to Sketch, from Sketch to the one that has a key. */
async function otherProvider(current: Chosen, selection: Selection, keys: KeyStore): Promise<Chosen | undefined> {
  if (current.service.auth !== 'none') return selection.resolve('sketch');
  const real = [];
  for (const service of keyedServices()) if (await keys.has(service.id)) real.push(service);
  const [first] = real;
  return first && selection.resolve(first.id);
}

const clock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  async sleep(ms, signal) {
    // Timers of Node.js may go off up to a millisecond early.
    await sleep(Math.ceil(ms) + 1, undefined, { signal });
  },
};

function converterOf(worker: () => ImageWorker): Converter {
  return {
    async convert({ source, mediaType, ...order }) {
      return worker().convert({
        bytes: await allBytes(source),
        mediaType,
        ...order,
      });
    },
  };
}

function l10nBundle(): Readonly<Record<string, string>> | undefined {
  // VS Code types the bundle loosely; messages are always plain strings in ours.
  return vscode.l10n.bundle;
}
