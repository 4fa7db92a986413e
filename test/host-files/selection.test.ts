import { beforeEach, describe, expect, it } from 'vitest';
import type * as vscode from 'vscode';
import { Selection } from '../../src/host/selection.ts';
import { customServices } from '../../src/providers/custom.ts';
import { builtIn } from '../../src/providers/index.ts';

/** A memento that keeps what VS Code keeps: JSON. */
class Kept implements vscode.Memento {
  readonly #slots = new Map<string, string>();

  keys(): readonly string[] {
    return [...this.#slots.keys()];
  }

  get<T>(slot: string, otherwise?: T): T | undefined {
    const kept = this.#slots.get(slot);
    return kept === undefined ? otherwise : (JSON.parse(kept) as T);
  }

  update(slot: string, value: unknown): Promise<void> {
    if (value === undefined) this.#slots.delete(slot);
    else this.#slots.set(slot, JSON.stringify(value));
    return Promise.resolve();
  }
}

const first = 'gemini-2.5-flash-image';
const listed = ['gemini-3-pro-image-preview', 'gpt-image-1'];

let chosen: { provider: string; model: string };
let selection: Selection;

beforeEach(() => {
  chosen = { provider: 'sketch', model: '' };
  const own = customServices(
    [{ id: 'constructor', label: 'Mine', baseUrl: 'https://relay.example', dialect: 'mixroute' }],
    new Set(),
    { baseUrl: String, isLocal: () => false },
  );
  selection = new Selection({
    global: new Kept(),
    workspace: new Kept(),
    known: () => ({ services: [...builtIn, ...own.services], errors: own.errors }),
    settings: {
      provider: () => chosen.provider,
      model: () => chosen.model,
      setDefault(provider, model) {
        chosen = { provider, model };
        return Promise.resolve();
      },
    },
  });
});

const resolved = (provider?: string) => {
  const { service, model, replaces } = selection.resolve(provider);
  return [service.id, model.id, replaces];
};

describe('a provider whose list lacks its first model', () => {
  const mixroute = () => selection.resolve('mixroute');

  beforeEach(() => selection.rememberListed(mixroute().service, listed));

  it('begins with the first listed one of its family, and it is known for which', () => {
    expect(resolved('mixroute')).toEqual(['mixroute', 'gemini-3-pro-image-preview', first]);
  });

  it('still does once it was made the default, and nobody’s settings name a model that nobody picked', async () => {
    await selection.chooseForMachine(mixroute());
    expect(chosen).toEqual({ provider: 'mixroute', model: '' });
    expect(resolved()).toEqual(['mixroute', 'gemini-3-pro-image-preview', first]);
  });

  it('still does once it was switched to in this workspace', async () => {
    await selection.chooseForWorkspace(mixroute());
    expect(resolved()).toEqual(['mixroute', 'gemini-3-pro-image-preview', first]);
  });

  it('goes back to its first model when that is listed again', async () => {
    await selection.chooseForMachine(mixroute());
    await selection.rememberListed(mixroute().service, [first, ...listed]);
    expect(resolved()).toEqual(['mixroute', first, undefined]);
  });

  it('makes images with the model that a person picked, and says nothing of another', async () => {
    const { service } = mixroute();
    const model = service.models.find(({ id }) => id === 'gpt-image-1')!;
    await selection.chooseForWorkspace({ service, model });
    expect(resolved()).toEqual(['mixroute', 'gpt-image-1', undefined]);
    await selection.chooseForMachine({ service, model });
    expect(chosen).toEqual({ provider: 'mixroute', model: 'gpt-image-1' });
    expect(resolved('mixroute')).toEqual(['mixroute', 'gpt-image-1', undefined]);
  });
});

describe('a provider called “constructor”', () => {
  it('is one like any other', async () => {
    expect(resolved('constructor')).toEqual(['constructor', first, undefined]);
    await selection.rememberListed(selection.resolve('constructor').service, listed);
    expect(resolved('constructor')).toEqual(['constructor', 'gemini-3-pro-image-preview', first]);
    await selection.chooseForWorkspace(selection.resolve('constructor', 'constructor'));
    expect(resolved()).toEqual(['constructor', 'constructor', undefined]);
  });

  it('has no shape for its model before one was chosen', async () => {
    const { model } = selection.resolve('constructor', 'constructor');
    expect(selection.shapeOf(model)).toEqual({});
    await selection.rememberShape(model, { aspectRatio: '16:9' });
    expect(selection.shapeOf(model)).toEqual({ aspectRatio: '16:9' });
  });
});

it('An unknown provider is refused with those that are known', () => {
  expect(() => selection.resolve('nobody')).toThrow(/There is no provider “nobody”.*sketch, mixroute.*constructor/s);
});
