import type { DocumentImage } from '../../core/docs/documentImage.ts';
import type { LinkLanguage } from '../../core/docs/link.ts';

/** Longer documents are nothing that a person writes: nobody waits for them. */
export const maxDocumentBytes = 5 * 1024 * 1024;

/** What a document is read as. `notebook`: Markdown in the cells of a file of JSON. */
export type DocumentKind = LinkLanguage | 'notebook';

/** A document, and where its text comes from. */
export type DocumentSource = { readonly kind: DocumentKind } & (
  | { readonly text: string }
  | { readonly bytes: Uint8Array }
  /** Of a file of this machine, which the thread reads itself. */
  | { readonly path: string }
  /** There is no text to be had, and that is the answer. */
  | { readonly problem: DocumentProblem }
);

/** An image, and the cell whose text its positions count in, where the document is a notebook. */
export interface FoundImage {
  readonly image: DocumentImage;
  /** Of all cells of the notebook, from 0. */
  readonly cell?: number;
}

/** Why nothing is known of a document. */
export type DocumentProblem = 'unreadable' | 'tooLarge' | 'unparsable';

/** What was found in a document of the request, or a part of that: one with many images comes in several. */
export interface Found {
  /** Of the document in the request. */
  readonly index: number;
  readonly images: readonly FoundImage[];
  readonly problem?: DocumentProblem;
  /** For the log. */
  readonly detail?: string;
}

export interface DocumentsRequest {
  readonly documents: readonly DocumentSource[];
}

/** Which of these names of image files stand in texts of any language. */
export interface NamesRequest {
  /** Files of this machine, and what is in others. */
  readonly texts: readonly (string | Uint8Array)[];
  readonly names: readonly string[];
}

/** Its answer is one piece, a serialised `readonly string[]`. */
export type DocsRequest = DocumentsRequest | NamesRequest;

/**
 * The answer in pieces, each a serialised `readonly Found[]` that does not take the host long: it unpacks one of them in
 * a turn of its event loop.
 */
export interface FromDocsWorker {
  readonly id: number;
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
}
