import type * as vscode from 'vscode';

const slot = 'easel.recentPrompts';
const most = 30;

/** The prompts that a person typed last, newest first, on this machine only. */
export class RecentPrompts {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  list(): readonly string[] {
    return this.#state.get<string[]>(slot, []);
  }

  async add(prompt: string): Promise<void> {
    const text = prompt.trim();
    if (text === '') return;
    await this.#state.update(slot, [text, ...this.list().filter((each) => each !== text)].slice(0, most));
  }

  async remove(prompt: string): Promise<void> {
    await this.#state.update(
      slot,
      this.list().filter((each) => each !== prompt),
    );
  }
}
