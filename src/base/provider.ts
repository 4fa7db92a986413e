import type { ByteSource } from './bytes.ts';
import type { MediaType } from './media.ts';

/** Shapes that a model can be asked for. Everything that offers, checks or sends a shape derives from this. */
export type Shape =
  | {
      /** The model takes an aspect ratio, and perhaps a resolution step. */
      readonly kind: 'ratios';
      /** Empty, as well as the others: nothing can be said of the shape. */
      readonly ratios: readonly string[];
      /** Steps such as "1K", "2K". Empty: the model has one resolution and none is sent. */
      readonly resolutions: readonly string[];
      /** "WxH" sizes that may stand in the place of a ratio. */
      readonly sizes?: readonly string[];
    }
  | {
      /** The model takes one of these "WxH" sizes. */
      readonly kind: 'sizes';
      readonly sizes: readonly string[];
    }
  | {
      /** The model takes any "WxH" within these bounds. */
      readonly kind: 'pixels';
      readonly multipleOf: number;
      readonly minPixels: number;
      readonly maxPixels: number;
      readonly maxEdge: number;
      /** Largest long side over short side. */
      readonly maxRatio: number;
      /** Offered first; any other size within the bounds can be typed. */
      readonly suggested: readonly string[];
      /** Steps that may stand in the place of a size. */
      readonly resolutions: readonly string[];
    };

export interface ReferenceLimits {
  /** Most references in one call; 0: the model takes none. */
  readonly max: number;
  /** Most that the vendor recommends; more are sent, and people told. */
  readonly recommended?: number;
  /** Fewest references; 1 for models that only edit. */
  readonly min: number;
  readonly formats: readonly MediaType[];
  /** Bytes of one reference as it is sent, before base64. */
  readonly maxBytes: number;
  /** The service fetches references by itself when they are links of these kinds. Absent: they go as bytes. */
  readonly urls?: readonly ('https:' | 'http:')[];
  /** Longest side in pixels, where the service states one. */
  readonly maxEdge?: number;
  /** Shortest side in pixels, where the service states one. */
  readonly minEdge?: number;
}

/** What one model can do at one service: data, and the only place where it is written down. */
export interface Capabilities {
  readonly shape: Shape;
  readonly references: ReferenceLimits;
  readonly mask: boolean;
  /** Largest file of a mask, where the service states one. */
  readonly maxMaskBytes?: number;
  /** Most independent variations in one call; more are asked for by parallel calls. */
  readonly countPerCall: number;
  readonly seed: boolean;
  readonly negativePrompt: boolean;
  /** Most characters in a negative prompt, where the service states a number. */
  readonly negativePromptCharacters?: number;
  /** Values of `quality`, `background` and `outputFormat`; empty: the model has no such option. */
  readonly qualities: readonly string[];
  readonly backgrounds: readonly string[];
  readonly outputFormats: readonly string[];
  /** Most characters in a prompt, where the service states a number. */
  readonly promptCharacters?: number;
  /** The model can be asked to go on in a conversation with its earlier turns. */
  readonly conversation: boolean;
  /** Partial images can be had while the answer is on its way. */
  readonly streaming: boolean;
  /** What is different while it goes on in a conversation, where that is had by another endpoint. */
  readonly inConversation?: Pick<Capabilities, 'shape' | 'streaming'>;
}

export interface Model {
  /** Sent as it is. */
  readonly id: string;
  /** What people call it, "Nano Banana". */
  readonly label?: string;
  readonly family: string;
  readonly capabilities: Capabilities;
  /** What one image costs by the service's documents, as a hint: "¥0.20". */
  readonly price?: string;
  /** Id upstream of the model that replaces it when it is gone. */
  readonly successor?: string;
  /** Day it was or will be shut down upstream, ISO. */
  readonly retired?: string;
  /**
   * Values the documents list but upstream is known to treat differently, by option or by field of `parameters`. Sent,
   * with a notice.
   */
  readonly doubtful?: Readonly<Record<string, readonly string[] | 'any'>>;
}

/** An image on its way to a service: metadata stripped, orientation applied, limits checked. */
export interface PreparedImage extends ByteSource {
  readonly mediaType: MediaType;
  readonly width: number;
  readonly height: number;
  /** File name with the extension of its content; never a path of this machine. */
  readonly name: string;
}

/** One earlier turn of a conversation. */
export interface Turn {
  readonly role: 'user' | 'model';
  readonly text?: string;
  readonly images: readonly PreparedImage[];
  /** The model's own turn as the service sent it (signatures included), to be sent back unchanged. */
  readonly verbatim?: PayloadValue;
}

/** One exchange that is to be had with a service: the request after planning, in the domain's words. */
export interface Call {
  readonly model: Model;
  readonly prompt: string;
  readonly references: readonly PreparedImage[];
  /** Links that the service fetches by itself; empty unless all references are links and the model takes them. */
  readonly referenceUrls: readonly string[];
  readonly mask?: PreparedImage;
  readonly turns: readonly Turn[];
  /** Variations wanted from this one call. */
  readonly count: number;
  /** What there is to see is wanted while the answer is on its way; only for models with `streaming`. */
  readonly previews?: true;
  readonly aspectRatio?: string;
  readonly resolution?: string;
  readonly size?: string;
  readonly quality?: string;
  readonly background?: string;
  readonly outputFormat?: string;
  readonly seed?: number;
  readonly negativePrompt?: string;
}

/** A file's place in a JSON body. The bytes are streamed in when the body is sent, never held as a string. */
export class FileValue {
  readonly image: PreparedImage;
  readonly form: 'dataUri' | 'base64';

  constructor(image: PreparedImage, form: 'dataUri' | 'base64') {
    this.image = image;
    this.form = form;
  }
}

/** JSON in which files may stand where strings do. */
export type PayloadValue =
  null | boolean | number | string | FileValue | readonly PayloadValue[] | { readonly [key: string]: PayloadValue };

export type PayloadObject = { readonly [key: string]: PayloadValue };

export interface FormField {
  readonly name: string;
  readonly value: string | PreparedImage;
}

export type Payload =
  | { readonly kind: 'json'; readonly value: PayloadObject }
  | { readonly kind: 'form'; readonly fields: readonly FormField[] };

/** What a dialect makes of a call. `path` begins with its version ("/v1/…") and goes after the service's base URL. */
export interface HttpOrder {
  readonly transport: 'http';
  readonly method: 'POST';
  readonly path: string;
  readonly payload: Payload;
  /** Headers beside the key's and the content's. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How the result is asked for when the answer is a task. */
  readonly poll?: PollContract;
}

/** A picture to be painted on this machine. */
export interface SketchOrder {
  readonly transport: 'sketch';
  readonly prompt: string;
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly references: readonly PreparedImage[];
  readonly mask?: PreparedImage;
}

export type Order = HttpOrder | SketchOrder;

/** A wire format. Pure: the same call always makes the same order. Replies are read by shape (`wire/normalise`). */
export type Dialect = (call: Call) => Order;

/** How a task is asked for its result, as data. Times in ms. */
export interface PollContract {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly idIn: 'query' | 'path';
  readonly idName: string;
  readonly initialDelayMs: number;
  readonly intervalMs: number;
  readonly backoff: number;
  readonly maxIntervalMs: number;
  readonly notFoundGraceMs: number;
}

export type AuthScheme = 'bearer' | 'x-goog-api-key' | 'x-api-key' | 'none';

/** A field of a body that says how many images it asks for. */
export interface CountField {
  /** Dotted where it is not at the top: "parameters.n". */
  readonly path: string;
  /** Most that the service makes. A body that says more, or no number, is not sent. Absent: no document states it. */
  readonly most?: number;
  /** Most results and references together. */
  readonly mostWithReferences?: number;
  /**
   * It only bounds a group, of which the model makes as many as it likes, and which another field turns on. A group
   * without a bound may have as many as the service makes.
   */
  readonly group?: { readonly path: string; readonly value: string };
}

/** A service: one file in `providers/`. */
export interface Service {
  readonly id: string;
  readonly label: string;
  /** Origin (and path prefix, where the service has one) that paths are put after. Empty for `sketch`. */
  readonly baseUrl: string;
  readonly auth: AuthScheme;
  /** A key is sent when there is one, and not missed when there is none: a server on one's own machine. */
  readonly keyOptional?: boolean;
  /** How the paths of its orders begin, where that is more than a version: what an address may end with as pasted. */
  readonly ownPath?: string;
  /** Page where a person gets a key. */
  readonly keyPage?: string;
  /** Page that says what was charged. */
  readonly usagePage?: string;
  readonly models: readonly Model[];
  readonly firstModel: string;
  /** The row for an id that is not in `models`: the family is guessed from the name, so that any id can be sent. */
  readonly guess: (id: string) => Model;
  readonly dialect: (model: Model) => Dialect;
  /** A free GET that only a good key gets an answer from, where the list of models asks for none. */
  readonly keyCheck?: string;
  /** A free GET that lists the models of a key. */
  readonly modelList?: string;
  /** What says how many images a body asks for, to be read back after `parameters`. */
  readonly counts: readonly CountField[];
  /** Each partial image costs something, so that they are not asked for unless the person wants them at that price. */
  readonly chargesPreviews?: boolean;
  /** Body fields that `parameters` may not touch beside the common ones. */
  readonly reserved?: readonly string[];
}
