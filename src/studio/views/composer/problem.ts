/** Something that is typed and cannot be sent as it is, told by the part that it is typed in. */
export interface Problem {
  readonly of: string;
  /** Undefined: it is good now. */
  readonly text: string | undefined;
}

export function tellProblem(part: HTMLElement, of: string, text: string | undefined): void {
  const detail: Problem = { of, text };
  part.dispatchEvent(new CustomEvent('problem', { detail }));
}
