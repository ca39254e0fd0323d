// `npm run proof:short`: the short form of every proof, for continuous integration. What must be exact is judged as ever; what depends
// on the machine's speed is told and not judged. Two at a time: they wait more than they work.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What runs at the same time, each in order. The seeds are fixed, so that a run tries what the one before tried. */
const LANES = [
  [
    ['soak', '--short', '--minutes', '2', '--seed', '1'],
    ['restart', '--streams', '10', '--seconds', '20', '--restarts', '2'],
    ['hostile', '--short'],
  ],
  [
    ['network', '--short', '--idle', '1000', '--patience', '3'],
    ['crash', '--short', '--kills', '5', '--seed', '1'],
    ['disk', '--short'],
    ['damage', '--short', '--seeds', '5', '--kills', '10', '--seed', '1'],
    ['fuzz', '--minutes', '0.5', '--seed', '1'],
  ],
]

const run = async ([name, ...args]) => {
  const program = fileURLToPath(new URL(`${name}.mjs`, import.meta.url))
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  }
  const [code] = await once(child, 'close')
  process.stdout.write(`${said}\n`)
  return code === 0 ? [] : [name]
}

const inOrder = async (lane) => {
  const failed = []
  for (const proof of lane) failed.push(...(await run(proof)))
  return failed
}

const failed = (await Promise.all(LANES.map(inOrder))).flat()
process.stdout.write(failed.length === 0 ? '# every proof holds\n' : `# broken: ${failed.join(', ')}\n`)
process.exitCode = failed.length === 0 ? 0 : 1
