import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import * as v from 'valibot';
import { EaselError } from '../../base/errors.ts';
import type { ImageFacts } from '../../core/image/facts.ts';
import { lockFileName } from '../../core/lock/lock.ts';
import { inert } from '../../core/naming/shown.ts';
import type { ImageResult } from '../../core/result.ts';
import type { App } from '../app.ts';
import { activeResource } from '../destination.ts';
import { offerInstead } from '../docs/useInstead.ts';
import { pathForPeople } from '../files.ts';
import { requireTrust } from '../maker.ts';
import { provenanceOf, requestOf, type Provenance } from '../provenance.ts';
import { resolveReference } from '../resolveReference.ts';
import { showResult } from '../ui/showResult.ts';
import { show } from '../ui/viewer.ts';
import { clickedUri, noImageOpen } from './clickedImage.ts';
import { fromUi, shapeOf, withPrompt } from './doors.ts';

const argumentSchema = v.object({ image: v.optional(v.string()) });

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
    const request = await requestOf(await provenanceOf(app, uri));
    if (!request) throw unknownOrigin(uri);
    const { options, notes, suggestion } = request;
    const box = {
      title: t('Regenerate {0}', pathForPeople(uri)),
      placeholder: t('Change the prompt if you like, then press Enter'),
      action: t('Generate'),
      shape: shapeOf(options) ?? {},
      notes,
      place: { near: uri, isEdit: (options.images ?? []).length > 0 },
      ...(suggestion ? { suggestion } : {}),
    };
    return withPrompt(app, box, options, async (filled) => {
      const [original] = filled.images ?? [];
      const kind = original === undefined ? 'generate' : 'edit';
      // Named after the same original, and put where the first one was.
      const near = original === undefined ? uri : await resolveReference(original, uri);
      const offer = offerInstead(app, uri);
      const result = await app.maker.make({ kind, door: 'ui', options: filled, near });
      await showResult(result, uri);
      offer(result);
      return result;
    });
  });
}

async function imageOf(argument: unknown): Promise<vscode.Uri> {
  const clicked = clickedUri(argument);
  if (clicked) return clicked;
  const named = v.safeParse(argumentSchema, argument);
  if (named.success && named.output.image !== undefined) return resolveReference(named.output.image, undefined);
  const active = activeResource();
  if (active && /\.(png|jpe?g|webp|gif|avif)$/i.test(active.path)) return active;
  throw noImageOpen();
}

function unknownOrigin(uri: vscode.Uri): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('How {0} was made is not known here.', pathForPeople(uri)),
    money: 'free',
    next: t('Use “Easel: Edit Image…” to make a new one from it.'),
  });
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** As a viewer shows it: turned as its EXIF tag says. */
function uprightSize({ width, height, orientation = 1 }: ImageFacts): string {
  return orientation >= 5 ? `${height} × ${width}` : `${width} × ${height}`;
}

function describe({ source, record, entry, isLocked }: Provenance): string {
  const { facts, uri } = source;
  const summary = entry?.summary;
  const prompt = record?.prompt ?? summary?.prompt;
  const rows: [string, string | undefined][] = [
    [t('Provider'), record?.provider ?? summary?.provider],
    [t('Model'), record?.model ?? summary?.model],
    [t('Made'), entry ? new Date(entry.at).toLocaleString(vscode.env.language) : undefined],
    [t('Size'), `${uprightSize(facts)}, ${facts.mediaType}`],
    [t('Parameters'), jsonOf(record?.parameters ?? summary?.asked)],
    [t('Style'), record?.style ?? summary?.styles?.map((each) => each.text).join('\n\n')],
    [t('References'), (record?.sourceImages ?? summary?.sources.map((each) => each.path))?.join(', ')],
    [t('Placeholder'), record?.placeholder ? t('yes, painted by Sketch') : undefined],
    [t('Signed provenance (C2PA)'), facts.hasC2pa ? t('yes') : undefined],
    [t('Found in'), foundIn({ record, entry, isLocked })],
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

function foundIn({ record, entry, isLocked }: Omit<Provenance, 'source'>): string | undefined {
  if (isLocked) return lockFileName;
  return record ? t('the file’s own metadata') : entry ? t('Easel’s ledger on this machine') : undefined;
}

function jsonOf(value: object | undefined): string | undefined {
  return value && Object.keys(value).length > 0 ? JSON.stringify(value) : undefined;
}
