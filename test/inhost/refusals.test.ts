import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../../src/host/spool/fileOps.ts';
import { type Mixroute, startMixroute } from '../services/mixroute.mjs';
import { checkFile, filesIn, inWorkspace, only, refusalOf, storage, userData } from './support/easel.ts';
import { ask, canary, replies, setKey, withMixroute } from './support/mixroute.ts';
import { withUser } from './support/settings.ts';

type Fault = Parameters<Mixroute['plan']>[number];

interface Row {
  readonly what: string;
  readonly fault: Fault;
  readonly code: string;
  /** What the message says of money. */
  readonly money: RegExp;
  readonly says?: RegExp;
}

const refused = /A refused request is normally not charged\./;
const unknown = /It may have been charged; Easel does not send it again by itself\./;
const charged = /It was probably charged\./;

const rows: Row[] = [
  { what: 'a web page in its place', fault: { reply: replies.page() }, code: 'malformedResponse', money: charged },
  {
    what: 'a gateway’s page',
    fault: { reply: replies.gatewayPage() },
    code: 'unknownOutcome',
    money: unknown,
    says: /502 Bad Gateway/,
  },
  {
    what: 'an error in JSON',
    fault: { reply: { status: 400, body: { code: 400, msg: 'Invalid parameter: size', data: null } } },
    code: 'invalidRequest',
    money: refused,
    says: /“Invalid parameter: size”/,
  },
  {
    what: 'an error under HTTP 200',
    fault: { reply: replies.wrappedError() },
    code: 'invalidRequest',
    money: refused,
    says: /Unsupported aspect ratio/,
  },
  {
    what: 'a refusal in words',
    fault: { reply: replies.textOnly() },
    code: 'noImage',
    money: charged,
    says: /抱歉，我無法生成這張圖片。/,
  },
  { what: 'no data', fault: { reply: replies.emptyData() }, code: 'noImage', money: charged },
  { what: 'broken base64', fault: { reply: replies.invalidBase64() }, code: 'malformedResponse', money: charged },
  { what: 'half a picture', fault: { reply: replies.cutPicture() }, code: 'malformedResponse', money: charged },
  { what: 'half a JSON', fault: { reply: replies.notJson() }, code: 'malformedResponse', money: unknown },
  {
    what: 'the end of the connection in its middle',
    fault: { cut: { at: 900, by: 'FIN' } },
    code: 'unknownOutcome',
    money: unknown,
  },
  { what: 'a reset in its middle', fault: { cut: { at: 900, by: 'RST' } }, code: 'unknownOutcome', money: unknown },
  {
    what: 'a cut that nothing announces',
    fault: { framing: 'close', cut: { at: 900, by: 'FIN' } },
    code: 'malformedResponse',
    money: unknown,
  },
  { what: 'a reset instead of an answer', fault: { reset: 'afterBody' }, code: 'unknownOutcome', money: unknown },
  { what: 'a wrong key', fault: { reply: replies.badKey() }, code: 'auth', money: refused, says: /Set API Key/ },
  { what: 'an expired key', fault: { reply: replies.expiredKey() }, code: 'auth', money: refused },
  { what: 'an empty balance', fault: { reply: replies.quota() }, code: 'quota', money: refused, says: /Top up/ },
  { what: 'an allowance that is used up', fault: { reply: replies.keyQuota() }, code: 'quota', money: refused },
  {
    what: 'too many requests for ten minutes',
    fault: { reply: replies.rateLimit({ 'retry-after': '600' }) },
    code: 'rateLimit',
    money: refused,
    says: /10 min/,
  },
  {
    what: 'no channel for the model',
    fault: { reply: replies.noChannel('gemini-2.5-flash-image') },
    code: 'modelNotFound',
    money: refused,
    says: /无可用渠道.*Select Provider and Model/,
  },
  {
    what: 'a trouble of its own',
    fault: { reply: replies.serverError() },
    code: 'unknownOutcome',
    money: unknown,
    says: /usage page/,
  },
  { what: 'a refusal for the content', fault: { reply: replies.moderated() }, code: 'moderated', money: refused },
  {
    what: 'a refusal for a word',
    fault: { reply: replies.sensitiveWords() },
    code: 'moderated',
    money: refused,
    says: /敏感词/,
  },
  {
    what: 'an echo of the key',
    fault: { reply: { status: 401, body: { error: { message: `bad key ${canary}`, code: '' } } } },
    code: 'auth',
    money: refused,
  },
];

describe('When mixroute answers with', () => {
  const service = withMixroute();
  const messages: string[] = [];

  for (const { what, fault, code, money, says } of rows) {
    it(`${what}, it is ${code}, the message speaks of money, and nothing is sent twice`, async () => {
      const before = await filesIn('.');
      service().plan(fault);
      const refusal = await refusalOf(ask({ prompt: `refusal: ${what}` }));
      messages.push(refusal.message);
      assert.equal(refusal.code, code, refusal.message);
      assert.match(refusal.message, money);
      if (says) assert.match(refusal.message, says);
      assert.equal(service().requests.length, 1);
      if (service().charged > 0) assert.match(refusal.message, /charged/);
      assert.deepEqual(await filesIn('.'), before);
    });
  }

  it('"wait a second", Easel does, sends again, and is charged once', async () => {
    service().plan({ reply: replies.rateLimit({ 'retry-after': '1' }) });
    const started = Date.now();
    await checkFile(only(await ask({ prompt: 'patience' })));
    assert.ok(Date.now() - started >= 1000, 'not earlier than told');
    assert.equal(service().requests.length, 2);
    assert.equal(service().charged, 1);
  });

  it('a reset before anything was sent, Easel tries again', async () => {
    service().resetConnections(1);
    await checkFile(only(await ask({ prompt: 'second try' })));
    assert.equal(service().requests.length, 1);
    assert.equal(service().charged, 1);
  });

  it('a reset each time before anything was sent, it is network, and nothing is charged', async () => {
    service().resetConnections(3);
    const { code, message } = await refusalOf(ask({}));
    assert.equal(code, 'network', message);
    assert.match(message, /Nothing was charged\./);
    assert.deepEqual(service().requests, []);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`a redirect (${status}), it is not followed: key and prompt stay`, async () => {
      const other = await startMixroute({ keys: [canary] });
      try {
        service().plan({ reply: replies.redirect(status, `${other.url}/v1/images/generations`) });
        const { code, message } = await refusalOf(ask({}));
        messages.push(message);
        assert.equal(code, 'provider', message);
        assert.match(message, refused);
        assert.equal(other.connections, 0);
        assert.equal(service().requests.length, 1);
      } finally {
        await other.close();
      }
    });
  }

  it('a link that is gone, it is said that the image was made and charged', async () => {
    service().results = 'url';
    service().plan({ on: ({ method }) => method === 'GET', reply: { status: 404, body: '' } });
    const { code, message } = await refusalOf(ask({}));
    messages.push(message);
    assert.equal(code, 'provider');
    assert.match(message, charged);
    assert.equal(service().requests.length, 2);
  });

  it('a link into the private network, nobody connects to it', async () => {
    const other = await startMixroute({ keys: [] });
    try {
      const body = { created: 1, data: [{ url: `${other.url}/files/1.png` }] };
      service().plan({ reply: { status: 200, images: 1, body } });
      const { code, message } = await refusalOf(ask({}));
      messages.push(message);
      assert.equal(code, 'provider');
      assert.match(message, /private network.*easel\.allowHosts/);
      assert.equal(other.connections, 0);
    } finally {
      await other.close();
    }
  });

  it('an image for which there is no room, it is kept for later and said so', async () => {
    const release = service().hold();
    const asked = refusalOf(ask({ prompt: 'no room', folder: 'vanishing' }));
    await service().received(1);
    await fs.rmdir(inWorkspace('vanishing'));
    await fs.writeFile(inWorkspace('vanishing'), 'in the way');
    release();
    const { code, message } = await asked;
    messages.push(message);
    assert.equal(code, 'storage', message);
    assert.match(message, /What was paid for is not lost\..*Show Jobs/);
    assert.equal(service().charged, 1);
    assert.ok((await everyFile(storage('spool'))).length > 0, 'the picture is in the spool');
    await fs.unlink(inWorkspace('vanishing'));
  });

  it('whatever it was, the key is in no message and in no file', async () => {
    assert.ok(messages.length > rows.length);
    const spellings = [
      canary,
      Buffer.from(canary).toString('base64').replace(/=+$/, ''),
      Buffer.from(canary).toString('hex'),
      Buffer.from(canary, 'latin1').toString('utf16le'),
    ];
    for (const message of messages) assert.ok(!message.includes(canary), message);
    const files = [...(await everyFile(userData())), ...(await filesIn('.'))];
    const own = files.filter((file) => file.startsWith(storage()));
    assert.ok(own.some((file) => file.includes('journal')) && own.some((file) => file.endsWith('ledger.jsonl')));
    assert.ok(
      files.some((file) => file.endsWith('Easel.log')),
      'the log is among them',
    );
    for (const file of files) {
      // Some come and go while VS Code runs.
      const bytes = await fs.readFile(file).catch((error: unknown) => {
        if (isMissing(error)) return '';
        throw error;
      });
      for (const spelling of spellings) assert.ok(!bytes.includes(spelling), file);
    }
  });
});

describe('Without a network', () => {
  it('it is network after three tries, with the address, and nothing is charged', async () => {
    const service = await startMixroute({ keys: [canary] });
    await withUser({ endpoints: { mixroute: service.url }, confirmExternalCalls: false }, async () => {
      await setKey(canary);
      await service.close();
      const { code, message } = await refusalOf(ask({}));
      assert.equal(code, 'network', message);
      assert.match(message, /Nothing was charged\./);
      assert.ok(!message.includes(canary));
    });
  });
});

async function everyFile(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}
