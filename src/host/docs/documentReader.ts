import { setImmediate as nextTurn } from 'node:timers/promises';
import { deserialize } from 'node:v8';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError, isEaselError } from '../../base/errors.ts';
import type { DocumentImage } from '../../core/docs/documentImage.ts';
import { languageOf } from '../../core/docs/link.ts';
import { cancelled } from '../../core/failures.ts';
import { unrefTimer, WorkerThread, type Timer } from '../workerThread.ts';
import {
  maxDocumentBytes,
  type DocsRequest,
  type DocumentKind,
  type DocumentProblem,
  type DocumentSource,
  type Found,
  type FoundImage,
  type FromDocsWorker,
} from './requests.ts';

/** Files that the thread reads and parses for one message; documents that are asked for meanwhile wait so long. */
const filesAtOnce = 8;
/** A text that is parsed for longer than this is given up, and with it the thread. */
const patienceMs = 30_000;

/** All that was found in a file. */
export interface FileImages {
  readonly uri: vscode.Uri;
  readonly kind: DocumentKind;
  readonly images: readonly FoundImage[];
  /** Nothing is known of the file. `detail` is for the log. */
  readonly problem?: { readonly why: DocumentProblem; readonly detail: string };
}

type Content = Omit<FileImages, 'uri' | 'kind'>;

const nothing: Content = { images: [] };

interface Known {
  readonly version: number;
  readonly languageId: string;
  readonly images: Promise<readonly DocumentImage[]>;
}

/** What a file is read as, by its name; undefined for one that is no document. */
export function kindOf({ path }: vscode.Uri): DocumentKind | undefined {
  return path.toLowerCase().endsWith('.ipynb') ? 'notebook' : languageOf('', path);
}

/** The images that documents name. All parsing happens in a thread of its own. */
export class DocumentReader {
  readonly #thread: WorkerThread<DocsRequest, FromDocsWorker>;
  readonly #timer: Timer;
  readonly #known = new WeakMap<vscode.TextDocument, Known>();
  readonly #running = new WeakMap<vscode.TextDocument, Promise<readonly DocumentImage[]>>();

  /** @param file The built worker. */
  constructor(file: string, timer: Timer = unrefTimer) {
    this.#timer = timer;
    this.#thread = new WorkerThread({ file, name: 'easel documents', timer });
  }

  /**
   * The images in the text that the document has when this resolves: a text that changes while it is parsed is parsed
   * again. Cached until the next change. A document that holds no links, or more than 5 MB, has none.
   * @throws EaselError `provider` for a text that cannot be parsed, `cancelled` after `dispose`
   */
  imagesOf(document: vscode.TextDocument): Promise<readonly DocumentImage[]> {
    const known = this.#known.get(document);
    if (known && isCurrent(known, document)) return known.images;
    const running = this.#running.get(document) ?? this.#parseUntilCurrent(document);
    this.#running.set(document, running);
    return running;
  }

  /**
   * Reads files, a few at a time, and tells what is in them as it is found. What cannot be read is told as well.
   * @throws EaselError `cancelled`
   */
  async scan(
    files: readonly vscode.Uri[],
    told: (found: readonly FileImages[]) => void | Promise<void>,
    signal?: AbortSignal,
  ): Promise<void> {
    const known = files.flatMap((uri) => {
      const kind = kindOf(uri);
      return kind ? [{ uri, kind }] : [];
    });
    for (let at = 0; at < known.length; at += filesAtOnce) {
      const some = known.slice(at, at + filesAtOnce);
      const contents = await this.#findEach(await Promise.all(some.map((file) => sourceOf(file))));
      if (signal?.aborted) throw cancelled('free');
      await told(some.map((file, index) => ({ ...file, ...(contents[index] ?? nothing) })));
    }
  }

  /**
   * Which of these names of image files stand in texts, whatever language they are in.
   * @param texts Few enough to be read at once.
   * @throws EaselError `provider`, `cancelled`
   */
  async namesIn(texts: readonly vscode.Uri[], names: readonly string[]): Promise<readonly string[]> {
    const sources = await Promise.all(texts.map(async (uri) => (uri.scheme === 'file' ? uri.fsPath : bytesOf(uri))));
    const [piece] = await this.#ask({ texts: sources.filter((each) => each !== undefined), names });
    return piece ? (deserialize(piece) as readonly string[]) : [];
  }

  dispose(): Promise<void> {
    return this.#thread.dispose();
  }

  async #parseUntilCurrent(document: vscode.TextDocument): Promise<readonly DocumentImage[]> {
    try {
      for (;;) {
        const { version, languageId } = document;
        const images = this.#parse(document);
        const known = { version, languageId, images };
        await images.catch(() => undefined);
        if (!isCurrent(known, document) && !document.isClosed) continue;
        this.#known.set(document, known);
        return await images;
      }
    } finally {
      this.#running.delete(document);
    }
  }

  async #parse(document: vscode.TextDocument): Promise<readonly DocumentImage[]> {
    const kind = languageOf(document.languageId, document.uri.path);
    if (!kind || lengthOf(document) > maxDocumentBytes) return [];
    const [found] = await this.#find([{ kind, text: document.getText() }]);
    if (found?.problem) throw unparsable(new Error(found.problem.detail));
    return (found ?? nothing).images.map(({ image }) => image);
  }

  /** Of several documents, one of which may be the end of the thread. */
  async #findEach(documents: readonly DocumentSource[]): Promise<readonly Content[]> {
    try {
      return await this.#find(documents);
    } catch (error) {
      if (!isEaselError(error) || error.code === 'cancelled') throw error;
      if (documents.length === 1) return [{ images: [], problem: { why: 'unparsable', detail: error.message } }];
      const contents: Content[] = [];
      for (const each of documents) contents.push(...(await this.#findEach([each])));
      return contents;
    }
  }

  async #find(documents: readonly DocumentSource[]): Promise<readonly Content[]> {
    const contents = documents.map(() => nothing);
    for (const [turn, piece] of (await this.#ask({ documents })).entries()) {
      if (turn > 0) await nextTurn();
      for (const { index, images, problem, detail = '' } of deserialize(piece) as readonly Found[]) {
        contents[index] = {
          images: [...(contents[index]?.images ?? []), ...images],
          ...(problem ? { problem: { why: problem, detail } } : {}),
        };
      }
    }
    return contents;
  }

  /** @throws EaselError `provider` when the thread did not live through it, `cancelled` after `dispose` */
  async #ask(request: DocsRequest): Promise<FromDocsWorker['pieces']> {
    const late = new AbortController();
    const stop = this.#timer(patienceMs, () => {
      late.abort();
    });
    try {
      return (await this.#thread.ask(request, late.signal)).pieces;
    } catch (error) {
      if (isEaselError(error) && !late.signal.aborted) throw error;
      throw unparsable(error);
    } finally {
      stop();
    }
  }
}

function isCurrent({ version, languageId }: Known, document: vscode.TextDocument): boolean {
  return version === document.version && languageId === document.languageId;
}

/** In UTF-16 code units, without putting the text together. */
function lengthOf(document: vscode.TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}

async function sourceOf({ uri, kind }: Pick<FileImages, 'uri' | 'kind'>): Promise<DocumentSource> {
  if (uri.scheme === 'file') return { kind, path: uri.fsPath };
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxDocumentBytes) return { kind, problem: 'tooLarge' };
    return { kind, bytes: await vscode.workspace.fs.readFile(uri) };
  } catch {
    return { kind, problem: 'unreadable' };
  }
}

async function bytesOf(uri: vscode.Uri): Promise<Uint8Array | undefined> {
  const source = await sourceOf({ uri, kind: 'html' });
  return 'bytes' in source ? source.bytes : undefined;
}

function unparsable(cause: unknown): EaselError {
  return new EaselError({
    code: 'provider',
    what: t('The document cannot be looked through: {0}.', cause instanceof Error ? cause.message : String(cause)),
    money: 'free',
    next: t('“Easel: Show Log” has the details.'),
    cause,
  });
}
