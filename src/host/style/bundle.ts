// What reads styles, as a bundle of its own: most projects have none, and a YAML parser is large.
import { config } from '@vscode/l10n';

export { parseStyle } from '../../core/style/parse.ts';

/** A bundle has a table of strings of its own, so it is told the language too. */
export function translate(contents: Readonly<Record<string, string>>): void {
  config({ contents: { ...contents } });
}
