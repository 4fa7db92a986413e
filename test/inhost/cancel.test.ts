import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { filesIn, refusalOf } from './support/easel.ts';
import { ask, withMixroute } from './support/mixroute.ts';
import { readRows } from './support/person.ts';
import { report } from './support/stall.ts';

/** In ms, from the press of the button, or of Enter, to the end of the connection at the service. */
const bound = 250;

/** The best of them counts: a delay of Easel's own is in each, one of a busy machine is not. */
const rounds = 3;

/** 16 MB of base64 with something to be recognised by in the middle; it is no image, and never comes whole. */
const middle = 'IAmInTheMiddle+of+It';
const longAnswer = `${'A'.repeat(8_000_000)}${middle}${'A'.repeat(8_000_000)}`;

type Press = () => Thenable<unknown>;

/**
 * How a person cancels the one job that is running. `ready` does all but the last press, which is one command to VS
 * Code's own interface, as a key would send it.
 */
const doors: readonly { where: string; needsPerson: boolean; ready: (prompt: string) => Promise<Press> }[] = [
  {
    where: 'in the notification',
    needsPerson: false,
    ready: () => Promise.resolve(() => vscode.commands.executeCommand('notification.acceptPrimaryAction')),
  },
  {
    where: 'in Show Jobs',
    needsPerson: true,
    async ready(prompt) {
      const accept = () => vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      void vscode.commands.executeCommand('easel.showJobs');
      await readRows(([first]) => first?.includes(prompt) === true);
      await accept();
      await readRows((rows) => rows.includes('Cancel'));
      await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
      return accept;
    },
  },
];

describe('Cancel', () => {
  const service = withMixroute();

  /** Asks for an image that does not come. Answers when the job is where it is to be cancelled. */
  const states = {
    'that waits': async (prompt: string) => {
      const release = service().hold();
      const asked = refusalOf(ask({ prompt }));
      await service().received(1);
      return { asked, release };
    },
    'in the middle of its answer': async (prompt: string) => {
      let release = (): void => undefined;
      const asked = { current: Promise.resolve({ code: '', message: '' }) };
      await new Promise<void>((reached) => {
        service().plan({
          reply: { status: 200, images: 1, body: { created: 1, data: [{ b64_json: longAnswer }] } },
          pause: {
            after: middle,
            // Asked for when the service has written all before it, more than any socket holds back.
            get until() {
              reached();
              return new Promise<void>((resolve) => (release = resolve));
            },
          },
        });
        asked.current = refusalOf(ask({ prompt }));
      });
      return { asked: asked.current, release };
    },
  };

  /** Milliseconds from the press to the end of the connection at the service. */
  async function cancelling(prompt: string, state: keyof typeof states, ready: (typeof doors)[number]['ready']) {
    service().clear();
    await vscode.commands.executeCommand('notifications.clearAll');
    await service().quiet();
    const { asked, release } = await states[state](prompt);
    const [request] = service().requests;
    assert.ok(request && service().open === 1, 'one connection is open');
    const press = await ready(prompt);
    const pressed = performance.now();
    const [ended] = await Promise.all([request.closed.then(() => performance.now()), press()]);
    release();
    const { code, message } = await asked;
    assert.equal(code, 'cancelled', message);
    assert.match(message, /It may have been charged/);
    assert.equal(service().requests.length, 1, 'and nothing is sent again');
    return ended - pressed;
  }

  for (const { where, needsPerson, ready } of doors) {
    for (const state of ['that waits', 'in the middle of its answer'] as const) {
      it(`${where} closes the connection of a job ${state} within ${bound} ms`, async function () {
        if (needsPerson && process.env['INHOST_PERSON'] === undefined) this.skip();
        const before = await filesIn('assets');
        const took: number[] = [];
        // Again where a busy machine was in the way: what Easel does itself is in each of them.
        for (let round = 1; round <= rounds || (round <= 3 * rounds && Math.min(...took) > bound); round += 1) {
          took.push(await cancelling(`a cat ${round} ${state} ${where}`, state, ready));
        }
        report(`cancel ${where}, a job ${state}: closed after ${took.map((ms) => ms.toFixed(0)).join(', ')} ms`);
        assert.ok(Math.min(...took) <= bound, `${took.join(', ')} ms`);
        assert.deepEqual(await filesIn('assets'), before);
      });
    }
  }
});
