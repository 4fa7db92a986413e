import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import * as v from 'valibot';
import { EaselError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import type { ImageFacts } from '../../core/image/facts.ts';
import type { ImageRecord } from '../../core/image/metadata.ts';
import { recordOf } from '../../core/image/metadata.ts';
import { shown } from '../../core/naming/shown.ts';
import { parseOptions, type ImageOptions } from '../../core/options.ts';
import type { LedgerEntry } from '../../core/ports.ts';
import type { ImageResult } from '../../core/result.ts';
import { findModel } from '../../providers/index.ts';
import { findService } from '../services.ts';
import type { App } from '../app.ts';
import { activeResource } from '../destination.ts';
import { pathForPeople } from '../files.ts';
import { hashOf } from '../hash.ts';
import { requireTrust } from '../maker.ts';
import { findSource, openSource, type Source } from '../references.ts';
import { resolveReference } from '../resolveReference.ts';
import type { Chosen } from '../selection.ts';
import { showResult } from '../ui/showResult.ts';
import { show } from '../ui/viewer.ts';
import { fromUi, shapeOf, withPrompt } from './doors.ts';

const argumentSchema = v.object({ image: v.optional(v.string()) });

/** What is known of how an image was made: from its own metadata, else from the ledger by its hash. */
interface Provenance {
  readonly source: Source;
  readonly record: ImageRecord | undefined;
  readonly entry: LedgerEntry | undefined;
}

/** `easel.showProvenance` */
export async function showProvenance(app: App, argument: unknown): Promise<void> {
  await fromUi(app, async () => {
    const uri = await imageOf(argument);
    const text = describe(await provenanceOf(app, uri));
    await show(t('How {0} was made', nameOf(uri)), text, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
    });
  });
}

/** `easel.regenerate`: the same request again, prompt editable. */
export function regenerate(app: App, argument: unknown): Promise<ImageResult | undefined> {
  return fromUi(app, async () => {
    requireTrust();
    const uri = await imageOf(argument);
    const { record, entry } = await provenanceOf(app, uri);
    const request = entry ? requestOfEntry(entry) : record && (await requestOfRecord(record, uri));
    if (request?.options.prompt === undefined) throw unknownOrigin(uri);
    const { options, notes, suggestion } = request;
    const box = {
      title: t('Regenerate {0}', pathForPeople(uri)),
      placeholder: t('Change the prompt if you like, then press Enter'),
      action: t('Generate'),
      shape: shapeOf(options) ?? {},
      notes,
      ...(suggestion ? { suggestion } : {}),
    };
    return withPrompt(app, box, options, async (filled) => {
      const [original] = filled.images ?? [];
      const kind = original === undefined ? 'generate' : 'edit';
      // Named after the same original, and put where the first one was.
      const near = original === undefined ? uri : await resolveReference(original, uri);
      const result = await app.maker.make({ kind, door: 'ui', options: filled, near });
      await showResult(result, uri);
      return result;
    });
  });
}

async function imageOf(argument: unknown): Promise<vscode.Uri> {
  const item = argument as { resourceUri?: unknown } | undefined;
  if (argument instanceof vscode.Uri) return argument;
  if (item?.resourceUri instanceof vscode.Uri) return item.resourceUri;
  const named = v.safeParse(argumentSchema, argument);
  if (named.success && named.output.image !== undefined) return resolveReference(named.output.image, undefined);
  const active = activeResource();
  if (active && /\.(png|jpe?g|webp|gif|avif)$/i.test(active.path)) return active;
  throw new EaselError({
    code: 'invalidRequest',
    what: t('No image is open.'),
    money: 'free',
    next: t('Right-click an image in the Explorer, or open one first.'),
  });
}

async function provenanceOf(app: App, uri: vscode.Uri): Promise<Provenance> {
  const source = await openSource(uri, app.download);
  const sha256 = await hashOf(source.content);
  const ledger = await app.ledger.read();
  return { source, record: recordOf(source.facts), entry: ledger.findLast((entry) => entry.file.sha256 === sha256) };
}

interface Request {
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
    ...summary.sources.map((each) => t('Sends: {0}', each.path)),
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
async function insideWorkspace(image: string, near: vscode.Uri): Promise<vscode.Uri | undefined> {
  const segments = image.split('/');
  if (image === '' || /[\\:]/.test(image) || segments.some((each) => each === '' || each === '..')) return undefined;
  const uri = await resolveReference(image, near);
  const root = vscode.workspace.getWorkspaceFolder(uri);
  const isThere = await findSource(uri).then(
    () => true,
    () => false,
  );
  if (!root || !isThere) return undefined;
  if (uri.scheme !== 'file') return uri;
  const inside = path.relative(await fs.realpath(root.uri.fsPath), await fs.realpath(uri.fsPath));
  return inside.startsWith('..') || path.isAbsolute(inside) ? undefined : uri;
}

function unknownOrigin(uri: vscode.Uri): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('How {0} was made is not known here.', pathForPeople(uri)),
    money: 'free',
    next: t('Use “Easel: Edit Image…” to make a new one from it.'),
  });
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

function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** As a viewer shows it: turned as its EXIF tag says. */
function uprightSize({ width, height, orientation = 1 }: ImageFacts): string {
  return orientation >= 5 ? `${height} × ${width}` : `${width} × ${height}`;
}

function describe({ source, record, entry }: Provenance): string {
  const { facts, uri } = source;
  const summary = entry?.summary;
  const prompt = record?.prompt ?? summary?.prompt;
  const rows: [string, string | undefined][] = [
    [t('Provider'), record?.provider ?? summary?.provider],
    [t('Model'), record?.model ?? summary?.model],
    [t('Made'), entry ? new Date(entry.at).toLocaleString(vscode.env.language) : undefined],
    [t('Size'), `${uprightSize(facts)}, ${facts.mediaType}`],
    [t('Parameters'), jsonOf(record?.parameters ?? summary?.asked)],
    [t('References'), (record?.sourceImages ?? summary?.sources.map((each) => each.path))?.join(', ')],
    [t('Placeholder'), record?.placeholder ? t('yes, painted by Sketch') : undefined],
    [t('Signed provenance (C2PA)'), facts.hasC2pa ? t('yes') : undefined],
    [t('Found in'), record ? t('the file’s own metadata') : entry ? t('Easel’s ledger on this machine') : undefined],
  ];
  const known = rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== '');
  return [
    pathForPeople(uri),
    '',
    ...(prompt === undefined
      ? [t('How this image was made is not known here.')]
      : prompt.split(/\r?\n/).map((line) => `> ${inert(line)}`)),
    '',
    ...known.map(([name, value]) => `${name}: ${inert(value)}`),
    '',
  ].join('\n');
}

/** Text of a file of unknown origin, without what could hide or turn around what follows it. */
function inert(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

function jsonOf(value: object | undefined): string | undefined {
  return value && Object.keys(value).length > 0 ? JSON.stringify(value) : undefined;
}
