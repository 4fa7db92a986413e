import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import type { LedgerEntry } from '../../core/ports.ts';
import type { KnownRequest, ShownImage, ThreadTurn } from '../../protocol/types.ts';
import { Anchor } from '../anchor.ts';
import type { App } from '../app.ts';
import { earlierTurns, type EarlierTurn } from '../conversation.ts';
import { useInstead } from '../docs/useInstead.ts';
import { pathForPeople } from '../files.ts';
import { followInLedger } from '../followInLedger.ts';
import { insertLinks } from '../insertLinks.ts';
import { requireTrust } from '../maker.ts';
import { provenanceOf, requestOf } from '../provenance.ts';
import { addressed, addressOf, isLink } from '../resolveReference.ts';
import { draftOf } from './drafts.ts';
import type { Some, StudioParts } from './handlers.ts';
import type { Page } from './pages.ts';
import { renameImage } from './renameImage.ts';
import { askInVsCode, removeImages, type AskToRemove } from './removeImages.ts';
import { columnBeside } from './studioColumn.ts';

type Names =
  'open' | 'insert' | 'useInstead' | 'copyLink' | 'copyPath' | 'reveal' | 'rename' | 'remove' | 'requestOf' | 'thread';

/** What can be done with one image that is there. */
export function resultCalls(app: App, studio: StudioParts, ask: AskToRemove = askInVsCode): Some<Names> {
  const { known, shown } = studio;
  return {
    async open({ uri }) {
      const viewColumn = columnBeside();
      // As a tab that stays: a preview would take the place of a document that is one itself, and Insert goes into that.
      await vscode.commands.executeCommand('vscode.open', known.require(uri), { viewColumn, preview: false });
      return null;
    },
    async insert({ uri }) {
      await insertImage(app, studio, known.require(uri));
      return null;
    },
    async useInstead({ uri, original }) {
      requireTrust();
      const { links } = await useInstead(app, known.require(original), known.require(uri));
      for (const card of studio.cards.list()) {
        const { original: shown, ...others } = card;
        if (shown?.uri === original) studio.cards.put(others);
      }
      return links;
    },
    async copyLink({ uri }) {
      await studio.links.copy(known.require(uri));
      return null;
    },
    async copyPath({ uri }) {
      await vscode.env.clipboard.writeText(pathForPeople(known.require(uri)));
      return null;
    },
    async reveal({ uri }) {
      const image = known.require(uri);
      const isInside = vscode.workspace.getWorkspaceFolder(image) !== undefined;
      await vscode.commands.executeCommand(isInside ? 'revealInExplorer' : 'revealFileInOS', image);
      return null;
    },
    async rename({ uri, name }, page) {
      const from = known.require(uri);
      const to = await renameImage(from, name);
      await followInLedger(app.ledger, [{ from, to }]);
      studio.fileMoved(from, to);
      return shown.of(to, page);
    },
    remove: ({ uris }) =>
      removeImages(
        uris.map((uri) => known.require(uri)),
        {
          ask,
          onRemoved: (uri) => {
            studio.fileMoved(uri, undefined);
            void app.locks.forget([uri]);
          },
        },
      ),
    requestOf: ({ uri }) => knownRequest(app, studio, known.require(uri)),
    async thread({ jobId }, page) {
      const ledger = await app.ledger.read();
      return Promise.all(earlierTurns(ledger, jobId).map((turn) => shownTurn(turn, ledger, studio, page)));
    },
  };
}

/** At the cursors of the text editor that was used last; its alternative text is the prompt. */
async function insertImage(app: App, { insertTarget, links }: StudioParts, image: vscode.Uri): Promise<void> {
  const { target } = insertTarget;
  if (!target) throw noDocument();
  const anchor = new Anchor(target.document, target.selections);
  try {
    const linked = await links.linked(image);
    if (!(await insertLinks(target, anchor, [linked], app.untitledLinks))) throw noDocument();
  } finally {
    anchor.dispose();
  }
}

async function knownRequest(app: App, { known }: StudioParts, image: vscode.Uri): Promise<KnownRequest | null> {
  const provenance = await provenanceOf(app, image);
  const request = await requestOf(provenance);
  if (!request) return null;
  const { options, suggestion } = request;
  const images = (options.images ?? []).map(addressed);
  // A link is sent on to its server: only one that this machine remembers has been agreed to.
  for (const each of images) if (!isLink(each) || provenance.entry) known.add(each);
  const { service, model } = suggestion ?? app.selection.resolve();
  return {
    draft: { ...draftOf(options), images: images.map(addressOf) },
    target: { provider: options.provider ?? service.id, model: options.model ?? model.id },
    isSuggestion: provenance.entry === undefined,
    isRegion: options.mask !== undefined || provenance.entry?.summary.region !== undefined,
  };
}

async function shownTurn(
  { job, prompt, references, images }: EarlierTurn,
  ledger: readonly LedgerEntry[],
  { shown }: StudioParts,
  page: Page,
): Promise<ThreadTurn> {
  const entry = ledger.find((each) => each.job === job);
  const { provider = '', model = '' } = entry?.summary ?? {};
  // What is gone, or a link, cannot be shown; the turn is told without it.
  const show = async (uris: readonly vscode.Uri[]): Promise<readonly ShownImage[]> => {
    const settled = await Promise.allSettled(uris.filter((uri) => !isLink(uri)).map((uri) => shown.of(uri, page)));
    return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  };
  return {
    jobId: job,
    prompt,
    target: { provider, model },
    at: entry?.at ?? 0,
    references: await show(references),
    images: await show(images),
  };
}

function noDocument(): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('There is no document to insert the image into.'),
    money: 'free',
    next: t('Open a Markdown or HTML document, put the cursor where the image belongs, and try again.'),
  });
}
