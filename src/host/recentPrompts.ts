import type * as vscode from 'vscode';
import { Listeners } from './listeners.ts';

const slot = 'easel.recentPrompts';
const most = 30;
/** Characters of all together: what is kept here is read whenever VS Code starts. */
const mostCharacters = 200_000;

/** The prompts that a person typed last, newest first, on this machine only. */
export class RecentPrompts {
  readonly #state: vscode.Memento;
  readonly #changed = new Listeners();

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  onDidChange(listener: () => void): { dispose: () => void } {
    return this.#changed.add(listener);
  }

  list(): readonly string[] {
    return this.#state.get<string[]>(slot, []);
  }

  async add(prompt: string): Promise<void> {
    const text = prompt.trim();
    if (text === '') return;
    await this.#keep(newest([text, ...this.list().filter((each) => each !== text)]));
  }

  async remove(prompt: string): Promise<void> {
    await this.#keep(this.list().filter((each) => each !== prompt));
  }

  async #keep(prompts: readonly string[]): Promise<void> {
    await this.#state.update(slot, prompts);
    this.#changed.tell();
  }
}

/** As many as there is room for; the first one stays always. */
function newest(prompts: readonly string[]): readonly string[] {
  let characters = 0;
  const tooMany = prompts.findIndex((each, index) => (characters += each.length) > mostCharacters && index > 0);
  return prompts.slice(0, tooMany < 0 ? most : Math.min(tooMany, most));
}
