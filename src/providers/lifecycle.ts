import type { Model } from '../base/provider.ts';

type Fate = Pick<Model, 'retired' | 'successor'>;

/**
 * What becomes of model ids upstream (ai.google.dev/gemini-api/docs/deprecations). Relays often keep an id alive that is
 * gone at its vendor: it is sent as it is, and a successor is only offered when it fails.
 */
const fates: Readonly<Record<string, Fate>> = {
  'gemini-2.5-flash-image-preview': { retired: '2026-01-15', successor: 'gemini-2.5-flash-image' },
  'gemini-2.5-flash-image': { retired: '2026-10-02', successor: 'gemini-3.1-flash-image' },
  'gemini-3-pro-image-preview': { retired: '2026-06-25', successor: 'gemini-3-pro-image' },
  'gemini-3.1-flash-image-preview': { retired: '2026-06-25', successor: 'gemini-3.1-flash-image' },
  // Whether and when this one goes is told differently by different pages.
  'gemini-3.1-flash-image': { successor: 'gemini-nano-banana-2.1' },
  'imagen-4.0-fast-generate-001': { retired: '2026-08-17', successor: 'gemini-3.1-flash-image' },
  'imagen-4.0-generate-001': { retired: '2026-08-17', successor: 'gemini-3.1-flash-image' },
  'imagen-4.0-ultra-generate-001': { retired: '2026-08-17', successor: 'gemini-3-pro-image' },
};

/** Names under which services offer one and the same model. */
const aliases: readonly (readonly string[])[] = [
  ['gemini-2.5-flash-image', 'gemini-2.5-flash-image-preview', 'nano-banana', 'nano-banana-fast'],
  ['gemini-3-pro-image', 'gemini-3-pro-image-preview', 'nano-banana-pro'],
  ['gemini-3.1-flash-image', 'gemini-3.1-flash-image-preview', 'nano-banana-2'],
  ['gemini-nano-banana-2.1', 'nano-banana-2.1'],
];

/** An id without the vendor that routers put before it: "google/gemini-3-pro-image". */
export function bareId(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

export function fateOf(id: string): Fate {
  const bare = bareId(id);
  return Object.hasOwn(fates, bare) ? (fates[bare] ?? {}) : {};
}

function namesOf(id: string): readonly string[] {
  return aliases.find((names) => names.includes(id)) ?? [id];
}

/** Other names of a model, then those of what came after it, and so on: what can stand in its place, nearest first. */
export function heirsOf(id: string): readonly string[] {
  const bare = bareId(id);
  const heirs = new Set<string>();
  const waiting = [...namesOf(bare)];
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    if (heirs.has(name)) continue;
    heirs.add(name);
    const { successor } = fateOf(name);
    if (successor !== undefined) waiting.push(...namesOf(successor));
  }
  return [...heirs].filter((name) => name !== bare);
}
