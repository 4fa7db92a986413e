import type { ErrorCode } from '../base/errors.ts';
import type { Model } from '../base/provider.ts';
import type { Chosen } from '../core/controls.ts';
import type { MadeFilter } from '../core/gallery.ts';
import type { JobKind } from '../core/job.ts';
import type { Notice } from '../core/result.ts';

// What host and Studio tell each other about. Everything here is plain data that a message can carry. Images are named by
// the URI of their file; what begins with `src` is an address that the page's <img> can load, and nothing else.

/** A model of a provider, with its row of the capability table: all controls of the page derive from that. */
export interface ModelInfo extends Pick<Model, 'id' | 'label' | 'family' | 'capabilities' | 'retired' | 'doubtful'> {
  /** A hint of what one image costs, in any currency. */
  readonly price?: string;
}

export interface ProviderInfo {
  readonly id: string;
  readonly label: string;
  /** Nothing is sent and nothing costs anything. */
  readonly isFree: boolean;
  /** False where a key is needed and none is there. */
  readonly isReady: boolean;
  /** In the order in which they are offered; the one that is chosen is always among them. */
  readonly models: readonly ModelInfo[];
}

export interface Target {
  readonly provider: string;
  readonly model: string;
}

/** A file that the page shows. Pixels as it is seen, bytes of the file. */
export interface ShownImage {
  readonly uri: string;
  /** How people call the place: workspace-relative where it is. */
  readonly path: string;
  readonly name: string;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  /** Small copy; absent where none could be made. */
  readonly srcThumbnail?: string;
}

/** What is being asked for. All but references, mask and target: what `easel.generate` takes. */
export interface Draft extends Chosen {
  /** The repository's style where it is named, or refused. */
  readonly style?: string | false | undefined;
  readonly preset?: string | undefined;
  /** URIs of the references, in order. */
  readonly images: readonly string[];
}

/** What the repository's styles add to a request, a line each; none where there are none. */
export interface StyleInfo {
  /** The house style, also where it is left out. */
  readonly house?: string;
  readonly preset?: string;
}

/** The request that made an image, for making it again or going on from it. */
export interface KnownRequest {
  readonly draft: Draft;
  readonly target: Target;
  /** Read from a file that may come from anywhere: a person looks at it before anything is sent. */
  readonly isSuggestion: boolean;
  /** Only a part of the first reference was to change; which part, the draft does not say. */
  readonly isRegion: boolean;
}

/** What becomes of a button on a card or in a message; the host knows what is behind the id. */
export interface ActionInfo {
  readonly id: string;
  readonly title: string;
}

export interface ErrorInfo {
  readonly code: ErrorCode;
  /** What happened, what it means for money, what to do next: sentences in the person's language. */
  readonly text: string;
  readonly actions: readonly ActionInfo[];
  /** A setting of the person's own held it back before anything was sent. */
  readonly isOwnSetting?: boolean;
}

/** A file that a job made. */
export interface ResultImage extends ShownImage {
  /** Painted by Sketch to hold the place of a real image. */
  readonly isPlaceholder: boolean;
  readonly revisedPrompt?: string;
}

export type CardState =
  | 'queued'
  | 'waiting'
  | 'receiving'
  | 'retrying'
  | 'saving'
  /** Waits for an answer of the person in VS Code: a key, a converted copy, a place. */
  | 'asking'
  | 'done'
  | 'failed'
  | 'cancelled';

/** One job on the page. Lives in the host: a page that is closed and opened again gets it back. */
export interface Card {
  readonly id: string;
  /** Cards of one prompt that was tried on several models have the same. */
  readonly group?: string;
  /** Known once there are results; names the conversation that can be gone on with. */
  readonly jobId?: string;
  readonly kind: JobKind;
  readonly target: Target;
  readonly providerLabel: string;
  readonly modelLabel: string;
  readonly draft: Draft;
  /** Only a part of an image was to change. */
  readonly isRegion: boolean;
  readonly state: CardState;
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Images so far, and images asked for. */
  readonly done: number;
  readonly total: number;
  /** When the next try begins, ms since the epoch. */
  readonly until?: number;
  /** A picture that came ahead of the answer's end; never a result. */
  readonly srcPreview?: string;
  readonly images: readonly ResultImage[];
  readonly notices: readonly Notice[];
  readonly error?: ErrorInfo;
  /** An image that documents show, and that these are versions of. */
  readonly original?: { readonly uri: string; readonly name: string; readonly documents: number };
  /** The answer can be gone on with: the model has conversations, or takes its own image as a reference. */
  readonly canContinue: boolean;
}

/** One turn of a conversation, oldest first. */
export interface ThreadTurn {
  readonly jobId: string;
  readonly prompt: string;
  readonly target: Target;
  readonly at: number;
  readonly references: readonly ShownImage[];
  readonly images: readonly ShownImage[];
}

/** All that a page needs to draw itself. */
export interface Snapshot {
  readonly providers: readonly ProviderInfo[];
  /** What a draft without a target of its own is sent to. */
  readonly target: Target;
  /** Newest first. */
  readonly recentPrompts: readonly string[];
  /** Newest first: running, failed, and those that were made last in this workspace. */
  readonly cards: readonly Card[];
  /** More than this at once are asked about. */
  readonly maxImagesPerJob: number;
  readonly isTrusted: boolean;
  /** Name of the document that Insert goes into. */
  readonly insertTarget?: string;
  /** What a page of this workspace remembered last (`remember`), for one that remembers nothing itself. */
  readonly saved?: string;
  /** What was to be done when this panel was opened. */
  readonly intents: readonly Intent[];
}

/** What commands of VS Code ask of the page. */
export type Intent =
  | { readonly kind: 'focusPrompt' }
  | { readonly kind: 'addReferences'; readonly images: readonly ShownImage[] }
  /** Shows one image of the workspace with all that can be done with it. */
  | { readonly kind: 'showImage'; readonly image: ShownImage };

export interface GalleryItem {
  readonly uri: string;
  readonly path: string;
  /** ms since the epoch. */
  readonly at: number;
  /** Beginning of the prompt. */
  readonly prompt: string;
  readonly provider: string;
  readonly model: string;
  readonly kind: JobKind;
  readonly isPlaceholder: boolean;
  readonly width: number;
  readonly height: number;
}

export type GalleryFilter = MadeFilter;

export interface GalleryPage {
  /** Newest first. */
  readonly items: readonly GalleryItem[];
  /** All that Easel made here, whatever the filter. */
  readonly total: number;
  /** What the filter can choose among. */
  readonly providers: readonly { readonly id: string; readonly label: string }[];
  readonly models: readonly string[];
  /** The workspace is still being looked through. */
  readonly isScanning: boolean;
}

/** An image in the line of those that it was edited from or that were edited from it. */
export interface Relative {
  /** Absent: the file is gone, or lies outside the workspace. */
  readonly image?: ShownImage;
  readonly path: string;
}

export interface Details {
  readonly image: ShownImage;
  /** Undefined: how it was made is not known. */
  readonly made?: {
    readonly prompt: string;
    readonly revisedPrompt?: string;
    readonly target: Target;
    readonly providerLabel: string;
    readonly at?: number;
    readonly jobId?: string;
    /** Images that the job made; known together with `jobId`. */
    readonly imageCount?: number;
    readonly isPlaceholder: boolean;
    /** Name and value of each parameter, as text. */
    readonly parameters: readonly (readonly [string, string])[];
    /** What was asked against what came, for what can be compared: "Size": "1024x1536" / "1024x1024". */
    readonly compared: readonly { readonly name: string; readonly asked: string; readonly got: string }[];
    readonly canContinue: boolean;
  };
  readonly parents: readonly Relative[];
  readonly children: readonly Relative[];
  /** Id of the version in Git that it can be compared with. */
  readonly hasGitVersion: boolean;
}

/** A whole image for looking at. */
export interface ViewedImage extends ShownImage {
  readonly src: string;
}

/** What is done to an image on this machine, in this order. Pixels of the upright picture. */
export interface Transform {
  readonly crop?:
    { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | undefined;
  /** Size of the canvas that the picture is put into the middle of; `colour` is "#rrggbb" or "transparent". */
  readonly pad?: { readonly width: number; readonly height: number; readonly colour: string } | undefined;
  readonly resize?: { readonly width: number; readonly height: number } | undefined;
  /** Default: the format it has. */
  readonly format?: 'png' | 'jpeg' | 'webp' | undefined;
  /** 1 to 100, for JPEG and WebP. */
  readonly quality?: number | undefined;
}

export interface TransformPreview {
  readonly src: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly mediaType: string;
  /** What the new file will not have any more, as sentences. */
  readonly losses?: readonly string[];
}
