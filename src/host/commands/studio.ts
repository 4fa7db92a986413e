import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError } from '../../base/errors.ts';
import type { App } from '../app.ts';
import { activeResource } from '../destination.ts';
import type { Studio } from '../studio/studio.ts';
import { fromUi } from './doors.ts';

/** `easel.openInStudio`: on the image in front, or of the view "Images and Jobs". */
export async function openInStudio(app: App, studio: () => Studio, argument: unknown): Promise<void> {
  await fromUi(app, async () => {
    const item = argument as { resourceUri?: unknown } | undefined;
    const named = argument instanceof vscode.Uri ? argument : item?.resourceUri;
    const uri = named instanceof vscode.Uri ? named : activeResource();
    if (!uri) throw noImage();
    await studio().showImage(uri);
  });
}

/** `easel.useAsReference`: images of the Explorer's selection, in its order. */
export async function useAsReference(
  app: App,
  studio: () => Studio,
  argument: unknown,
  selection: unknown,
): Promise<void> {
  await fromUi(app, async () => {
    const uris = (Array.isArray(selection) ? selection : [argument]).filter((each) => each instanceof vscode.Uri);
    if (uris.length === 0) throw noImage();
    await studio().addReferences(uris);
  });
}

function noImage(): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what: t('No image is open.'),
    money: 'free',
    next: t('Right-click an image in the Explorer, or open one first.'),
  });
}
