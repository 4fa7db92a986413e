import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { bytesInMemory } from '../../base/bytes.ts';
import { EaselError } from '../../base/errors.ts';
import type { Model } from '../../base/provider.ts';
import { seenSize } from '../../core/image/facts.ts';
import { ImageProbe } from '../../core/image/probe.ts';
import type { Region } from '../../core/job.ts';
import { pathForPeople } from '../files.ts';
import { hashOf } from '../hash.ts';
import { requireComposable } from '../region.ts';
import type { StudioFolders } from './folders.ts';
import { writeOwn } from './ownFiles.ts';
import { openImage } from './shownImages.ts';

/**
 * Keeps a mask that a page has drawn, under the hash of its bytes: whoever makes the same again finds it.
 * @returns The image that it is for, and the mask, as they are now.
 * @throws EaselError `invalidRequest` when it is no PNG of the image's upright size, or the image is one in which nothing
 *   can be kept as it is
 */
export async function keepMask(
  { mask: bytes, keepsOutside }: { readonly mask: Uint8Array; readonly keepsOutside: boolean },
  image: vscode.Uri,
  folders: StudioFolders,
): Promise<Region> {
  const original = await openImage(image);
  if (keepsOutside) await requireComposable(original);
  const probe = new ImageProbe();
  probe.push(bytes);
  const facts = probe.finish();
  if (facts.kind !== 'image' || !facts.complete || facts.mediaType !== 'image/png') {
    throw unusable(t('The marked region did not arrive whole.'));
  }
  const size = seenSize(original.facts);
  if (facts.width !== size.width || facts.height !== size.height) {
    throw unusable(
      t(
        'The region is {0} pixels large, but {1} is {2}.',
        `${facts.width}x${facts.height}`,
        pathForPeople(image),
        `${size.width}x${size.height}`,
      ),
    );
  }
  const sha256 = await hashOf(bytesInMemory(bytes));
  const file = path.join(await folders.at('masks'), `${sha256}.png`);
  await writeOwn(file, bytes);
  return {
    original: { uri: image.toString(), sha256: await hashOf(original.content) },
    mask: { uri: vscode.Uri.file(file).toString(), sha256 },
  };
}

/**
 * The option with which a model is told of a region. One that has no mask is not: Easel itself keeps what lies outside.
 * Where that is not wanted either, the plan says that the mask was not sent.
 */
export function maskFor({ capabilities }: Model, { mask }: Region, keepsOutside: boolean): { readonly mask?: string } {
  return capabilities.mask || !keepsOutside ? { mask: mask.uri } : {};
}

function unusable(what: string): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what,
    money: 'notSent',
    next: t('Open the image again and mark the region once more.'),
  });
}
