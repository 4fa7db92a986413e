import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import { readJsonLines } from '../../src/host/jsonLines.ts';
import { dayOf, isSpendingLine, SpendingBook } from '../../src/core/spending.ts';
import { makePng } from '../services/images.mjs';
import { startOpenRouter } from '../services/openrouter.mjs';
import {
  call,
  codesOf,
  edit,
  exported,
  filesIn,
  generate,
  inWorkspace,
  only,
  refusalOf,
  storage,
  write,
} from './support/easel.ts';
import { ask, replies, withMixroute } from './support/mixroute.ts';
import { acceptUntil, fillInput, isSomebodyThere, pickRow, readRows } from './support/person.ts';
import { canary, withService } from './support/service.ts';
import { withUser } from './support/settings.ts';
import { withStudio } from './support/studio.ts';
import { untilTabs } from './support/tabs.ts';

async function book(): Promise<SpendingBook> {
  const book = new SpendingBook();
  for (const line of await readJsonLines(storage('spending.jsonl'), isSpendingLine)) book.add(line);
  return book;
}

const used = async () => (await book()).usedOn(dayOf(Date.now()));

/** Under a limit that leaves so many images for today, whatever other suites made. */
const withRoomFor = async (images: number, work: () => Promise<void>) =>
  withUser({ dailyImageLimit: (await used()) + images }, work);

/** Runs what a person starts, types a prompt, and answers what came of it; they have been told why if nothing did. */
async function typed(command: string, ...args: readonly unknown[]): Promise<unknown> {
  const [result] = await Promise.all([vscode.commands.executeCommand(command, ...args), fillInput('one too many')]);
  await vscode.commands.executeCommand('notifications.clearAll');
  return result;
}

describe('The limit of images a day', () => {
  const service = withMixroute();
  const studio = withStudio();
  const posts = () => service().requests.filter(({ method }) => method === 'POST').length;
  const mixroute = { provider: 'mixroute' } as const;

  before(async () => {
    await write('limit/photo.png', makePng(96, 64, 'photo'));
    await write('limit/page.md', '![A hill](hill.png)\n');
    await write('limit/sketched.md', '![A mill](mill/mill.png)\n');
    await call('easel.fillMissing', { document: 'limit/sketched.md', provider: 'sketch' });
    // Something to be regenerated; and a limit of none would be no limit.
    await ask({ prompt: 'made before', folder: 'limit' });
    await studio.secrets.store('easel.key.mixroute', JSON.stringify({ origin: service().url, key: canary }));
  });

  /** Who calls is told. */
  const calls: Readonly<Record<string, () => PromiseLike<unknown>>> = {
    'a key binding': () => ask({}),
    'the exported function': async () => (await exported()).generate({ ...mixroute, prompt: 'a cat' }),
    'an edit': () => edit({ ...mixroute, prompt: 'redder', images: ['limit/photo.png'] }),
    'an insertion': async () => {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(inWorkspace('limit/page.md')));
      return call('easel.insert', { ...mixroute, prompt: 'a cat' });
    },
    'the missing images of a document': () => call('easel.fillMissing', { ...mixroute, document: 'limit/page.md' }),
    'the dark version of an asset set': () =>
      vscode.commands.executeCommand('easel.makeAssetSet', { ...mixroute, image: 'limit/photo.png', set: 'darkPair' }),
  };

  /** Who sits there is told, and the command ends in peace. */
  const ownDoors: Readonly<Record<string, () => Promise<unknown>>> = {
    'the palette': () => typed('easel.generate'),
    'the Explorer': () => typed('easel.edit', vscode.Uri.file(inWorkspace('limit/photo.png'))),
    'a regeneration': () => typed('easel.regenerate', { image: 'limit/made-before.png' }),
    'the placeholders of a folder': async () => {
      const folder = vscode.Uri.file(inWorkspace('limit/mill'));
      const done = vscode.commands.executeCommand('easel.replacePlaceholders', folder);
      await readRows((rows) => rows.includes('limit/mill/mill.png'));
      const result = await acceptUntil(done);
      await vscode.commands.executeCommand('notifications.clearAll');
      return result;
    },
  };

  /** Does what comes to nothing: no request, no file. */
  const closed = (work: () => Promise<void>) => () =>
    withRoomFor(0, () =>
      withUser({ provider: 'mixroute' }, async () => {
        const before = await filesIn('.');
        await work();
        assert.equal(posts(), 0);
        assert.deepEqual(await filesIn('.'), before);
      }),
    );

  for (const [name, come] of Object.entries(calls)) {
    it(
      `holds for ${name}`,
      closed(async () => {
        const { code, message } = await refusalOf(come());
        assert.equal(code, 'quota');
        assert.match(message, /Your own limit of \d+ images a day /);
      }),
    );
  }

  for (const [name, come] of Object.entries(ownDoors)) {
    it(
      `holds for ${name}`,
      closed(async () => assert.equal(await come(), undefined)),
    );
  }

  it('holds for Ask Again in the list of jobs', async function () {
    if (!isSomebodyThere) this.skip();
    service().plan({ reset: 'afterBody' });
    const { code } = await refusalOf(ask({ prompt: 'asked again' }));
    assert.equal(code, 'unknownOutcome');
    await withRoomFor(0, async () => {
      const shown = vscode.commands.executeCommand('easel.showJobs');
      await pickRow('asked again');
      await pickRow('Ask Again at My Cost');
      await fillInput('asked again');
      await shown;
      await vscode.commands.executeCommand('notifications.clearAll');
      assert.equal(posts(), 1);
    });
    const forgotten = vscode.commands.executeCommand('easel.showJobs');
    await pickRow('asked again');
    await pickRow('Forget');
    await forgotten;
  });

  it('holds for the Studio, where each model is made whole or not at all', async () => {
    const panel = studio.open();
    await panel.call('ready', {});
    // The Studio of a test has storage of its own, in which nothing was made yet.
    await withUser({ dailyImageLimit: 3 }, async () => {
      const targets = ['gemini-2.5-flash-image', 'gpt-image-1'].map((model) => ({ ...mixroute, model }));
      const cards = await panel.call('make', { draft: { prompt: 'a few', images: [], count: 2 }, targets });
      const ended = await Promise.all(cards.map(({ id }) => panel.card(id, 'done', 'failed')));
      assert.deepEqual(ended.map(({ state }) => state).sort(), ['done', 'failed']);
      assert.equal(service().charged, 2);
      const failed = ended.find(({ state }) => state === 'failed');
      assert.equal(failed?.error?.code, 'quota');
      assert.match(failed.error.text, /^Your own limit of 3 images a day leaves 1 for today, and this makes 2\. /);
      const shown = await panel.wait(
        (message) =>
          message.type === 'event' &&
          message.name === 'card' &&
          message.data.id === failed.id &&
          (message.data.error?.actions.length ?? 0) > 0,
      );
      assert.match(JSON.stringify(shown), /Open Setting/);
    });
  });

  it('lets through as many of a document’s images as it leaves, the first ones, and says what became of the others', async () => {
    const names = Array.from({ length: 5 }, (_, at) => `limit/five/${at}.png`);
    await write('limit/five.md', names.map((name, at) => `![Kite ${at}](../${name})`).join('\n\n'));
    await withRoomFor(3, async () => {
      const result = await call('easel.fillMissing', { ...mixroute, document: 'limit/five.md' });
      assert.deepEqual(result.images.map(({ path }) => path).sort(), names.slice(0, 3));
      assert.deepEqual(codesOf(result), ['failedPart', 'failedPart']);
      assert.match(result.notices[0]!.message, /^limit\/five\/3\.png: Your own limit of \d+ images a day is reached\./);
      assert.equal(posts(), 3);
    });
  });

  it('is not lifted by a job of several images, nor by jobs that begin together', () =>
    withRoomFor(4, async () => {
      const { message } = await refusalOf(ask({ count: 5 }));
      assert.match(message, /leaves 4 for today, and this makes 5\. Nothing was charged\./);
      const jobs = await Promise.allSettled(Array.from({ length: 9 }, () => ask({ prompt: 'at once' })));
      assert.equal(jobs.filter(({ status }) => status === 'fulfilled').length, 4);
      assert.equal(service().charged, 4);
    }));

  it('counts what may have been charged, and gives back what was refused', () =>
    withRoomFor(1, async () => {
      const before = await used();
      service().plan({ reply: replies.moderated() });
      assert.equal((await refusalOf(ask({}))).code, 'moderated');
      assert.equal(await used(), before);
      service().plan({ reset: 'afterBody' });
      assert.equal((await refusalOf(ask({}))).code, 'unknownOutcome');
      assert.equal(await used(), before + 1);
      assert.equal((await refusalOf(ask({}))).code, 'quota');
    }));

  it('is not about sketches', () =>
    withRoomFor(0, async () => {
      only(await generate({ prompt: 'a free one', provider: 'sketch', size: '64x64', folder: 'limit' }));
    }));

  it('is not none when it cannot be read, and is never the workspace’s', async () => {
    await withUser({ dailyImageLimit: 'five' }, async () => {
      const { code, message } = await refusalOf(ask({}));
      assert.equal(code, 'invalidRequest');
      assert.match(message, /“easel\.dailyImageLimit” is no number of images\./);
      assert.equal(posts(), 0);
    });
    const configuration = vscode.workspace.getConfiguration('easel');
    await assert.rejects(async () => configuration.update('dailyImageLimit', 1, vscode.ConfigurationTarget.Workspace));
  });
});

describe('Show Spending', () => {
  const service = withService('openrouter', startOpenRouter, (url) => ({ endpoints: { openrouter: `${url}/api` } }));

  /** The page that the command shows, as text. */
  async function page(): Promise<string> {
    const opened = new Promise<vscode.TextDocument>((resolve) => {
      const listening = vscode.workspace.onDidOpenTextDocument((document) => {
        if (document.uri.scheme !== 'easel-spending') return;
        listening.dispose();
        resolve(document);
      });
    });
    await vscode.commands.executeCommand('easel.showSpending');
    return (await opened).getText();
  }

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('has what the service says that an image cost before what anybody knows of its price', () =>
    withUser({ prices: { 'openrouter/google/gemini-3.1-flash-image': '¥9.99' } }, async () => {
      const { jobId } = await generate({ provider: 'openrouter', prompt: 'a dear boat', folder: 'spent' });
      const spent = (await book()).find(jobId);
      assert.equal(spent?.reserved.price, '¥9.99');
      const { made, open, cost, costed, usage } = spent.account ?? {};
      assert.deepEqual({ made, open, cost, costed }, { made: 1, open: 0, cost: 0.0387, costed: 1 });
      assert.ok((usage?.['total_tokens'] ?? 0) > 0);
      assert.equal(service().charged, 1);

      const text = await page();
      assert.match(text, /^# Spending\n/);
      const [today = ''] = text.split('## This Month');
      const row = today
        .split('\n')
        .find((line) => line.startsWith('| OpenRouter | `google/gemini-3.1-flash-image` | '));
      assert.match(row ?? text, /\| 0\.\d{4,6} \|/);
      assert.ok(!text.includes('9.99'), 'the price is not needed');
    }));

  it('is a preview that is read, not edited', async () => {
    const isThere = () => vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes('Spending.md') === true;
    await page();
    await untilTabs(isThere);
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    assert.ok(tab?.input instanceof vscode.TabInputWebview, 'VS Code’s own preview of Markdown');
  });

  it('tells of images that were made before Easel kept account of money', async () => {
    const line = (await fs.readFile(storage('ledger.jsonl'), 'utf8')).split('\n').find((each) => each !== '') ?? '';
    const entry = JSON.parse(line) as { job: string; summary: { provider: string; model: string } };
    const old = {
      ...entry,
      job: 'of an earlier version',
      summary: { ...entry.summary, provider: 'vapi', model: '`|old' },
    };
    await fs.appendFile(storage('ledger.jsonl'), `${JSON.stringify(old)}\n`);
    assert.match(await page(), /\n\| V-API \| `` `\\\|old `` \| 1 \|.* price not known \|/);
  });
});
