/** Half-width sound marks of Katakana become marks by normalising. */
const tooMany = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu;

/**
 * The text with no more than 30 marks in a row, as Unicode's Stream-Safe Text Format has it (Unicode Standard Annex 15):
 * no writing has more, and normalising would sort them in a time that grows with the square of their number.
 */
export function boundedMarks(text: string): string {
  return text.replace(tooMany, '$1');
}
