// Fails when the JavaScript that the overview needs at first is larger than 200 KB gzipped: the entry, the page, their static
// imports, and the texts of one language. What is fetched later (charts, dialogs, other pages) does not count.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const LIMIT = 200 * 1024
const FIRST = [
  'index.html',
  'src/pages/overview/overview-page.tsx',
  'src/locales/zh/common.ts',
  'src/locales/zh/overview.ts',
]

const root = fileURLToPath(new URL('../dist/web', import.meta.url))
const manifest = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8'))

const files = new Set()
const take = (key) => {
  const chunk = manifest[key]
  if (chunk === undefined)
    throw new Error(`The build has no "${key}"; correct the list in scripts/check-bundle-size.mjs`)
  if (!chunk.file.endsWith('.js') || files.has(chunk.file)) return
  files.add(chunk.file)
  for (const next of chunk.imports ?? []) take(next)
}
for (const key of FIRST) take(key)

const sizes = [...files].map((file) => ({ file, bytes: gzipSync(readFileSync(join(root, file)), { level: 9 }).length }))
const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
for (const { file, bytes } of sizes.sort((left, right) => right.bytes - left.bytes)) {
  console.log(`${(bytes / 1024).toFixed(1).padStart(7)} KB  ${file}`)
}
console.log(`${(total / 1024).toFixed(1).padStart(7)} KB  in all, of ${LIMIT / 1024} KB allowed`)
if (total > LIMIT) {
  console.error('The first load of the overview is too large')
  process.exit(1)
}
