// The transport as a bundle of its own, loaded when the first request is made.
import { config } from '@vscode/l10n';

export { createHttp } from './client.ts';

/** A bundle has a table of strings of its own, so it is told the language too. */
export function translate(contents: Readonly<Record<string, string>>): void {
  config({ contents: { ...contents } });
}
