import { imagesInAsciidoc } from './asciidoc.ts';
import type { DocumentImage } from './documentImage.ts';
import { frontMatter } from './frontMatter.ts';
import { imagesInHtml } from './html.ts';
import type { LinkLanguage } from './link.ts';
import { imagesInMarkdown } from './markdown.ts';
import { Passage } from './passage.ts';
import { imagesInRestructuredText } from './restructuredText.ts';

// Parsers are large: only the thread that reads documents imports this.

const readers: Readonly<Record<LinkLanguage, (text: string, from: number) => readonly DocumentImage[]>> = {
  markdown: imagesInMarkdown,
  html: (text, from) => imagesInHtml(Passage.whole(text, from)),
  asciidoc: imagesInAsciidoc,
  restructuredtext: imagesInRestructuredText,
};

/** The images that a document shows or names, in its order. Any text is a document. */
export function findImages(language: LinkLanguage, text: string): readonly DocumentImage[] {
  const { images, end } = frontMatter(language, text);
  const inBody = readers[language](text.slice(end), end);
  return [
    ...images,
    ...[...inBody].sort((one, other) => one.span.start - other.span.start || one.target.start - other.target.start),
  ];
}
