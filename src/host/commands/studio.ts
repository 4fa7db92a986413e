import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { activeResource } from '../destination.ts';
import type { Studio } from '../studio/studio.ts';
import { clickedUri, noImageOpen } from './clickedImage.ts';
import { fromUi } from './doors.ts';

/** `easel.openInStudio`: on the image in front, or of the view "Images and Jobs". */
export async function openInStudio(app: App, studio: () => Studio, argument: unknown): Promise<void> {
  await fromUi(app, async () => {
    const uri = clickedUri(argument) ?? activeResource();
    if (!uri) throw noImageOpen();
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
    if (uris.length === 0) throw noImageOpen();
    await studio().addReferences(uris);
  });
}
