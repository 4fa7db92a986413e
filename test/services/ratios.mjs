// The shapes that services know by name, and their pixels.

/** Pixels at 1K of the ten ratios of every Gemini image model; 2K, 3K and 4K are two, three and four times that. */
const pixels = {
  '1:1': [1024, 1024],
  '2:3': [832, 1248],
  '3:2': [1248, 832],
  '3:4': [864, 1184],
  '4:3': [1184, 864],
  '4:5': [896, 1152],
  '5:4': [1152, 896],
  '9:16': [768, 1344],
  '16:9': [1344, 768],
  '21:9': [1536, 672],
};
const narrow = { '1:4': [512, 2048], '4:1': [2048, 512], '1:8': [352, 2816], '8:1': [2816, 352] };

export const tenRatios = Object.keys(pixels);
export const fourteenRatios = [...tenRatios, ...Object.keys(narrow)];

/** The ratios as pixels: "1248x832" for 3:2. @type {ReadonlyMap<string, string>} */
export const ratioOfPixels = new Map(
  Object.entries(pixels).map(([ratio, [width, height]]) => [`${width}x${height}`, ratio]),
);

/** @param {string} ratio @param {string} [step] "1K" and the like, in either case. */
export function pixelsAt(ratio, step = '1K') {
  const known = /** @type {Record<string, readonly number[]>} */ ({ ...pixels, ...narrow });
  const [width = 1024, height = 1024] = known[ratio] ?? [];
  const scale = Number.parseInt(step, 10) || 1;
  return { width: width * scale, height: height * scale };
}
