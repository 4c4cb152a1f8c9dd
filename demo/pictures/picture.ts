/** What is shown and looked at: a photograph, an own picture, or the camera's. */
export type Picture = HTMLImageElement | HTMLCanvasElement | HTMLVideoElement;

/** In its own pixels, as answers count them. */
export function widthOf(picture: Picture): number {
  if (picture instanceof HTMLVideoElement) return picture.videoWidth;
  return picture instanceof HTMLImageElement ? picture.naturalWidth : picture.width;
}
