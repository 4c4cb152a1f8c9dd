/** 0.12, 1.23, 12.3, 123, 1234: as many digits as say something. */
export function threeDigits(value: number): string {
  const whole = Math.max(1, Math.floor(Math.log10(Math.max(Math.abs(value), 0.1))) + 1);
  return value.toFixed(Math.max(0, 3 - whole));
}
