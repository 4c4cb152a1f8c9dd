import { attribute } from '../../graph/attributes.js';
import { each, fixed, input, type Row } from './row.js';

/** Kernels that resize pictures, and those that count. */
export const image: ReadonlyMap<string, Row> = new Map<string, Row>([
  ...['ResizeBilinear', 'ResizeNearestNeighbor'].map((op): [string, Row] => [
    op,
    (call, make) => {
      const images = input(call, 'images');
      return make.node(op, [images, make.sizes(each(call, 'size'), 'the size of a picture')], call.output, {
        T: attribute.type(images.dtype),
        align_corners: attribute.bool(fixed(call, 'alignCorners', make) === true),
        half_pixel_centers: attribute.bool(fixed(call, 'halfPixelCenters', make) === true),
      });
    },
  ]),
  [
    'CropAndResize',
    (call, make) => {
      const [picture, boxes, places] = ['image', 'boxes', 'boxInd'].map((name) => input(call, name));
      if (!picture || !boxes || !places) throw make.refuse('crops without boxes.');
      const size = make.sizes(each(call, 'cropSize'), 'the size of a picture');
      return make.node('CropAndResize', [picture, boxes, places, size], call.output, {
        T: attribute.type(picture.dtype),
        method: attribute.text(String(fixed(call, 'method', make))),
        extrapolation_value: attribute.float(Number(fixed(call, 'extrapolationValue', make))),
      });
    },
  ],
  [
    'DenseBincount',
    (call, make) => {
      const size = make.ints([Number(fixed(call, 'size', make))], []);
      return make.node('DenseBincount', [input(call, 'x'), size, input(call, 'weights')], call.output, {
        Tidx: attribute.type('int32'),
        T: attribute.type(call.output.dtype),
        binary_output: attribute.bool(fixed(call, 'binaryOutput', make) === true),
      });
    },
  ],
]);
