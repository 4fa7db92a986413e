import type { App } from '../app.ts';
import type { Studio } from '../studio/studio.ts';
import { switchProviderInPromptBox } from '../ui/promptBox.ts';
import { submitPrompt } from '../ui/promptEditor.ts';
import { fromUi } from './doors.ts';
import { makeAssetSet } from './assetSet.ts';
import { checkDocumentImages } from './checkImages.ts';
import { edit } from './edit.ts';
import { editStyle } from './editStyle.ts';
import { fillMissing } from './fillMissing.ts';
import { fixMissingImage } from './fixMissingImage.ts';
import { generate, generateHere } from './generate.ts';
import { illustrateSelection, insert } from './insert.ts';
import { showJobs } from './jobs.ts';
import { deleteKey, setKey, testKey } from './keys.ts';
import { selectModel } from './model.ts';
import { regenerate, showProvenance } from './provenance.ts';
import { replacePlaceholders } from './replacePlaceholders.ts';
import { showSpending } from './spending.ts';
import { openInStudio, useAsReference } from './studio.ts';
import { useImageInstead } from './useInstead.ts';

/** Every command of the manifest, by its id. */
export function commandTable(
  app: App,
  studio: () => Studio,
): Readonly<Record<string, (...args: readonly unknown[]) => unknown>> {
  return {
    'easel.generate': (options) => generate(app, options),
    'easel.generateHere': (folder) => generateHere(app, folder),
    'easel.edit': (argument, selection) => edit(app, argument, selection),
    'easel.insert': (options) => insert(app, options),
    'easel.illustrateSelection': () => illustrateSelection(app),
    'easel.fillMissing': (argument) => fillMissing(app, argument),
    'easel.fillMissingHere': (uri) => fillMissing(app, uri),
    'easel.fixMissingImage': (...args) => fixMissingImage(app, ...args),
    'easel.checkImages': (argument) => checkDocumentImages(app, argument),
    'easel.useInstead': (argument) => useImageInstead(app, argument),
    'easel.replacePlaceholders': (folder) => replacePlaceholders(app, folder),
    'easel.makeAssetSet': (argument) => makeAssetSet(app, argument),
    'easel.editStyle': () => editStyle(app),
    'easel.regenerate': (argument) => regenerate(app, argument),
    'easel.showProvenance': (argument) => showProvenance(app, argument),
    'easel.openStudio': () => studio().open(),
    'easel.openNewStudio': () => studio().openAnother(),
    'easel.openInStudio': (argument) => openInStudio(app, studio, argument),
    'easel.useAsReference': (argument, selection) => useAsReference(app, studio, argument, selection),
    'easel.setKey': (argument) => setKey(app, argument),
    'easel.deleteKey': (argument) => deleteKey(app, argument),
    'easel.testProvider': (argument) => testKey(app, argument),
    'easel.selectModel': () => selectModel(app),
    'easel.showJobs': () => fromUi(app, () => showJobs(app)),
    'easel.showSpending': () => fromUi(app, () => showSpending(app)),
    'easel.showLog': () => app.log.show(),
    'easel.switchProvider': () => switchProviderInPromptBox(),
    'easel.submitPrompt': () => submitPrompt(),
  };
}
