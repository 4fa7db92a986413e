import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TurnFiles } from '../../src/host/turnFiles.ts';

let folder: string;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'easel-turns-'));
});
afterEach(() => fs.rm(folder, { recursive: true, force: true }));

const turn = {
  provider: 'google',
  form: 'contents.parts.inlineData.data',
  turn: { role: 'model', parts: [{ text: 'Hier.', thoughtSignature: 'c2ln' }] },
};

describe('a model’s kept turn', () => {
  it('is there again for another window', async () => {
    await new TurnFiles(path.join(folder, 'turns')).keep('job-1', turn);
    expect(await new TurnFiles(path.join(folder, 'turns')).find('job-1')).toEqual(turn);
  });

  it('is missing rather than wrong when its file cannot be read', async () => {
    const turns = new TurnFiles(folder);
    expect(await turns.find('never')).toBeUndefined();
    for (const text of ['', '{"role":', '"text"', '[]', '{"role":"model"}', '{"provider":"google","turn":{}}']) {
      await fs.writeFile(path.join(folder, 'torn.json'), text);
      expect(await turns.find('torn')).toBeUndefined();
    }
  });

  it('stays in its folder, whatever a job is called', async () => {
    const turns = new TurnFiles(path.join(folder, 'turns'));
    await turns.keep('../../escaped', turn);
    expect(await fs.readdir(folder)).toEqual(['turns']);
    expect(await fs.readdir(path.join(folder, 'turns'))).toEqual(['escaped.json']);
  });

  it('is forgotten when five hundred newer ones are there', async () => {
    const turns = new TurnFiles(folder);
    await turns.keep('oldest', turn);
    await fs.utimes(path.join(folder, 'oldest.json'), 1, 1);
    for (let i = 0; i < 499; i += 1) await fs.writeFile(path.join(folder, `job-${i}.json`), '{}');
    await turns.keep('newest', turn);
    expect(await turns.find('oldest')).toBeUndefined();
    expect(await turns.find('newest')).toEqual(turn);
    expect(await fs.readdir(folder)).toHaveLength(500);
  });
});
