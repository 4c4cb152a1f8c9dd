/** 0.12, 1.23, 12.3, 123, 1234: as many digits as say something. */
export function threeDigits(value: number): string {
  const whole = Math.max(1, Math.floor(Math.log10(Math.max(Math.abs(value), 0.1))) + 1);
  return value.toFixed(Math.max(0, 3 - whole));
}

/** 1.23, 0.12, 0.012: two digits after the point, or what is far below one would read as nothing. */
export function ratioDigits(value: number): string {
  return value >= 0.1 || value === 0 ? value.toFixed(2) : value.toPrecision(2);
}
