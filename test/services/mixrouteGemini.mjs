// What mixroute documents for Gemini image models ("Nano Banana"): the fields of a request, strictly.
import { fields, integer, nearestRatio, number, oneOf, text } from './checks.mjs';
import { contentsOf, megabyte } from './mixrouteContents.mjs';
import { pixelsAt, tenRatios } from './ratios.mjs';

const limits = { rules: { maxBytes: 7 * megabyte }, references: 14 };

/** @type {import('./mixrouteContents.mjs').Family} */
export const gemini = {
  models: ['gemini-2.5-flash-image', 'gemini-3-pro-image-preview'],
  matches: (model) => model.startsWith('gemini-'),
  read(body, report) {
    /** @type {import('./mixrouteContents.mjs').Found} */
    const found = { texts: [], references: [] };
    fields({
      model: text(),
      prompt: text(),
      contents: contentsOf(found, limits),
      size: oneOf(...tenRatios),
      image_size: oneOf('1K', '2K', '3K'),
      quality: oneOf('high', 'medium', 'low'),
      mime_type: oneOf('image/png', 'image/jpeg'),
      response_format: oneOf('b64_json'),
      response_modalities: oneOf('image'),
      n: integer(1, 1),
      temperature: number(0, 2),
      top_p: number(0, 1),
    })(body, '', report);
    const { prompt, contents, size, image_size: step, mime_type: mediaType } = body;
    if ((prompt === undefined) === (contents === undefined)) {
      report({ at: '', kind: 'value', text: 'has to hold exactly one of "prompt" and "contents"' });
    }
    const [first] = found.references;
    const ratio = typeof size === 'string' ? size : first ? nearestRatio(first, tenRatios) : '1:1';
    return {
      prompt: prompt === undefined ? found.texts.join('\n') : String(prompt),
      references: found.references,
      images: [{ ...pixelsAt(ratio, String(step ?? '1K')), mediaType: String(mediaType ?? 'image/png') }],
      results: 'b64_json',
    };
  },
};
