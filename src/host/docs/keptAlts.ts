import type * as vscode from 'vscode';

const slot = 'easel.keptAlts';
/** More images than these are not remembered. */
const most = 500;

/** Images that their person keeps although documents say something else of them by now. Of this workspace. */
export class KeptAlts {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  /** What was said when it was agreed to. */
  find(image: vscode.Uri): string | undefined {
    return new Map(this.#read()).get(image.toString());
  }

  async keep(image: vscode.Uri, alt: string): Promise<void> {
    const others = this.#read().filter(([uri]) => uri !== image.toString());
    await this.#state.update(slot, [...others, [image.toString(), alt]].slice(-most));
  }

  #read(): readonly (readonly [uri: string, alt: string])[] {
    return this.#state.get<readonly (readonly [string, string])[]>(slot, []);
  }
}
