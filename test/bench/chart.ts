import type { Figures } from './figures.js';
export async function drawChart(figures: Figures): Promise<string> {
  return JSON.stringify(figures);
}
export function readFigures(text: string): Figures {
  return JSON.parse(text) as Figures;
}
