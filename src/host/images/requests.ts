import type { Recipe } from '../../core/assets/recipe.ts';
import type { Composed, Conversion, Converted } from '../../core/ports.ts';
import type { Transform } from '../../protocol/types.ts';
import type { Raster } from '../../sketch/raster.ts';

/** An image file in memory. PNG, JPEG and WebP can be read; what the bytes are decides, `mediaType` is for messages. */
export interface EncodedImage {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

/** A picture to be painted by the embedded painter. */
export interface SketchRequest {
  readonly kind: 'sketch';
  readonly prompt: string;
  readonly seed: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly references: readonly EncodedImage[];
  /** Alpha 0: change here. */
  readonly mask?: EncodedImage;
}

export interface SketchReply {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface ConvertRequest extends Conversion, EncodedImage {
  readonly kind: 'convert';
  /** What shows through transparency in a JPEG, 0xRRGGBB; default white. */
  readonly background?: number;
}

/** The pixels of an image, perhaps smaller. */
export interface DecodeRequest extends EncodedImage {
  readonly kind: 'decode';
  readonly maxEdge?: number;
}

/** A file that must still be what it was. */
export interface PinnedImage {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** A result put into a region of its original. */
export interface ComposeRequest {
  readonly kind: 'compose';
  readonly original: PinnedImage;
  /** Alpha 0: the result; 255: the original. */
  readonly mask: PinnedImage;
  readonly result: Uint8Array;
}

export type ComposeReply = Composed;

export interface TransformRequest {
  readonly kind: 'transform';
  readonly bytes: Uint8Array;
  readonly transform: Transform;
}

export type TransformReply = Converted;

/** Pictures of an asset set, all of one master. */
export interface AssetsRequest {
  readonly kind: 'assets';
  readonly bytes: Uint8Array;
  readonly recipes: readonly Recipe[];
}

export interface AssetsReply {
  /** For each recipe, in order. Undefined: the master is too small for it. */
  readonly pictures: readonly (Converted | undefined)[];
  /** What the recipe's `auto` means for this master. */
  readonly fit: 'crop' | 'pad';
}

export type ImageRequest =
  SketchRequest | ConvertRequest | DecodeRequest | ComposeRequest | TransformRequest | AssetsRequest;

/** What each kind of request resolves to. */
export interface Replies {
  readonly sketch: SketchReply;
  readonly convert: Converted;
  readonly decode: Raster;
  readonly compose: ComposeReply;
  readonly transform: TransformReply;
  readonly assets: AssetsReply;
}

/** Why a request cannot be done, apart from a fault of our own. */
export type Problem =
  | 'unsupported'
  | 'animated'
  | 'undecodable'
  | 'tooManyPixels'
  | 'cannotFit'
  /** The original or the mask is not what it was. */
  | 'changed'
  | 'maskSize'
  | 'cropOutside'
  | 'padTooSmall'
  | 'nothingToDo';

/** Thrown inside the worker; crosses to the host as data. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem, options);
    this.problem = problem;
  }
}

export interface ToWorker {
  readonly id: number;
  readonly request: ImageRequest;
}

export type FromWorker =
  | { readonly id: number; readonly reply: Replies[keyof Replies] }
  | { readonly id: number; readonly problem: Problem }
  /** A fault of our own; `detail` is for the log. */
  | { readonly id: number; readonly detail: string };
