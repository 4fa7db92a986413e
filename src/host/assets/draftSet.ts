import { t } from '@vscode/l10n';
import { allBytes, bytesInMemory, type ByteSource } from '../../base/bytes.ts';
import { EaselError } from '../../base/errors.ts';
import { extensionOf, writableFormat, type WritableFormat } from '../../base/media.ts';
import { sizeText, type Size } from '../../base/shape.ts';
import { assetsOf, type Asset, type LocalSet, type Master } from '../../core/assets/recipe.ts';
import { icoFile } from '../../core/image/ico.ts';
import { seenSize, type ImageFacts } from '../../core/image/facts.ts';
import { canEmbed, embed, type ImageRecord } from '../../core/image/metadata.ts';
import { probeBytes } from '../../core/image/probe.ts';
import { spliced } from '../../core/image/spliced.ts';
import { finished, safePart } from '../../core/naming/slug.ts';
import type { Converted } from '../../core/ports.ts';
import { derivedRecord, labelOnly, lossesOf } from '../derivedRecord.ts';
import { baseName, pathForPeople } from '../files.ts';
import type { ImageWorker } from '../images/imageWorker.ts';
import type { Source } from '../references.ts';

/** A file of a set, made and not yet written. */
export interface DraftFile extends Size {
  readonly asset: Asset;
  /** Without its dot. */
  readonly extension: string;
  readonly mediaType: string;
  readonly content: ByteSource;
}

export interface DraftSet {
  readonly files: readonly DraftFile[];
  /** What the master would have to be enlarged for. */
  readonly tooSmall: readonly Asset[];
  /** How the master goes best into another shape. */
  readonly fit: 'crop' | 'pad';
  /** What the files do not have of the image any more, as sentences. */
  readonly losses: readonly string[];
}

/**
 * Makes the files of a set in memory.
 * @throws EaselError `invalidRequest` when the image cannot be used or none of them can be made of it, `cancelled`
 */
export async function draftSet(
  set: LocalSet,
  source: Source,
  forms: 'all' | 'best',
  worker: ImageWorker,
  signal?: AbortSignal,
): Promise<DraftSet> {
  const master = masterOf(source);
  if (set === 'webp' && master.format === 'webp') throw isWebp(source);
  const assets = assetsOf(set, master, forms);
  const recipes = assets.flatMap((asset) => asset.recipes);
  const { pictures, fit } = await worker.assets({ bytes: await allBytes(source.content), recipes }, signal);
  const record = derivedRecord(source, { assetSet: set });
  // An icon of a few hundred bytes has no room for a prompt.
  const label = record && set === 'favicon' ? labelOnly(record) : record;
  const files: DraftFile[] = [];
  const tooSmall: Asset[] = [];
  let next = 0;
  for (const asset of assets) {
    const made = pictures.slice(next, (next += asset.recipes.length)).filter((picture) => picture !== undefined);
    const [first] = made;
    if (!first || made.length < asset.recipes.length) tooSmall.push(asset);
    else files.push(asset.isIcon ? iconFile(asset, made) : pictureFile(asset, first, label));
  }
  if (files.length === 0) throw allTooSmall(source, tooSmall);
  return { files, tooSmall, fit, losses: await lossesOf(source) };
}

/** "favicon.ico" */
export function fileNameOf({ asset, extension }: Pick<DraftFile, 'asset' | 'extension'>): string {
  return `${asset.name}.${extension}`;
}

/** The name that a file would have had. */
export function plannedName({ name, isIcon, recipes }: Asset): string {
  const [recipe] = recipes;
  return `${name}.${isIcon || !recipe ? 'ico' : extensionOf(`image/${recipe.format}`)}`;
}

/** The names that other tools look for, of the files of a set. */
export function fixedNames(set: LocalSet, source: Source): readonly string[] {
  return assetsOf(set, masterOf(source), 'all')
    .filter(({ isFixed }) => isFixed)
    .map(plannedName);
}

/** The size of its largest picture. */
export function plannedSize({ recipes }: Asset): Size {
  return recipes.at(-1) ?? { width: 0, height: 0 };
}

function masterOf({ uri, facts }: Source): Master {
  const name = baseName(uri);
  const stem = finished(safePart(name.replace(/(?<=.)\.[^.]*$/su, '')));
  return { stem, format: formatOf(facts), ...seenSize(facts) };
}

/** The worker refuses in words what it cannot decode. */
function formatOf({ mediaType }: ImageFacts): WritableFormat {
  return writableFormat(extensionOf(mediaType)) ?? 'png';
}

function iconFile(asset: Asset, pictures: readonly Converted[]): DraftFile {
  const icon = icoFile(pictures.map(({ bytes, width, height }) => ({ png: bytes, width, height })));
  const content = bytesInMemory(icon);
  return { asset, extension: 'ico', mediaType: 'image/x-icon', content, ...plannedSize(asset) };
}

function pictureFile(asset: Asset, picture: Converted, record: ImageRecord | undefined): DraftFile {
  const { bytes, mediaType, width, height } = picture;
  const facts = probeBytes(bytes);
  const plain = bytesInMemory(bytes);
  const content = record && canEmbed(facts) ? spliced(plain, embed(facts, record)) : plain;
  return { asset, extension: extensionOf(mediaType), mediaType, content, width, height };
}

function allTooSmall({ uri, facts }: Source, assets: readonly Asset[]): EaselError {
  const sizes = assets.map(plannedSize).sort((a, b) => a.width - b.width || a.height - b.height);
  return new EaselError({
    code: 'invalidRequest',
    what: t(
      '{0} is {1} pixels large; the smallest file of this set has {2}, and Easel enlarges nothing.',
      pathForPeople(uri),
      sizeText(seenSize(facts)),
      sizeText(sizes[0] ?? seenSize(facts)),
    ),
    money: 'free',
    next: t('Use a larger image.'),
  });
}

function isWebp({ uri }: Source): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('{0} is WebP already.', pathForPeople(uri)),
    money: 'free',
    next: t('Choose a PNG or JPEG image.'),
  });
}
