import type { Style } from './style.ts';

/**
 * Everything of a style that can change what is sent, in one text: equal for two files exactly where a person who agreed
 * to one has agreed to the other. Comments, notes and the order of keys are no part of it.
 * @param references SHA-256 of each reference that may go along, in their order
 */
export function fingerprintOf(style: Style, references: readonly string[]): string {
  const { text, aspectRatio, resolution, model, negativePrompt, uses } = style;
  return JSON.stringify([
    text,
    references,
    [aspectRatio, resolution, model, negativePrompt].map((value) => value ?? null),
    uses.map((use) => [use.name, use.text, use.aspectRatio, use.resolution, use.model].map((value) => value ?? null)),
  ]);
}
