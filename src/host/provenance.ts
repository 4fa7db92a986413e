import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { JsonObject } from '../base/json.ts';
import type { ImageRecord } from '../core/image/metadata.ts';
import { recordOf } from '../core/image/metadata.ts';
import { shown } from '../core/naming/shown.ts';
import { parseOptions, type ImageOptions } from '../core/options.ts';
import type { LedgerEntry } from '../core/ports.ts';
import { findModel } from '../providers/index.ts';
import type { App } from './app.ts';
import { pathForPeople } from './files.ts';
import { hashOf } from './hash.ts';
import { liesInWorkspace } from './liesInWorkspace.ts';
import { findSource, openSource, type Source } from './references.ts';
import { addressed, resolveReference } from './resolveReference.ts';
import type { Chosen } from './selection.ts';
import { findService } from './services.ts';

/** What is known of how an image was made: from its own metadata, from the ledger by its hash, else from the lock file. */
export interface Provenance {
  readonly source: Source;
  readonly record: ImageRecord | undefined;
  readonly entry: LedgerEntry | undefined;
  /** `record` is what the lock file beside it says of these very bytes. */
  readonly isLocked: boolean;
}

export async function provenanceOf(
  app: Pick<App, 'ledger' | 'locks' | 'download'>,
  uri: vscode.Uri,
): Promise<Provenance> {
  const source = await openSource(uri, app.download);
  const sha256 = await hashOf(source.content);
  const ledger = await app.ledger.read();
  const entry = ledger.findLast(({ file }) => file.sha256 === sha256);
  const own = recordOf(source.facts);
  const isUnknown = !entry && own?.prompt === undefined;
  const locked = isUnknown ? await app.locks.recordOf(uri, () => Promise.resolve(sha256)) : undefined;
  return { source, record: locked ?? own, entry, isLocked: locked !== undefined };
}

/** The request that an image says, or is known, to come from. Undefined: it is not known. */
export async function requestOf({ source, record, entry }: Provenance): Promise<Request | undefined> {
  if (entry) return requestOfEntry(entry);
  return record?.prompt === undefined ? undefined : requestOfRecord(record, source.uri);
}

export interface Request {
  readonly options: ImageOptions;
  /** What goes along with the prompt, for the person to see before it does. */
  readonly notes: readonly string[];
  /** Named by a file that may come from anywhere, so a person has to accept it. */
  readonly suggestion?: Chosen;
}

/** What this machine remembers: the request as its person made it, with everything in it. */
export function requestOfEntry({ summary }: Pick<LedgerEntry, 'summary'>): Request {
  const images = summary.sources.map((each) => each.uri);
  const options = parseOptions({
    ...(summary.options ?? optionsAmong(withoutOwnSeed(summary.asked, summary.provider))),
    prompt: summary.prompt,
    provider: summary.provider,
    model: summary.model,
    ...(images.length > 0 ? { images } : {}),
  });
  const { mask, parameters } = options;
  const notes = [
    ...summary.sources.map((each) => t('Sends: {0}', pathForPeople(addressed(each.uri)))),
    ...(mask === undefined ? [] : [t('Sends: {0}', pathForPeople(mask))]),
    ...(parameters === undefined ? [] : [t('Parameters: {0}', shown(JSON.stringify(parameters), longestShown))]),
  ];
  return { options, notes };
}

/**
 * What a file says of itself. It may come from anywhere: only its prompt and its options are taken as they are, only
 * references inside the workspace, and its provider and model are a suggestion. What goes along is shown first.
 */
async function requestOfRecord(record: ImageRecord, uri: vscode.Uri): Promise<Request> {
  const named = record.sourceImages ?? [];
  const found = await Promise.all(named.map((image) => insideWorkspace(image, uri)));
  const images = found.filter((each) => each !== undefined);
  const missing = named.filter((_, index) => found[index] === undefined);
  const asked = withoutOwnSeed(record.parameters ?? {}, record.provider);
  const shape = optionsAmong(asked, shapeOptions);
  const others = shortOnes(optionsAmong(asked, otherOptions));
  const service = record.provider === undefined ? undefined : findService(record.provider);
  const model =
    service && record.model !== undefined && /^[\w./:@-]{1,200}$/.test(record.model) ? record.model : undefined;
  return {
    options: {
      ...parseOptions({ ...shape, ...others }),
      ...(record.prompt === undefined ? {} : { prompt: record.prompt }),
      ...(images.length > 0 ? { images: images.map((image) => image.toString(true)) } : {}),
    },
    notes: [
      ...images.map((image) => t('Sends: {0}', pathForPeople(image))),
      ...(Object.keys(others).length > 0 ? [t('Parameters: {0}', JSON.stringify(others))] : []),
      ...missing.map((image) => t('Not in this workspace, so not sent: {0}', shown(image))),
    ],
    ...(service && model !== undefined ? { suggestion: { service, model: findModel(service, model) } } : {}),
  };
}

/** The file that a path in a file's metadata names, if it really lies in the workspace. */
export async function insideWorkspace(image: string, near: vscode.Uri): Promise<vscode.Uri | undefined> {
  const segments = image.split('/');
  if (image === '' || /[\\:]/.test(image) || segments.some((each) => each === '' || each === '..')) return undefined;
  const uri = await resolveReference(image, near);
  const isThere = await findSource(uri).then(
    () => true,
    () => false,
  );
  return isThere && (await liesInWorkspace(uri)) ? uri : undefined;
}

/** Characters of a row in the prompt box. */
const longestShown = 200;

const shapeOptions = ['aspectRatio', 'resolution', 'size'];
const otherOptions = ['seed', 'quality', 'background', 'outputFormat', 'negativePrompt'];

/** Options that can be seen whole in the row which shows them. */
function shortOnes(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const longest = longestShown / otherOptions.length;
  const isSeen = (text: string) => shown(text, longest) === text;
  return Object.fromEntries(Object.entries(options).filter(([, value]) => isSeen(JSON.stringify(value))));
}

/** Of what was asked only what is an option of these, and of a form that it may have. */
function optionsAmong(
  asked: Readonly<Record<string, unknown>>,
  among: readonly string[] = [...shapeOptions, ...otherOptions],
): Record<string, unknown> {
  return Object.fromEntries(
    among.flatMap((name) => {
      const value = asked[name];
      return value !== undefined && isOption(name, value) ? [[name, value]] : [];
    }),
  );
}

/** Sketch records the seed that it chose by itself: the same again would be the same picture. */
function withoutOwnSeed(asked: JsonObject, provider: string | undefined): JsonObject {
  return provider === 'sketch' ? Object.fromEntries(Object.entries(asked).filter(([name]) => name !== 'seed')) : asked;
}

function isOption(name: string, value: unknown): boolean {
  try {
    parseOptions({ [name]: value });
    return true;
  } catch {
    return false;
  }
}
