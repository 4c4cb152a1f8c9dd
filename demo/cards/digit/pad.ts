/** Fractions of the pad's side. */
interface Point {
  x: number;
  y: number;
}
export type Stroke = readonly Point[];

/** The pen's width, in sides of the pad: a line of MNIST is two to three of 28 pixels wide. */
const penWidth = 0.085;
/** Pixels of the side that the model is given; its package says how 28 are made of them. */
const inkSide = 224;
const keyStep = 0.04;

const arrows: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A square to draw on, with mouse, finger, pen or arrow keys. Strokes are kept, so that it can be drawn at any size. */
export class Pad {
  readonly #canvas: HTMLCanvasElement;
  readonly #changed: () => void;
  readonly #ink: OffscreenCanvasRenderingContext2D;
  readonly #open = new Map<number, Point[]>();
  #strokes: Stroke[] = [];
  /** Where the arrow keys draw on; shown while the keyboard has the pad. */
  #pen: Point = { x: 0.5, y: 0.2 };
  #keyboard: Point[] | undefined;
  #playing = 0;
  /** What is shown was not drawn by the person, and gives way to what is. */
  #sample = false;

  /** Calls `changed` with every piece of line. */
  constructor(canvas: HTMLCanvasElement, changed: () => void) {
    this.#canvas = canvas;
    this.#changed = changed;
    const ink = new OffscreenCanvas(inkSide, inkSide).getContext('2d', { alpha: false });
    if (ink === null) throw new Error('This browser gives no 2d canvas to draw on.');
    this.#ink = ink;
    this.#listen();
  }

  /** A line is being drawn right now. */
  get drawing(): boolean {
    return this.#open.size > 0 || this.#playing > 0;
  }

  get empty(): boolean {
    return this.#strokes.length === 0;
  }

  /** What is drawn, light on dark. */
  picture(): OffscreenCanvas {
    const context = this.#ink;
    context.fillStyle = '#000';
    context.fillRect(0, 0, inkSide, inkSide);
    drawStrokes(context, inkSide, this.#strokes, '#fff');
    return context.canvas;
  }

  clear(): void {
    this.#stopSample();
    this.#open.clear();
    this.#keyboard = undefined;
    this.#pen = { x: 0.5, y: 0.2 };
    this.#strokes = [];
    this.#update();
  }

  /** Shows strokes in place of what is there: point by point, as if they were drawn, or at once. */
  play(strokes: readonly Stroke[], atOnce: boolean): void {
    this.clear();
    this.#sample = true;
    const points = strokes.flatMap((stroke) => stroke.map((point, i) => ({ point, first: i === 0 })));
    const perFrame = atOnce ? points.length : Math.ceil(points.length / 40);
    let drawn: Point[][] = [];
    let at = 0;
    const frame = (): void => {
      for (const { point, first } of points.slice(at, at + perFrame)) {
        if (first) drawn = [...drawn, []];
        drawn.at(-1)?.push(point);
      }
      at += perFrame;
      this.#strokes = drawn;
      this.#playing = at < points.length ? requestAnimationFrame(frame) : 0;
      this.#update();
    };
    frame();
  }

  /** Draws what is there again, at the canvas's present size and colours. */
  show(): void {
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    const side = Math.round(this.#canvas.clientWidth * devicePixelRatio);
    // Setting the size clears the canvas as well.
    this.#canvas.width = side;
    this.#canvas.height = side;
    const { color, accentColor } = getComputedStyle(this.#canvas);
    drawStrokes(context, side, this.#strokes, color);
    if (!this.#canvas.matches(':focus-visible')) return;
    context.beginPath();
    context.arc(this.#pen.x * side, this.#pen.y * side, side * penWidth * 0.75, 0, 2 * Math.PI);
    context.lineWidth = 2 * devicePixelRatio;
    context.strokeStyle = accentColor === 'auto' ? color : accentColor;
    context.stroke();
  }

  #update(): void {
    this.show();
    this.#changed();
  }

  #stopSample(): void {
    cancelAnimationFrame(this.#playing);
    this.#playing = 0;
    this.#sample = false;
  }

  /** The first line of one's own takes the place of a sample. */
  #begin(stroke: Point[]): void {
    if (this.#sample) {
      this.#stopSample();
      this.#strokes = [];
    }
    this.#strokes = [...this.#strokes, stroke];
  }

  #listen(): void {
    const canvas = this.#canvas;
    const pointOf = ({ clientX, clientY }: PointerEvent): Point => {
      const { left, top, width, height } = canvas.getBoundingClientRect();
      return { x: (clientX - left) / width, y: (clientY - top) / height };
    };
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      const stroke = [pointOf(event)];
      this.#open.set(event.pointerId, stroke);
      this.#begin(stroke);
      this.#update();
    });
    canvas.addEventListener('pointermove', (event) => {
      const stroke = this.#open.get(event.pointerId);
      if (!stroke) return;
      const between = event.getCoalescedEvents();
      stroke.push(...(between.length > 0 ? between : [event]).map(pointOf));
      this.#update();
    });
    for (const type of ['pointerup', 'pointercancel'] as const) {
      canvas.addEventListener(type, (event) => {
        if (this.#open.delete(event.pointerId)) this.#update();
      });
    }
    canvas.addEventListener('keydown', (event) => {
      const arrow = arrows[event.key];
      if (arrow) this.#step(arrow, event.shiftKey);
      else if (event.key === 'Delete' || event.key === 'Backspace') this.clear();
      else return;
      event.preventDefault();
    });
    for (const type of ['focus', 'blur'] as const) {
      canvas.addEventListener(type, () => {
        this.#keyboard = undefined;
        this.show();
      });
    }
  }

  /** Draws on from the pen's place; `lifted` only moves the pen. */
  #step([right, down]: readonly [number, number], lifted: boolean): void {
    const from = this.#pen;
    const within = (value: number): number => Math.min(1 - penWidth / 2, Math.max(penWidth / 2, value));
    this.#pen = { x: within(from.x + right * keyStep), y: within(from.y + down * keyStep) };
    if (lifted) {
      this.#keyboard = undefined;
      this.show();
      return;
    }
    if (!this.#keyboard) {
      this.#keyboard = [from];
      this.#begin(this.#keyboard);
    }
    this.#keyboard.push(this.#pen);
    this.#update();
  }
}

function drawStrokes(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  side: number,
  strokes: readonly Stroke[],
  colour: string,
): void {
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.lineWidth = penWidth * side;
  context.strokeStyle = colour;
  for (const stroke of strokes) {
    context.beginPath();
    stroke.forEach(({ x, y }, i) => {
      if (i === 0) context.moveTo(x * side, y * side);
      else context.lineTo(x * side, y * side);
    });
    const [first] = stroke;
    // A mere touch is a dot.
    if (first && stroke.length === 1) context.lineTo(first.x * side, first.y * side);
    context.stroke();
  }
}
