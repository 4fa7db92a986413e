/** What images of one project have in common, as a file of the repository says it: its house style, or a preset. */
export interface Style {
  /** What a preset calls itself. */
  readonly name?: string;
  /** Added to the prompt of every image; may be empty. */
  readonly text: string;
  /** Paths of images that go along, relative to the workspace folder. Nobody has looked yet whether they may. */
  readonly references: readonly string[];
  readonly aspectRatio?: string;
  readonly resolution?: string;
  /** A suggestion: "provider/model" or "model". */
  readonly model?: string;
  readonly negativePrompt?: string;
  readonly uses: readonly Use[];
  /** What of the file does not count, as sentences. */
  readonly notes: readonly string[];
}

/** What is different for one kind of image: a hero, an icon, a diagram. */
export interface Use {
  readonly name: string;
  /** Added to the text of the style. */
  readonly text?: string;
  readonly aspectRatio?: string;
  readonly resolution?: string;
  readonly model?: string;
}

/** A style as it applies to one image. */
export interface Look {
  readonly style: Style;
  readonly use?: Use | undefined;
}

/** A style that says nothing, and why. */
export function emptyStyle(note: string): Style {
  return { text: '', references: [], uses: [], notes: [note] };
}

/** Whether nothing that is sent would be different with it, as of a template that nobody filled in. */
export function isEmptyLook({ style, use }: Look): boolean {
  const { aspectRatio, resolution, model, negativePrompt, references } = style;
  const own = [aspectRatio, resolution, model, negativePrompt, use?.aspectRatio, use?.resolution, use?.model];
  return textOf({ style, use }) === '' && references.length === 0 && own.every((value) => value === undefined);
}

/** What is added to a prompt. */
export function textOf({ style, use }: Look): string {
  return [style.text, use?.text ?? ''].filter((text) => text !== '').join('\n\n');
}

/** The model that is suggested. */
export function modelOf({ style, use }: Look): string | undefined {
  return use?.model ?? style.model;
}

export function useNamed({ uses }: Style, name: string): Use | undefined {
  return uses.find((use) => sameName(use.name, name));
}

/**
 * The use that the path of an image stands for: "hero.png", "icon-search.png" and "icons/search.png" say what they are
 * for. The file's own name goes before its folders, the innermost first.
 */
export function useForPath({ uses }: Style, path: string): Use | undefined {
  const segments = path.replace(/\.[^./]*$/, '').split('/');
  for (const segment of segments.reverse()) {
    const words = wordsOf(segment);
    const use = uses.find(({ name }) => {
      const wanted = wordsOf(name).join(' ');
      const text = ` ${words.join(' ')} `;
      return wanted !== '' && (text.includes(` ${wanted} `) || text.includes(` ${wanted}s `));
    });
    if (use) return use;
  }
  return undefined;
}

function wordsOf(text: string): readonly string[] {
  const parts = text.normalize('NFC').replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  return parts.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
}

function sameName(a: string, b: string): boolean {
  return a.normalize('NFC').toLowerCase() === b.normalize('NFC').toLowerCase();
}
