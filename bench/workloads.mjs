// What is measured. Each workload is a plan for the load generator; `only` and `not` limit it to contenders that have a point
// in it. Sizes are those of real clients: Claude Code and Codex send 40 KB for "say hi" and grow to 2 MB.
const KB = 1024

const json = (bodyBytes, connections) => ({
  name: `json-${bodyBytes >= KB * KB ? `${bodyBytes / KB / KB}m` : `${bodyBytes / KB}k`}-${connections}`,
  group: 'json',
  kind: 'json',
  bodyBytes,
  connections,
  stream: false,
})

const timed = (connections) => ({
  name: `sse-timed-${connections}`,
  group: 'timed',
  kind: 'timed',
  bodyBytes: 2 * KB,
  connections,
  stream: true,
  not: ['clp-model'],
})

const SIZES = [2 * KB, 200 * KB, 2 * KB * KB]

export const workloads = [
  ...SIZES.flatMap((bytes) => [1, 32, 256].map((connections) => json(bytes, connections))).map((workload) =>
    workload.connections === 1 ? workload : { ...workload, not: ['clp-model'] },
  ),
  {
    name: 'sse-burst-8',
    group: 'burst',
    kind: 'burst',
    bodyBytes: 2 * KB,
    connections: 8,
    stream: true,
    not: ['clp-model'],
  },
  timed(1),
  timed(100),
  timed(500),
  {
    name: 'first-byte',
    group: 'first',
    kind: 'first',
    bodyBytes: 50 * KB,
    connections: 1,
    stream: true,
    firstByte: true,
    gapMs: 5,
    not: ['clp-model'],
  },
  // Each for contenders of its own, see growth.mjs.
  ...['growth-upstreams', 'growth-rules', 'growth-log'].map((name) => ({
    ...json(2 * KB, 32),
    name,
    group: 'growth',
  })),
]

/** The short bench: about a minute, enough to notice an accident. */
export const QUICK = {
  rounds: 2,
  ms: 600,
  warmUpMs: 300,
  hotMs: 1200,
  only: /^(json-2k-32|json-200k-32|json-2m-32|sse-burst-8|sse-timed-100|first-byte)$/,
}
/** For continuous integration: less than a minute, judged by `guard.mjs`. */
export const GUARD = {
  rounds: 3,
  ms: 700,
  warmUpMs: 300,
  hotMs: 1200,
  only: /^(json-2k-32|json-200k-32|json-2m-32|sse-burst-8)$/,
  contenders: ['relay', 'clp-off', 'clp-on'],
}
/** CLP's code is compiled hot after 4 to 8 s of load: each contender gets that once, and a shorter warm-up before each measurement. */
export const FULL = { rounds: 5, ms: 1400, warmUpMs: 350, hotMs: 4000, settleMs: 25_000, only: /./ }
