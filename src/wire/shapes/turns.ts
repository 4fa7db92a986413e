import type { ReplyObject, ReplyValue } from '../sink.ts';
import { BlobRef, MixedText } from '../sink.ts';
import { linksIn } from './links.ts';
import { pictureIn, type Found, type ReplyImage } from './pictures.ts';
import { firstWord, get, isList, isRecord, items, text } from './value.ts';

/** Characters of a model's words that are kept for showing. */
const textCap = 20_000;

/**
 * What a model said, in parts that may come over several events: Gemini's candidates and the chat dialects' choices.
 */
export class TurnFold {
  /** Pictures that the model made while thinking: drafts. */
  readonly drafts: ReplyImage[] = [];
  finishReason: string | undefined;
  readonly #found: Found[] = [];
  readonly #words: (string | BlobRef)[] = [];
  readonly #parts: ReplyValue[] = [];
  #whole: ReplyObject | undefined;
  #chat: ReplyObject | undefined;
  #refusal = '';

  /** Takes what an event says. */
  add(reply: ReplyValue): void {
    for (const candidate of items(get(reply, 'candidates'))) this.#candidate(candidate);
    for (const choice of items(get(reply, 'choices'))) this.#choice(choice);
  }

  /** A model's own refusal to draw (OpenAI chat). */
  get refused(): boolean {
    return this.#refusal !== '';
  }

  found(): readonly Found[] {
    const blobs = this.#words.filter((word) => word instanceof BlobRef).map((blob) => pictureIn(blob));
    const inWords = blobs.filter((each) => each !== undefined);
    if (this.#found.some((each) => 'image' in each)) return this.#found;
    if (inWords.some((each) => 'image' in each)) return inWords;
    const links = linksIn(this.#words.filter((word) => typeof word === 'string').join(''));
    return links.length > 0 ? links.map((url) => ({ image: { url } })) : [...this.#found, ...inWords];
  }

  text(): string | undefined {
    const words = this.#words
      .map((word) => (typeof word === 'string' ? word : '\0'))
      .join('')
      .slice(0, textCap);
    // A picture and the markdown around it are no words.
    const plain = words.replace(/(?:!\[[^[\]\n]{0,200}\]\(\s*)?(?:data:[^,\s]{0,100},)?\0\)?/g, '');
    return text(plain) ?? text(this.#refusal);
  }

  /** The model's turn as it came, blobs included. */
  turn(): ReplyValue | undefined {
    if (this.#parts.length > 0) return { role: 'model', parts: this.#parts };
    if (this.#whole !== undefined) return this.#whole;
    if (this.#chat === undefined) return undefined;
    return { ...this.#chat, content: mixed(this.#words) };
  }

  #candidate(candidate: ReplyValue): void {
    this.finishReason = firstWord(candidate, 'finishReason', 'finish_reason') ?? this.finishReason;
    for (const part of items(get(candidate, 'content', 'parts'))) {
      this.#parts.push(part);
      this.#part(part);
    }
    const message = text(get(candidate, 'finishMessage'));
    if (message !== undefined) this.#words.push(message);
  }

  #part(part: ReplyValue): void {
    const thought = get(part, 'thought') === true;
    const said = get(part, 'text');
    if (!thought) this.#say(said);
    const found = pictureIn(isRecord(part) ? { ...part, text: null } : part);
    if (found === undefined) return;
    if (!thought) this.#found.push(found);
    else if ('image' in found) this.drafts.push(found.image);
  }

  #choice(choice: ReplyValue): void {
    this.finishReason = firstWord(choice, 'finish_reason', 'finishReason') ?? this.finishReason;
    const message = get(choice, 'message');
    const delta = get(choice, 'delta');
    if (isRecord(message)) {
      this.#whole ??= message;
      this.#message(message);
    } else if (isRecord(delta)) {
      this.#message(delta);
      const images = [...items(get(this.#chat, 'images')), ...items(get(delta, 'images'))];
      this.#chat = { role: 'assistant', ...(images.length > 0 && { images }) };
    }
  }

  #message(message: ReplyObject): void {
    this.#refusal += text(get(message, 'refusal')) ?? '';
    for (const image of items(get(message, 'images'))) this.#take(pictureIn(image));
    const content = get(message, 'content');
    if (!isList(content)) {
      this.#say(content);
      return;
    }
    for (const part of content) {
      this.#say(get(part, 'text'));
      this.#take(pictureIn(isRecord(part) ? { ...part, text: null } : part));
    }
  }

  #take(found: Found | undefined): void {
    if (found !== undefined) this.#found.push(found);
  }

  #say(said: ReplyValue | undefined): void {
    if (said instanceof MixedText) this.#words.push(...said.parts);
    else if (typeof said === 'string' || said instanceof BlobRef) this.#words.push(said);
  }
}

function mixed(words: readonly (string | BlobRef)[]): ReplyValue {
  const strings = words.filter((word) => typeof word === 'string');
  return strings.length < words.length ? new MixedText(words) : strings.join('');
}
