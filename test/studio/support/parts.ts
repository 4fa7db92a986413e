// What the browser tests of the Studio need of Easel itself, in one bundle: a host that speaks the real contract and
// offers the real providers, the page's HTML, and the painter for pictures that are worth looking at.
export { pageHtml } from '../../../src/host/studio/pageHtml.ts';
export { paint } from '../../../src/sketch/paint.ts';
export { encodePng } from '../../../src/sketch/png.ts';
export { Failure, FakeHost } from './fakeHost.ts';
export { galleryItems, uriOf } from './world.ts';
