import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readRecord, type ImageRecord } from '../../src/core/image/metadata.ts';
import { makeJpeg, makePng } from '../services/images.mjs';
import { bytesOf, checkFile, codesOf, factsOf, generate, only, sha256, write } from './support/easel.ts';
import { ask, withMixroute } from './support/mixroute.ts';
import { withChunk } from './support/pictures.ts';
import { withUser } from './support/settings.ts';

const size = '64x64';

/** The page that `easel.showProvenance` opens. */
async function provenanceOf(image: string): Promise<string> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('easel.showProvenance', { image });
  const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'easel-view');
  assert.ok(shown, 'a page is shown');
  assert.equal(shown.document.isDirty, false);
  const text = shown.document.getText();
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  return text;
}

/** A reply with this picture in it. */
const answering = (bytes: Buffer) => ({
  reply: { status: 200, images: 1, body: { created: 1, data: [{ b64_json: bytes.toString('base64') }] } },
});

describe('What stands in a file', () => {
  const service = withMixroute();
  const withMetadata = <T>(metadata: string, work: () => Promise<T>) => withUser({ metadata }, work);

  for (const [format, original] of [
    ['png', makePng(80, 60, 'x')],
    ['jpeg', makeJpeg(80, 64, 'x')],
  ] as const) {
    const options = { prompt: `a ${format} with 汉字 & <tags> "quotes"`, outputFormat: format };

    it(`of mixroute’s (${format}) is with "full" how it was made, and nothing secret`, () =>
      withMetadata('full', async () => {
        service().plan(answering(original));
        const result = await ask({ ...options, parameters: { temperature: 0.5 } });
        const bytes = await checkFile(only(result));
        const { software, ...record } = readRecord(bytes) ?? ({ software: '' } as ImageRecord);
        assert.match(software, /^Easel \d+\.\d+\.\d+$/);
        assert.deepEqual(record, {
          digitalSourceType: 'trainedAlgorithmicMedia',
          prompt: options.prompt,
          provider: 'mixroute',
          model: 'gemini-2.5-flash-image',
          parameters: { outputFormat: format, temperature: 0.5 },
          jobId: result.jobId,
        });
        assert.ok(bytes.includes('http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia'));
      }));

    it(`of mixroute’s (${format}) is with "label" only that it is AI-made`, () =>
      withMetadata('label', async () => {
        service().plan(answering(original));
        const bytes = await checkFile(only(await ask(options)));
        const { software, ...record } = readRecord(bytes) ?? ({ software: '' } as ImageRecord);
        assert.deepEqual(record, { digitalSourceType: 'trainedAlgorithmicMedia' });
        assert.match(software, /^Easel /);
        for (const word of ['汉字', 'mixroute', 'gemini']) assert.ok(!bytes.includes(word), word);
      }));

    it(`of mixroute’s (${format}) is with "none" exactly what the service sent`, () =>
      withMetadata('none', async () => {
        service().plan(answering(original));
        const image = only(await ask(options));
        assert.equal(image.sha256, sha256(original));
        assert.ok((await bytesOf(image)).equals(original));
      }));
  }

  it('of a sketch says that no model made it and that it holds a place', async () => {
    const result = await generate({ prompt: 'a placeholder', size, seed: 5 });
    const { software: _, picture, ...record } = readRecord(await bytesOf(only(result)))!;
    assert.match(picture ?? '', /^[0-9a-f]{64}$/, 'and what it looks like');
    assert.deepEqual(record, {
      digitalSourceType: 'algorithmicMedia',
      placeholder: true,
      prompt: 'a placeholder',
      provider: 'sketch',
      model: 'sketch',
      parameters: { size, seed: 5 },
      jobId: result.jobId,
    });
  });

  it('is shown, with the prompt and the model', async () => {
    service().plan(answering(makePng(80, 60, 'x')));
    const text = await provenanceOf(only(await ask({ prompt: 'shown by its file' })).path);
    assert.match(text, /> shown by its file/);
    assert.match(text, /mixroute/);
    assert.match(text, /gemini-2\.5-flash-image/);
    assert.match(text, /the file’s own metadata/);
  });

  it('is nothing new where the service signed it: the file stays as it came, and the ledger knows it by its hash', async () => {
    const signed = withChunk(makePng(80, 60, 'signed'), 'caBX', Buffer.from('jumb c2pa'));
    assert.ok(factsOf(signed).hasC2pa);
    service().plan(answering(signed));
    const image = only(await ask({ prompt: 'a signed picture' }));
    assert.ok((await bytesOf(image)).equals(signed));
    const text = await provenanceOf(image.path);
    assert.match(text, /> a signed picture/);
    assert.match(text, /Easel’s ledger/);
    assert.match(text, /C2PA/);
    await write('moved/elsewhere.png', signed);
    assert.match(await provenanceOf('moved/elsewhere.png'), /> a signed picture/, 'wherever the file goes');
  });

  it('is not known of other people’s pictures, and that is said', async () => {
    await write('strange.png', makePng(9, 9, 'strange'));
    assert.match(await provenanceOf('strange.png'), /is not known here/);
  });

  it('says so when a conversion breaks a signature', () =>
    withUser({ saveAs: { format: 'webp' } }, async () => {
      service().plan(answering(withChunk(makePng(80, 60, 'signed'), 'caBX', Buffer.from('jumb c2pa'))));
      const result = await ask({ prompt: 'signed and converted' });
      assert.deepEqual(codesOf(result), ['converted']);
      assert.match(result.notices[0]!.message, /signed provenance.*could not be kept/);
      assert.equal(readRecord(await checkFile(only(result)))?.prompt, 'signed and converted');
    }));
});
