import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import { recordOf } from '../../src/core/image/metadata.ts';
import { call, factsOf, inWorkspace, write } from './support/easel.ts';
import { withMixroute } from './support/mixroute.ts';
import { acceptUntil, readInput } from './support/person.ts';
import { withUser } from './support/settings.ts';

const sketch = (document: string) => call('easel.fillMissing', { document, provider: 'sketch' });
const bytesOf = (name: string) => fs.readFile(inWorkspace(name));
const isPlaceholder = async (name: string) => recordOf(factsOf(await bytesOf(name)))?.placeholder === true;

/** Replaces what is found in a folder, as its person does who presses Enter in the list. Answers the list's rows. */
async function replace(folder: string): Promise<string[] | undefined> {
  const done = vscode.commands.executeCommand('easel.replacePlaceholders', vscode.Uri.file(inWorkspace(folder)));
  const rows = await readInput();
  await acceptUntil(done);
  return rows;
}

describe('easel.replacePlaceholders', () => {
  const service = withMixroute();

  it('puts real images in the place of sketches, and leaves what was changed since', () =>
    withUser({ provider: 'mixroute' }, async () => {
      await write('later/page.md', '![A mill](mill.png)\n![A boat](boat.webp)\n![A well](well.png)\n');
      await sketch('later/page.md');
      const changed = Buffer.concat([await bytesOf('later/well.png')]);
      // Somebody draws into it, and their tool keeps the metadata.
      changed[changed.length - 30] = (changed[changed.length - 30] ?? 0) ^ 1;
      await write('later/well.png', changed);
      const rows = await replace('later');
      if (rows) assert.deepEqual(rows, ['later/boat.webp', 'later/mill.png']);
      assert.deepEqual([await isPlaceholder('later/mill.png'), await isPlaceholder('later/boat.webp')], [false, false]);
      assert.ok((await bytesOf('later/well.png')).equals(changed));
      assert.deepEqual((await fs.readdir(inWorkspace('later'))).sort(), [
        'boat.webp',
        'mill.png',
        'page.md',
        'well.png',
      ]);
      assert.equal(factsOf(await bytesOf('later/boat.webp')).mediaType, 'image/webp');
      const prompts = service().requests.map(({ json }) => (json as { prompt?: string }).prompt);
      assert.deepEqual(prompts.sort(), ['A boat', 'A mill']);
    }));

  it('makes one image for each sketch, however many were sketched together', () =>
    withUser({ provider: 'mixroute' }, async () => {
      await call('easel.generate', { prompt: 'Twins', provider: 'sketch', count: 2, folder: 'twins' });
      const before = service().requests.length;
      await replace('twins');
      assert.deepEqual((await fs.readdir(inWorkspace('twins'))).sort(), ['twins-2.png', 'twins.png']);
      assert.deepEqual(
        [await isPlaceholder('twins/twins.png'), await isPlaceholder('twins/twins-2.png')],
        [false, false],
      );
      const sent = service().requests.slice(before);
      assert.deepEqual(
        sent.map(({ json }) => (json as { n?: number }).n ?? 1),
        [1, 1],
      );
    }));
});
