// `npm run bench`: starts target, load generator and every contender, measures them in turn within each round, and prints
// medians. How to read the figures stands in README.md beside this file.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { coldStart } from './cold-start.mjs'
import { contenders as everyContender } from './contenders.mjs'
import { FLOORS, shortfalls } from './guard.mjs'
import { CORES, cpuMicros, memory, message, start, startPart, stop } from './processes.mjs'
import { report, summarise } from './report.mjs'
import { workloads as everyWorkload, FULL, GUARD, QUICK } from './workloads.mjs'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    ms: { type: 'string' },
    only: { type: 'string' },
    contenders: { type: 'string' },
    'no-cold': { type: 'boolean', default: false },
    guard: { type: 'boolean', default: false },
    markdown: { type: 'string' },
    json: { type: 'string', default: fileURLToPath(new URL('../.cache/bench.json', import.meta.url)) },
  },
})

const size = options.guard ? GUARD : options.quick ? QUICK : FULL
const names = options.contenders?.split(',') ?? size.contenders
const rounds = Number(options.rounds ?? size.rounds)
const ms = Number(options.ms ?? size.ms)
const workloads = everyWorkload.filter(({ name }) =>
  (options.only === undefined ? size.only : new RegExp(options.only)).test(name),
)
const chosen = everyContender.filter(
  ({ name, onlyIn, available }) =>
    (names === undefined || names.includes(name)) &&
    (onlyIn === undefined || workloads.some((workload) => workload.name === onlyIn)) &&
    (available?.() ?? true),
)

/** A contender of a growth workload runs in nothing else, and nobody else runs there. */
const meets = (contender, workload) =>
  workload.group === 'growth'
    ? contender.onlyIn === workload.name
    : contender.onlyIn === undefined && !workload.not?.includes(contender.name)

const WARM_UPS = ['json-2k-32', 'sse-burst-8'].map((wanted) => everyWorkload.find(({ name }) => name === wanted))

const measure = async (load, contender, workload) => {
  const plan = {
    ...workload,
    port: contender.port,
    ms: workload.ms ?? ms,
    warmUpMs: size.warmUpMs,
    ...(contender.token === undefined ? {} : { token: contender.token }),
  }
  let before
  let after
  const watch = ({ at }) => {
    if (contender.pid === undefined) return
    if (at === 'begin') {
      if (contender.loopDelayFile !== undefined) process.kill(contender.pid, 'SIGUSR2')
      before = cpuMicros(contender.pid)
    }
    if (at === 'end') {
      after = cpuMicros(contender.pid)
      if (contender.loopDelayFile !== undefined) process.kill(contender.pid, 'SIGUSR2')
    }
  }
  load.on('message', watch)
  load.send(plan)
  const { result } = await message(load, ({ at }) => at === 'result')
  load.off('message', watch)
  const used = contender.pid === undefined ? {} : memory(contender.pid)
  return {
    ...result,
    ...(after === undefined || result.count === 0 ? {} : { cpuMicros: (after - before) / result.count }),
    ...(used.now === undefined ? {} : { rssMb: used.now, peakMb: used.peak }),
    ...loopDelay(contender),
  }
}

const progress = (text) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(70)}${text === '' ? '\r' : ''}`)
}

const loopDelay = ({ loopDelayFile }) => {
  if (loopDelayFile === undefined) return {}
  try {
    return { loopDelayP99: JSON.parse(readFileSync(loopDelayFile, 'utf8')).p99 }
  } catch {
    return {}
  }
}

const git = (...args) => {
  try {
    return execFileSync('git', args, { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}

const target = await startPart(fileURLToPath(new URL('target.mjs', import.meta.url)), { core: CORES.load })
const load = start({
  command: [process.execPath, fileURLToPath(new URL('load.mjs', import.meta.url))],
  core: CORES.load,
  ipc: true,
})
const running = []
const samples = []
try {
  for (const { name, token, onlyIn, start: begin } of chosen) {
    progress(`starting ${name}`)
    const started = await begin(target)
    running.push({
      ...started,
      name,
      ...(token === undefined ? {} : { token }),
      ...(onlyIn === undefined ? {} : { onlyIn }),
    })
  }
  // V8 gives back what starting took once nothing has happened for some 15 s.
  progress('letting everyone become idle')
  await new Promise((resolve) => setTimeout(resolve, size.settleMs ?? 0))
  for (const contender of running) contender.idleMb = contender.pid === undefined ? null : memory(contender.pid).now
  // Code that has never run is slow code: every contender is warm before the first round.
  for (const contender of running) {
    for (const workload of WARM_UPS) {
      progress(`warming up ${contender.name}`)
      await measure(load, contender, { ...workload, ms: size.hotMs })
    }
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const workload of workloads) {
      for (const contender of running) {
        if (!meets(contender, workload)) continue
        progress(`round ${round}/${rounds}: ${workload.name} ${contender.name}`)
        const figures = await measure(load, contender, workload)
        samples.push({ round, workload: workload.name, group: workload.group, contender: contender.name, ...figures })
      }
    }
  }
} finally {
  progress('')
  for (const contender of running) await contender.close()
  await stop(load)
  await stop(target.child)
}

const rows = summarise(samples)
const cold = options['no-cold'] || options.guard ? undefined : coldStart(options.quick ? 2 : 5)
const about = {
  date: new Date().toISOString(),
  node: process.version,
  cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  commit: git('rev-parse', '--short', 'HEAD'),
  command: `node bench/run.mjs ${process.argv.slice(2).join(' ')}`.trim(),
  pinned: CORES.load !== undefined,
  rounds,
  ms,
}
const idle = running
  .filter(({ idleMb, onlyIn }) => idleMb !== null && onlyIn === undefined)
  .map(({ name, idleMb }) => ({ name, idleMb }))

mkdirSync(dirname(options.json), { recursive: true })
writeFileSync(
  options.json,
  JSON.stringify({ about, contenders: chosen.map(({ name, what }) => ({ name, what })), idle, cold, rows }, null, 2),
)

const text = report({ about, rows, idle, cold })
console.log(text)
console.log(`\nAll figures: ${options.json}`)
if (options.markdown !== undefined) {
  mkdirSync(dirname(options.markdown), { recursive: true })
  writeFileSync(options.markdown, `# Performance\n\n${text}\n`)
}
if (options.guard) {
  const missed = shortfalls(samples, FLOORS)
  for (const line of missed) console.error(line)
  process.exitCode = missed.length === 0 ? 0 : 1
}
