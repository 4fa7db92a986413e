/** A piece of a document's text; UTF-16 code units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replaces a piece of a document's text. */
export interface TextChange extends Span {
  readonly text: string;
}

/**
 * How an image stands in a document. A target is written differently in each of them.
 *
 * - `inline`: `![alt](path "title")` of Markdown
 * - `definition`: `[name]: path "title"` of Markdown, for each image that refers to it
 * - `attribute`: the value of `src` in HTML, in Markdown, MDX and what looks like them
 * - `srcset`: one candidate of `srcset`
 * - `frontMatter`: a value of the block of data that a document begins with
 * - `macro`: `image::path[alt, width, height]` of AsciiDoc
 * - `directive`: `.. image:: path` or `.. figure:: path` of reStructuredText
 */
export type ImageForm = 'inline' | 'definition' | 'attribute' | 'srcset' | 'frontMatter' | 'macro' | 'directive';

/** An image that a document shows or names. */
export interface DocumentImage {
  readonly form: ImageForm;
  /** All of it, where it stands: of a reference the place of the image, not of its definition. */
  readonly span: Span;
  /** Its target as it is written, without the quotes or brackets around it. */
  readonly target: Span;
  /** The target as a reader of this language understands it: escapes resolved, percent signs not. */
  readonly url: string;
  /** The part of `url` that is not written at the target but comes before it: `imagesdir` of AsciiDoc. Ends with "/". */
  readonly base?: string;
  /** What stands around the target in front matter, where something does. */
  readonly quote?: '"' | "'";
  /** As it is read, in one line. '' where it is there and empty, undefined where there is none. */
  readonly alt?: string;
  /** Where an alternative text is written: a piece to replace, and what has to stand around the new text. */
  readonly altPlace?: Span & { readonly before: string; readonly after: string };
  /** CSS pixels, where the document says so in pixels. */
  readonly width?: number;
  readonly height?: number;
}
