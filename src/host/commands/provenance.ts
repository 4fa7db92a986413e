import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import * as v from 'valibot';
import { EaselError } from '../../base/errors.ts';
import type { ImageRecord } from '../../core/image/metadata.ts';
import { recordOf } from '../../core/image/metadata.ts';
import { parseOptions, type ImageOptions } from '../../core/options.ts';
import type { LedgerEntry } from '../../core/ports.ts';
import type { ImageResult } from '../../core/result.ts';
import type { App } from '../app.ts';
import { activeResource } from '../destination.ts';
import { pathForPeople } from '../files.ts';
import { hashOf } from '../hash.ts';
import { requireTrust } from '../maker.ts';
import { openSource, type Source } from '../references.ts';
import { resolveReference } from '../resolveReference.ts';
import { showResult } from '../ui/showResult.ts';
import { fromUi, withPrompt } from './doors.ts';

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
    const found = await provenanceOf(app, uri);
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: describe(found) });
    await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
  });
}

/** `easel.regenerate`: the same request again, prompt editable. */
export function regenerate(app: App, argument: unknown): Promise<ImageResult | undefined> {
  return fromUi(app, async () => {
    requireTrust();
    const uri = await imageOf(argument);
    const found = await provenanceOf(app, uri);
    const options = requestOf(found, uri);
    const box = {
      title: t('Regenerate {0}', pathForPeople(uri)),
      placeholder: t('Change the prompt if you like, then press Enter'),
      action: t('Generate'),
    };
    return withPrompt(app, box, options, async (filled) => {
      const kind = (filled.images ?? []).length > 0 ? 'edit' : 'generate';
      const result = await app.maker.make({ kind, door: 'ui', options: filled, near: uri });
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

function requestOf({ record, entry }: Provenance, uri: vscode.Uri): ImageOptions {
  const prompt = record?.prompt ?? entry?.summary.prompt;
  if (prompt === undefined) {
    throw new EaselError({
      code: 'invalidRequest',
      what: t('How {0} was made is not known here.', pathForPeople(uri)),
      money: 'free',
      next: t('Use “Easel: Edit Image…” to make a new one from it.'),
    });
  }
  const provider = record?.provider ?? entry?.summary.provider;
  const model = record?.model ?? entry?.summary.model;
  const asked: Record<string, unknown> = { ...(record?.parameters ?? entry?.summary.asked) };
  const options = parseOptions(onlyOptions(asked));
  const images = entry?.summary.sources.map((each) => each.uri) ?? record?.sourceImages ?? [];
  return {
    ...options,
    prompt,
    ...(provider === undefined ? {} : { provider }),
    ...(model === undefined ? {} : { model }),
    ...(images.length > 0 ? { images: [...images] } : {}),
  };
}

/** Of what a file says about itself only what is an option; the file may come from anywhere. */
function onlyOptions(asked: Record<string, unknown>): Record<string, unknown> {
  const names = ['aspectRatio', 'resolution', 'size', 'quality', 'background', 'outputFormat', 'negativePrompt'];
  return Object.fromEntries(names.flatMap((name) => (typeof asked[name] === 'string' ? [[name, asked[name]]] : [])));
}

function describe({ source, record, entry }: Provenance): string {
  const { facts, uri } = source;
  const summary = entry?.summary;
  const prompt = record?.prompt ?? summary?.prompt;
  const rows: [string, string | undefined][] = [
    [t('Provider'), record?.provider ?? summary?.provider],
    [t('Model'), record?.model ?? summary?.model],
    [t('Made'), entry ? new Date(entry.at).toLocaleString(vscode.env.language) : undefined],
    [t('Size'), `${facts.width} × ${facts.height}, ${facts.mediaType}`],
    [t('Parameters'), jsonOf(record?.parameters ?? summary?.asked)],
    [t('References'), (record?.sourceImages ?? summary?.sources.map((each) => each.path))?.join(', ')],
    [t('Placeholder'), record?.placeholder ? t('yes, painted by Sketch') : undefined],
    [t('Signed provenance (C2PA)'), facts.hasC2pa ? t('yes') : undefined],
    [t('Found in'), record ? t('the file’s own metadata') : entry ? t('Easel’s ledger on this machine') : undefined],
  ];
  const known = rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== '');
  return [
    `# ${pathForPeople(uri)}`,
    '',
    ...(prompt === undefined
      ? [t('How this image was made is not known here.')]
      : prompt.split('\n').map((line) => `> ${line}`)),
    '',
    ...known.map(([name, value]) => `- **${name}**: ${value}`),
    '',
  ].join('\n');
}

function jsonOf(value: object | undefined): string | undefined {
  return value && Object.keys(value).length > 0 ? `\`${JSON.stringify(value)}\`` : undefined;
}
