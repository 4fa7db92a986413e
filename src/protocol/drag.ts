/** Marks what is dragged out of the Studio: addresses of images, one a line. */
export const imageMime = 'application/vnd.easel.image';
