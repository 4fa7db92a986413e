import type * as vscode from 'vscode';
import type { StyleFile } from './styleFiles.ts';

const slot = 'easel.acceptedStyles';
/** Accepted last, of one workspace. */
const most = 200;

/** What a person answers about a style that they have not seen yet. `cancelled`: they want no image now. */
export type StyleAnswer = 'use' | 'leave' | 'cancelled';

/** What has been answered about the images of one run, so that nobody is asked about each of them. */
export type StyleAnswers = Map<string, Promise<StyleAnswer>>;

/**
 * Styles come with a repository: each is used only when its person has seen it, in this workspace, as it is now. What
 * they accepted is known by its hash and kept in the workspace's state, which no repository can write.
 */
export class StyleTrust {
  readonly #state: vscode.Memento;
  readonly #ask: (file: StyleFile) => Promise<StyleAnswer>;
  /** Questions that are open. */
  readonly #asking: StyleAnswers = new Map();

  constructor(state: vscode.Memento, ask: (file: StyleFile) => Promise<StyleAnswer>) {
    this.#state = state;
    this.#ask = ask;
  }

  isAccepted({ hash }: StyleFile): boolean {
    return this.#accepted().includes(hash);
  }

  async accept(files: readonly StyleFile[]): Promise<void> {
    const fresh = files.filter((file) => !this.isAccepted(file)).map(({ hash }) => hash);
    if (fresh.length > 0) await this.#state.update(slot, [...fresh, ...this.#accepted()].slice(0, most));
  }

  /** Asks once per run, and never twice at the same time. */
  async answerFor(file: StyleFile, answers: StyleAnswers): Promise<StyleAnswer> {
    if (this.isAccepted(file)) return 'use';
    const answer = answers.get(file.hash) ?? this.#asking.get(file.hash) ?? this.#question(file);
    answers.set(file.hash, answer);
    return answer;
  }

  #question(file: StyleFile): Promise<StyleAnswer> {
    const asking = this.#ask(file).then(async (answer) => {
      if (answer === 'use') await this.accept([file]);
      return answer;
    });
    this.#asking.set(file.hash, asking);
    const forget = () => this.#asking.delete(file.hash);
    asking.then(forget, forget);
    return asking;
  }

  #accepted(): readonly string[] {
    const kept = this.#state.get<unknown>(slot, []);
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
  }
}
