// Turns the samples of all rounds into medians, spreads and ratios, and prints them as tables.
export const median = (values) => {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((left, right) => left - right)
  if (sorted.length === 0) return null
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Half the distance between the highest and the lowest round, in percent of the median. */
const spread = (values) => {
  const middle = median(values)
  if (!middle || values.length < 2) return null
  return ((Math.max(...values) - Math.min(...values)) / 2 / middle) * 100
}

/** Samples ({ workload, contender, round, …figures }) → one row per workload and contender. */
export const summarise = (samples) => {
  const rows = []
  for (const sample of samples) {
    const row = rows.find((known) => known.workload === sample.workload && known.contender === sample.contender)
    if (row === undefined)
      rows.push({ workload: sample.workload, contender: sample.contender, group: sample.group, samples: [sample] })
    else row.samples.push(sample)
  }
  for (const row of rows) {
    const of = (key) => median(row.samples.map((sample) => sample[key]))
    row.perSecond = of('perSecond')
    row.spreadPercent = spread(row.samples.map((sample) => sample.perSecond))
    for (const key of ['p50', 'p99', 'cpuMicros', 'rssMb', 'peakMb', 'firstByteP50', 'loopDelayP99']) row[key] = of(key)
    row.errors = row.samples.reduce((sum, sample) => sum + (sample.errors ?? 0), 0)
    row.lost = row.samples.reduce((sum, sample) => sum + (sample.lost ?? 0), 0)
    row.starved = row.group === 'timed' && row.samples.some((sample) => sample.fewestPerStream === 0)
  }
  return rows.map((row) => ({ ...row, ...compare(row, rows) }))
}

// Throughput as a share of the others'; for timed streams and first bytes, where throughput is given, the added time.
const compare = (row, rows) => {
  const other = (name) => rows.find((known) => known.workload === row.workload && known.contender === name)
  const nginx = other('nginx')
  const direct = other('direct')
  const relay = fasterRelay(other('relay'), other('relay-undici'))
  const timed = row.group === 'timed' || row.group === 'first'
  const share = (base) => (base?.perSecond && !timed ? row.perSecond / base.perSecond : null)
  const added = (key) => (timed && direct?.[key] != null ? row[key] - direct[key] : null)
  return {
    ofNginx: share(nginx),
    ofRelay: share(relay),
    relayUsed: relay?.contender ?? null,
    growth: row.group === 'growth' ? growthOf(row, rows) : null,
    addedP50: added('p50'),
    addedP99: added('p99'),
  }
}

/** CPU time of a request as a multiple of the first contender's: median of the ratios of each round, in which both ran in turn. */
const growthOf = (row, rows) => {
  const base = rows.find((known) => known.workload === row.workload)
  const of = (round) => base.samples.find((sample) => sample.round === round)?.cpuMicros
  return median(row.samples.map((sample) => sample.cpuMicros / of(sample.round)))
}

const fasterRelay = (left, right) => {
  if (left === undefined || right === undefined) return left ?? right
  return left.perSecond >= right.perSecond ? left : right
}

const number = (value, digits) => (value === null || value === undefined ? '' : value.toFixed(digits))

/** Everything one run found, as Markdown. */
export const report = ({ about, rows, idle, cold }) =>
  [
    `${about.date}, Node ${about.node}, ${about.cpu}, commit ${about.commit}`,
    '',
    `\`${about.command}\`: ${about.rounds} rounds of ${about.ms} ms, ${about.pinned ? 'pinned to two cores' : 'NOT pinned: read ratios with care'}`,
    '',
    tables(rows),
    '',
    `Idle RSS, MB: ${idle.map(({ name, idleMb }) => `${name} ${idleMb.toFixed(0)}`).join(', ')}`,
    ...(cold === undefined ? [] : ['', coldTable(cold)]),
  ].join('\n')

const tables = (rows) => {
  const names = [...new Set(rows.map((row) => row.workload))]
  return names.map((name) => table(rows.filter((row) => row.workload === name))).join('\n\n')
}

const growthTable = (rows) => {
  const head = ['contender', 'per second', '± %', 'CPU µs', '× CPU of the first', 'RSS MB', 'errors']
  const lines = rows.map((row) => [
    row.contender,
    number(row.perSecond, 0),
    number(row.spreadPercent, 0),
    number(row.cpuMicros, 0),
    number(row.growth, 2),
    number(row.rssMb, 0),
    String(row.errors),
  ])
  return [`### ${rows[0].workload}`, '', ...markdown([head, ...lines])].join('\n')
}

const table = (rows) => {
  if (rows[0].group === 'growth') return growthTable(rows)
  const timed = rows[0].group === 'timed' || rows[0].group === 'first'
  const head = timed
    ? [
        'contender',
        'p50 ms',
        'p99 ms',
        'added p50',
        'added p99',
        'CPU µs/event',
        'RSS MB',
        'loop p99',
        'lost',
        'errors',
      ]
    : [
        'contender',
        'per second',
        '± %',
        '× nginx',
        '× relay',
        'p50 ms',
        'p99 ms',
        'CPU µs',
        'RSS MB',
        'loop p99',
        'errors',
      ]
  const lines = rows.map((row) =>
    timed
      ? [
          row.contender,
          number(row.p50, 3),
          number(row.p99, 3),
          number(row.addedP50, 3),
          number(row.addedP99, 3),
          number(row.cpuMicros, 0),
          number(row.rssMb, 0),
          number(row.loopDelayP99, 1),
          String(row.lost) + (row.starved ? ' starved' : ''),
          String(row.errors),
        ]
      : [
          row.contender,
          number(row.perSecond, 0),
          number(row.spreadPercent, 0),
          number(row.ofNginx, 2),
          number(row.ofRelay, 2),
          number(row.p50, 3),
          number(row.p99, 2),
          number(row.cpuMicros, 0),
          number(row.rssMb, 0),
          number(row.loopDelayP99, 1),
          String(row.errors),
        ],
  )
  return [`### ${rows[0].workload}`, '', ...markdown([head, ...lines])].join('\n')
}

const coldTable = (times) =>
  [
    '### cold start, ms',
    '',
    ...markdown([Object.keys(times), Object.values(times).map((values) => number(median(values), 0))]),
  ].join('\n')

const markdown = ([head, ...lines]) => {
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column].length)))
  const row = (cells) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(' | ')} |`
  return [
    row(head),
    `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`,
    ...lines.map(row),
  ]
}
