/** Differences between what was asked and what came, and what could not be used. */
export interface Notice {
  readonly code: 'ignored' | 'count' | 'size' | 'ratio' | 'format' | 'converted' | 'modelReplaced' | 'failedPart';
  readonly message: string;
}

/** One image that is a file now. Dimensions in pixels, measured from the bytes. */
export interface ImageFile {
  readonly uri: string;
  /** Relative to its workspace folder, with `/`; the absolute path when it was saved outside. */
  readonly path: string;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly revisedPrompt?: string;
}

/** What the commands that make images resolve to. */
export interface ImageResult {
  readonly jobId: string;
  readonly images: readonly ImageFile[];
  readonly notices: readonly Notice[];
  /** Nested counters joined by dots. */
  readonly usage?: Readonly<Record<string, number>>;
}
