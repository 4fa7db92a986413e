import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { Docs } from '../../src/host/docs/docs.ts';
import type { IndexedImage } from '../../src/host/docs/documentIndex.ts';
import { docsWorker, untilIndexed, watching } from './support/docs.ts';
import { inWorkspace } from './support/easel.ts';
import { describeStall, least, report, stallBound, stallDuring, type Stall } from './support/stall.ts';

const folder = 'docs-scan';
const foldersCount = 100;
const documentsCount = 5000;
const imagesEach = 6;

/** A page of documentation with images of all kinds: half of them are there. */
function page(number: number): string {
  const words = 'A paragraph that says something about something, with `code`, [a link](other.md) and *more*. '.repeat(
    8,
  );
  return [
    `---\ntitle: Page ${number}\nimage: /img/cover-${number}.png\n---\n\n# Page ${number}`,
    words,
    `![A diagram of part ${number}](img/present.png "Title")`,
    words,
    `<img src="img/missing-${number}.png" alt="A photo" width="640" height="360">`,
    words,
    `![Reference][ref]\n\n[ref]: ../common/present.png`,
    '```js\nconst sample = "![no](image.png)";\n```',
    `- ![In a list](img/present.png)\n- ![Missing](../common/missing.png)`,
    words,
  ].join('\n\n');
}

/** Writes a file and waits until VS Code tells of it, and so has told of all before it. */
async function toldOf(file: string): Promise<void> {
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.png');
  const told = new Promise<void>((resolve) => {
    watcher.onDidCreate(({ fsPath }) => {
      if (fsPath === file) resolve();
    });
  });
  await fs.writeFile(file, 'x');
  await told;
  watcher.dispose();
}

describe('A workspace of 5,000 documents', function () {
  this.timeout(180_000);
  before(async () => {
    await watching();
    for (let at = 0; at < foldersCount; at += 1) {
      await fs.mkdir(inWorkspace(folder, `part-${at}/img`), { recursive: true });
      await fs.writeFile(inWorkspace(folder, `part-${at}/img/present.png`), 'x');
      for (let number = at; number < documentsCount; number += foldersCount) {
        await fs.writeFile(inWorkspace(folder, `part-${at}/page-${number}.md`), page(number));
      }
    }
    await fs.mkdir(inWorkspace(folder, 'common'));
    await toldOf(inWorkspace(folder, 'common/present.png'));
  });
  after(() => fs.rm(inWorkspace(folder), { recursive: true, force: true }));

  it('is looked through in the background without a stall', async () => {
    const stalls: Stall[] = [];
    for (let round = 1; round <= 3; round += 1) {
      const docs = new Docs(docsWorker(), { debug: () => undefined, warn: (line) => assert.fail(line) });
      stalls.push(await stallDuring(() => docs.index.ready()));
      const images = docs.index.images().filter(({ document }) => document.path.includes(`/${folder}/`));
      assert.equal(images.length, documentsCount * imagesEach);
      assert.equal(images.filter(({ exists }) => exists).length, documentsCount * 3);
      const asked = await stallDuring(() => Promise.resolve(docs.index.linksTo(images[0]!.file!)));
      report(`links to a file: ${describeStall(asked)}`);
      assert.ok(asked.work <= stallBound);
      docs.dispose();
    }
    report(`${documentsCount} documents: longest stall ${stalls.map(describeStall).join(', ')}`);
    assert.ok(least(stalls).work <= stallBound);
  });

  it('is followed without a stall when all of them change at once, as a checkout does it', async () => {
    const docs = new Docs(docsWorker(), { debug: () => undefined, warn: (line) => assert.fail(line) });
    await docs.index.ready();
    // In a thread of its own: what it does is nobody's stall.
    const code = `
      const { workerData: { folder } } = require('node:worker_threads');
      const { appendFileSync, readdirSync } = require('node:fs');
      for (const name of readdirSync(folder, { recursive: true })) {
        if (name.endsWith('.md')) appendFileSync(folder + '/' + name, '\\n![](new.png)\\n');
      }`;
    const isNew = ({ image }: IndexedImage) => image.url === 'new.png';
    const stall = await stallDuring(async () => {
      new Worker(code, { eval: true, workerData: { folder: inWorkspace(folder) } });
      await untilIndexed(docs, (images) => images.filter(isNew).length === documentsCount);
    });
    report(`${documentsCount} documents that change: longest stall ${describeStall(stall)}`);
    assert.ok(stall.work <= 3 * stallBound, 'much of it is the delivery by VS Code');
    docs.dispose();
  });
});
