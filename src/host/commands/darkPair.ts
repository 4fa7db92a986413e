import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AssetOptions } from '../../core/assets/options.ts';
import { darkLinks, darkTag } from '../../core/assets/tags.ts';
import { seenSize } from '../../core/image/facts.ts';
import { recordOf } from '../../core/image/metadata.ts';
import { finished, safePart } from '../../core/naming/slug.ts';
import type { ImageOptions } from '../../core/options.ts';
import type { ImageResult } from '../../core/result.ts';
import type { App } from '../app.ts';
import type { MadeSet } from '../assets/finishSet.ts';
import { namedBy, type Page } from '../assets/page.ts';
import { siteRootsOf } from '../assets/siteRoots.ts';
import { baseName, pathForPeople } from '../files.ts';
import type { Source } from '../references.ts';
import { addressOf } from '../resolveReference.ts';
import { showResult, withNotices } from '../ui/showResult.ts';
import { offerTags } from '../ui/tellAboutSet.ts';
import { withPrompt } from './doors.ts';

/** What is asked of the model where nobody says otherwise; models read English best. */
const defaultPrompt =
  'The same picture for dark backgrounds: keep the composition, every shape and all text exactly; ' +
  'make the background dark and light parts bright enough to be seen on it';

/** What came, with the older way of GitHub's Markdown beside the tags. */
export interface DarkPair extends MadeSet {
  readonly links: string;
}

/** Asks for a dark version with the prompt box, as an edit does: what it costs is the model's price. */
export async function darkPairInUi(
  app: App,
  source: Source,
  options: AssetOptions,
  page: Page | undefined,
): Promise<DarkPair | undefined> {
  const roots = await siteRootsOf(source.uri);
  const box = {
    title: t('Dark Version of {0}', pathForPeople(source.uri)),
    placeholder: t('Say what the dark version should be like, then press Enter'),
    action: t('Edit'),
    shape: {},
    noShape: t('as a rule the original’s'),
    place: { near: source.uri, isEdit: true },
  };
  return withPrompt(app, box, optionsFor(source, options), async (filled) => {
    const result = await app.maker.make({
      kind: 'edit',
      door: 'ui',
      options: filled,
      near: source.uri,
      ...beside(source),
    });
    await showResult(result, source.uri);
    const made = madeOf(result, source, page, roots);
    const place = { page, image: source.uri, isForHead: false, links: made.links };
    void offerTags(withNotices(t('{0} is made.', result.images[0]?.path ?? ''), result), made.tags, place);
    return made;
  });
}

/** For a caller: nobody is asked, but for the confirmation of what costs money. */
export async function callForDarkPair(app: App, source: Source, options: AssetOptions): Promise<DarkPair> {
  const filled = optionsFor(source, options);
  const roots = await siteRootsOf(source.uri);
  const folder = options.folder === undefined ? beside(source) : {};
  const result = await app.maker.make({ kind: 'edit', door: 'call', options: filled, near: source.uri, ...folder });
  return madeOf(result, source, undefined, roots);
}

function optionsFor({ uri }: Source, { prompt = defaultPrompt, provider, model, folder }: AssetOptions): ImageOptions {
  return { prompt, provider, model, folder, images: [addressOf(uri)], fileName: `${stemOf(uri)}-dark` };
}

function stemOf(uri: vscode.Uri): string {
  return finished(safePart(baseName(uri).replace(/(?<=.)\.[^.]*$/su, '')));
}

/** A pair lies together, wherever else edits go. An original outside of the workspace stays alone. */
function beside({ uri }: Source): { readonly folder?: vscode.Uri } {
  return vscode.workspace.getWorkspaceFolder(uri) ? { folder: vscode.Uri.joinPath(uri, '..') } : {};
}

function madeOf(
  { images }: ImageResult,
  source: Source,
  page: Page | undefined,
  roots: readonly vscode.Uri[],
): DarkPair {
  const files = images.map(({ uri, path, mediaType, width, height, bytes }) => ({
    uri,
    path,
    mediaType,
    width,
    height,
    bytes,
  }));
  const [dark] = images;
  if (!dark) return { files, skipped: [], tags: '', links: '' };
  const uri = vscode.Uri.parse(dark.uri, true);
  const named = namedBy(page, roots);
  const alt = recordOf(source.facts)?.prompt ?? '';
  const light = { path: named(source.uri), ...seenSize(source.facts) };
  const links = darkLinks(light.path, named(uri), alt).join('\n');
  return { files, skipped: [], tags: darkTag(light, named(uri), alt).join('\n'), links };
}
