/** How often kinds that are on by default take ordinary text for a secret: over five megabytes of the project's own libraries. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isHash, isUuid } from './checks.ts'
import { kinds } from './index.ts'
import { foundBy } from './masks.suite.ts'

const ROOT = join(import.meta.dirname, '../../..')
const CORPUS_BYTES = 5 * 1024 * 1024
/** One in so many bytes. */
const RARITY = 100 * 1024

/** Lock file, source code and documents, one of each seven; of each folder only so many that many have their turn. */
const corpus = function* (): Generator<readonly [file: string, text: string]> {
  let bytes = 0
  const files = [...filesBelow('node_modules', 0)].filter((_, index) => index % 7 === 0)
  for (const file of ['package-lock.json', ...files]) {
    const text = readFileSync(join(ROOT, file), 'utf8').slice(0, 300_000)
    bytes += Buffer.byteLength(text)
    yield [file, text]
    if (bytes >= CORPUS_BYTES) return
  }
}

const PER_LIBRARY = 12

function* filesBelow(folder: string, depth: number): Generator<string> {
  const names = readdirSync(join(ROOT, folder)).filter((name) => !name.startsWith('.') && name !== 'node_modules')
  let taken = 0
  for (const name of names.sort()) {
    const path = join(folder, name)
    const found = statSync(join(ROOT, path))
    if (found.isDirectory() && depth < 4) yield* filesBelow(path, depth + 1)
    else if (/\.(?:[cm]?[jt]sx?|json|md|ya?ml)$/.test(name) && found.isFile() && taken < PER_LIBRARY) {
      taken += 1
      yield path
    }
  }
}

it('takes hardly anything in ordinary code for a secret, and never a hash', () => {
  const byDefault = kinds.filter((kind) => kind.byDefault)
  const seen: string[] = []
  let bytes = 0
  for (const [file, text] of corpus()) {
    bytes += Buffer.byteLength(text)
    for (const { kind, secret } of foundBy(byDefault, text)) seen.push(`${kind} in ${file}: ${secret.toString('utf8')}`)
  }
  expect(bytes).toBeGreaterThan(CORPUS_BYTES * 0.95)
  expect(seen.length, seen.join('\n')).toBeLessThan(bytes / RARITY)
  const values = seen.map((line) => line.slice(line.indexOf(': ') + 2))
  expect(values.filter((value) => isHash(value) || isUuid(value))).toEqual([])
}, 60_000)
