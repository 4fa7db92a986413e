import type { Draft, ShownImage, Snapshot, Target } from '../protocol/types.ts';
import type { TransformForm } from './editing/transformForm.ts';

/** A mark that a person made on an image, in its pixels; replayed to draw the mask. */
export type Stroke =
  | {
      readonly tool: 'brush' | 'eraser';
      readonly radius: number;
      readonly points: readonly (readonly [number, number])[];
    }
  | {
      readonly tool: 'rectangle';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    }
  | { readonly tool: 'lasso'; readonly points: readonly (readonly [number, number])[] }
  /** What was marked is not, and what was not is. */
  | { readonly tool: 'invert' };

/** The part of the first reference that is to change. */
export interface RegionDraft {
  readonly uri: string;
  /** Upright size of that image. */
  readonly width: number;
  readonly height: number;
  readonly strokes: readonly Stroke[];
  /** Pixels over which the edge fades. */
  readonly feather: number;
  readonly keepsOutside: boolean;
}

/** What is in front. Details, region, compare and transform lie over the tab that they were opened from. */
export type Route =
  | { readonly view: 'create' }
  | { readonly view: 'gallery' }
  | { readonly view: 'image'; readonly uri: string }
  /** `draft`: what is marked and not yet used. */
  | { readonly view: 'region'; readonly uri: string; readonly draft?: RegionDraft }
  /** `right` is a URI, or "git" for the version of `left` that Git has. */
  | { readonly view: 'compare'; readonly left: string; readonly right: string }
  | { readonly view: 'transform'; readonly uri: string; readonly draft?: TransformForm };

/** What the page remembers by itself, also while it is hidden and over a reload of the window. */
export interface Saved {
  readonly version: 1;
  /** What is typed and chosen. Options that the models chosen do not have are kept, and left out when it is sent. */
  readonly draft: Omit<Draft, 'images'>;
  /** One, or several to try the prompt on. Empty: the host's choice. */
  readonly targets: readonly Target[];
  /** The same seed next time; else a new one each time. */
  readonly isSeedLocked: boolean;
  readonly references: readonly ShownImage[];
  readonly region: RegionDraft | null;
  /** The last one is in front; never empty. */
  readonly routes: readonly Route[];
  readonly gallery: {
    readonly search: string;
    readonly provider?: string | undefined;
    readonly model?: string | undefined;
    readonly kind?: 'generate' | 'edit' | 'insert' | undefined;
    readonly placeholdersOnly: boolean;
    /** Pixels from the top. */
    readonly scroll: number;
  };
}

/** All that views draw from. Replaced as a whole by each change, so that views can compare by identity. */
export interface State extends Saved {
  /** Undefined until the host has answered for the first time. */
  readonly host: Snapshot | undefined;
  /** Said once, by the live region. */
  readonly status: Status | undefined;
}

export interface Status {
  readonly text: string;
  readonly isError: boolean;
  readonly at: number;
  /** Shown for a while: it stands nowhere else on the page. */
  readonly isSeen: boolean;
}

export const emptySaved: Saved = {
  version: 1,
  draft: { prompt: '' },
  targets: [],
  isSeedLocked: false,
  references: [],
  region: null,
  routes: [{ view: 'create' }],
  gallery: { search: '', placeholdersOnly: false, scroll: 0 },
};
