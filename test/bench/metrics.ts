/** Everything that is measured, in the order in which a person meets it. All of them: less is better. */
export const metrics = {
  coldLoad: { label: 'Cold load', unit: 'ms' },
  coldFirstPrediction: { label: 'First prediction, cold', unit: 'ms' },
  coldFirstAnswer: { label: 'Cold, to the first answer', unit: 'ms' },
  cachedLoad: { label: 'Load from cache', unit: 'ms' },
  cachedFirstPrediction: { label: 'First prediction, from cache', unit: 'ms' },
  cachedFirstAnswer: { label: 'Second visit, to the first answer', unit: 'ms' },
  cachedFirstAnswerFromScripts: { label: 'The same from the library’s script on', unit: 'ms' },
  steadyPrediction: { label: 'Steady prediction', unit: 'ms' },
  longestTask: { label: 'Longest main-thread task', unit: 'ms' },
  memory: { label: 'Memory of the page', unit: 'MiB' },
  libraryBytesSent: { label: 'Library over the network', unit: 'kB' },
  bytesSent: { label: 'Library and model over the network', unit: 'kB' },
  bytesDecoded: { label: 'The same, decoded', unit: 'kB' },
  bytesSentAgain: { label: 'Network on a second visit', unit: 'kB' },
} as const satisfies Record<string, { label: string; unit: 'ms' | 'MiB' | 'kB' }>;

export type Metric = keyof typeof metrics;

/** What a person feels: for the chart, and for the README. */
export const shownMetrics = [
  'coldFirstAnswer',
  'cachedFirstAnswer',
  'steadyPrediction',
  'longestTask',
  'memory',
  'bytesSent',
] as const satisfies Metric[];

export const metricNames = Object.keys(metrics) as Metric[];
