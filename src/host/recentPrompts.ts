import type * as vscode from 'vscode';
import { Listeners } from './listeners.ts';

const slot = 'easel.recentPrompts';
const most = 30;

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
    await this.#keep([text, ...this.list().filter((each) => each !== text)].slice(0, most));
  }

  async remove(prompt: string): Promise<void> {
    await this.#keep(this.list().filter((each) => each !== prompt));
  }

  async #keep(prompts: readonly string[]): Promise<void> {
    await this.#state.update(slot, prompts);
    this.#changed.tell();
  }
}
