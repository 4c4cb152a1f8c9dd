import path from 'node:path';

/** Other ways to store a model, told by a file's name, and the way from there. `at` is the file or its folder. */
const formats: { file: RegExp; name: string; todo: (at: { file: string; folder: string }) => string }[] = [
  {
    file: /^saved_model\.pbt?(xt)?$/,
    name: 'a TensorFlow SavedModel',
    todo: ({ folder }) => converter('tf_saved_model', folder),
  },
  { file: /\.(h5|hdf5)$/i, name: 'a Keras model (HDF5)', todo: ({ file }) => converter('keras', file) },
  {
    file: /\.keras$/i,
    name: 'a Keras 3 model',
    todo: ({ folder }) =>
      `In Python, keras.models.load_model(…).export("saved_model"), and then: ` +
      converter('tf_saved_model', path.join(folder, 'saved_model')),
  },
  {
    file: /\.pb$/,
    name: 'a frozen TensorFlow graph',
    todo: ({ file }) => converter('tf_frozen_model --output_node_names=…', file),
  },
  {
    file: /\.onnx$/i,
    name: 'an ONNX model',
    todo: ({ folder }) =>
      `Convert it to a SavedModel first (onnx2tf), and then: ` +
      converter('tf_saved_model', path.join(folder, 'saved_model')),
  },
  {
    file: /\.tflite$/i,
    name: 'a TensorFlow Lite model',
    todo: () => 'It cannot be converted back; take the SavedModel or the Keras model that it was made from.',
  },
  {
    file: /\.(pt|pth|safetensors|ckpt)$/i,
    name: 'a PyTorch model',
    todo: () => 'Export it to ONNX, that to a SavedModel (onnx2tf), and convert it by tensorflowjs_converter.',
  },
];

/** What a folder without a TF.js model holds instead, and what to do; undefined where nothing is known of it. */
export function otherFormat(folder: string, names: readonly string[]): string | undefined {
  for (const { file, name, todo } of formats) {
    const found = names.find((one) => file.test(one));
    if (found === undefined) continue;
    const full = path.join(folder, found);
    return `${full} is ${name}, not one of TF.js. ${todo({ file: full, folder })}`;
  }
  return undefined;
}

function converter(format: string, from: string): string {
  return `Convert it: pip install tensorflowjs, then tensorflowjs_converter --input_format=${format} ${from} tfjs-model/`;
}
