import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';

class Variable extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new TypeError('It belongs into a tag.');
  }

  /** Where there is no element yet. */
  render(name: `--${string}`, value: string | number): unknown {
    return `${name}: ${value}`;
  }

  override update({ element }: ElementPart, [name, value]: Parameters<this['render']>): unknown {
    (element as HTMLElement).style.setProperty(name, String(value));
    return noChange;
  }
}

/**
 * `<div ${variable('--ratio', 1.5)}>`: sets a variable of CSS on an element. Lit's own `styleMap` begins with a style
 * attribute, which the content security policy stops.
 */
export const variable = directive(Variable);
