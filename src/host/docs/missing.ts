import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { writableFormat } from '../../base/media.ts';
import type { Size } from '../../base/shape.ts';
import { pathForPeople } from '../files.ts';
import type { Docs } from './docs.ts';
import type { NamedImage } from './documentImages.ts';
import type { Fillable } from './fillList.ts';

/** An image file that documents name and that is not there. */
export interface MissingImage extends Fillable {
  /** What the documents name now. `uri` differs where Easel cannot write that format: the links follow. */
  readonly named: vscode.Uri;
  /** What the document says of it, whatever becomes of the prompt. */
  readonly alt: string;
  /** The document that it is made for. */
  readonly near: vscode.Uri;
  /** Every document that names it. */
  readonly documents: readonly vscode.Uri[];
  /** CSS pixels of its place, where a document says so. */
  readonly place?: Size;
}

/** The missing ones among images of documents: each file once, in the order of the documents. */
export function missingAmong(images: readonly NamedImage[]): readonly MissingImage[] {
  const byFile = new Map<string, NamedImage[]>();
  for (const each of images) {
    if (each.exists || !each.file || !isImageName(each.file.path)) continue;
    const key = each.file.toString();
    byFile.set(key, [...(byFile.get(key) ?? []), each]);
  }
  const all = [...byFile.values()].flatMap((links) => {
    const [first] = links;
    return first?.file ? [missingImage(links, first, first.file)] : [];
  });
  // Where "hero.svg" would become a "hero.png" that is missing itself, one of them is enough for now.
  const names = new Set<string>();
  return all.filter(({ uri }) => names.size < names.add(uri.toString()).size);
}

function missingImage(links: readonly NamedImage[], first: NamedImage, named: vscode.Uri): MissingImage {
  const uri = writableUri(named);
  const documents = [...new Map(links.map(({ document }) => [document.toString(), document])).values()];
  const sized = links.find(({ image: { width, height } }) => width !== undefined && height !== undefined);
  const alt = links.map(({ image }) => image.alt?.trim() ?? '').find((each) => each !== '') ?? '';
  const { width = 0, height = 0 } = sized?.image ?? {};
  const place = width > 0 && height > 0 ? { width, height } : undefined;
  const about = [
    ...(uri === named ? [] : [t('instead of {0}', nameOf(named))]),
    ...(place ? [`${width} × ${height}`] : []),
    ...(documents.length > 1 ? [t('{0} documents', documents.length)] : []),
  ];
  return {
    uri,
    named,
    path: pathForPeople(uri),
    prompt: alt,
    alt,
    about: about.join(' · '),
    near: first.document,
    documents,
    ...(place ? { place } : {}),
  };
}

/** Those of which there is still no file, by a new look at the disk: somebody may have made them meanwhile. */
export async function stillMissing<Image extends MissingImage>(
  { files }: Pick<Docs, 'files'>,
  missing: readonly Image[],
): Promise<readonly Image[]> {
  const isThere = async (uri: vscode.Uri) => {
    files.forget(uri);
    return files.isFile(uri);
  };
  const there = await Promise.all(missing.map(async ({ uri, named }) => (await isThere(uri)) || isThere(named)));
  return missing.filter((_, index) => !there[index]);
}

/** Formats that people link to. A name without any, or with one that is no image's, is a mistake that no image mends. */
const imageName = /\.(png|jpe?g|jpe|jfif|webp|gif|avif|bmp|tiff?|svg|heic|ico)$/i;

export function isImageName(path: string): boolean {
  return imageName.test(path);
}

/** The same place as a PNG, where Easel cannot write the format. */
function writableUri(named: vscode.Uri): vscode.Uri {
  const extension = /\.([^./]+)$/.exec(named.path)?.[1] ?? '';
  if (writableFormat(extension) !== undefined) return named;
  return named.with({ path: named.path.replace(/\.[^./]+$/, '.png') });
}

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
