import { t } from '@vscode/l10n';
import type { State } from '../state.ts';

/** Something that an image can be compared with. */
export interface Rival {
  /** A URI, or "git". */
  readonly value: string;
  readonly label: string;
}

/** What lies near: Git's version, results of the same jobs, their references and those of the draft. Each once. */
export function rivalsOf(uri: string, { host, references }: State): readonly Rival[] {
  const cards = host?.cards ?? [];
  const own = cards.find(({ images }) => images.some((image) => image.uri === uri));
  const siblings = cards.filter((card) => card === own || (own?.group !== undefined && card.group === own.group));
  const results = siblings.flatMap(({ images, modelLabel }) =>
    images.map((image) => ({ value: image.uri, label: t('{0} ({1})', image.name, modelLabel) })),
  );
  const sources = siblings.flatMap(({ draft }) => draft.images.map((value) => ({ value, label: nameOf(value) })));
  const drafted = references.map((image) => ({ value: image.uri, label: image.name }));
  const all = [{ value: 'git', label: t('Version in Git') }, ...results, ...sources, ...drafted];
  return all.filter(({ value }, index) => value !== uri && all.findIndex((each) => each.value === value) === index);
}

/** Last part of a URI, as people read it. */
export function nameOf(uri: string): string {
  const last = uri.split(/[?#]/)[0]?.split('/').at(-1) ?? uri;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
