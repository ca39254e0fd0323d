// Fails when package-lock.json brings something into CLP that nobody agreed to: a licence that does not go with MIT, a package that
// runs a script when it is installed, one from elsewhere than the public npm registry, or one without a checksum. Asks nobody:
// works without a network. `--list` prints every package that is shipped, by licence.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What may be shipped within a program under MIT without conditions beyond naming the author. */
const COMPATIBLE = new Set([
  'MIT',
  'ISC',
  'Unlicense',
  'CC0-1.0',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
])
/** What a tool may have beside those: it builds or tests CLP, and no line of it is shipped. */
const FOR_TOOLS = new Set(['MPL-2.0', 'CC-BY-4.0', 'Python-2.0'])
/** Packages that may run a script when they are installed. None does; one that comes has to be named in the README too. */
const INSTALL_SCRIPTS = new Set([])
const REGISTRY = 'https://registry.npmjs.org/'

const root = fileURLToPath(new URL('..', import.meta.url))
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
const places = Object.keys(packages).filter((place) => place !== '')

/** Where Node finds `name` for the package at `place`; undefined for an optional one that is not in the lock file. */
const find = (place, name) => {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const found = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
    if (found in packages) return found
    if (folder === '') return undefined
  }
}

/** The libraries of the program and of its pages are bundled into dist: shipped, though package.json calls them tools. */
const importedIn = (place) => {
  const folder = join(root, place)
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.(?:test|suite)\.tsx?$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
  const names = texts.flatMap((text) =>
    [...text.matchAll(/(?:from|import) '((?:@[\w-]+\/)?[\w][\w.-]*)/g)].map(([, name]) => name),
  )
  return new Set(names)
}

const shipped = new Set(places.filter((place) => packages[place].dev !== true))
const take = (place) => {
  if (place === undefined || shipped.has(place)) return
  shipped.add(place)
  const { dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = packages[place]
  for (const name of Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }))
    take(find(place, name))
}
for (const name of [...importedIn('src'), ...importedIn('web/src')]) take(find('', name))

/** "A OR B" lets us choose; "A AND B" asks for both. */
const agrees = (license, allowed) =>
  license
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => allowed.has(part)))

const forTools = new Set([...COMPATIBLE, ...FOR_TOOLS])
const wrong = []
const byLicence = new Map()
for (const place of places) {
  const { license = 'none named', hasInstallScript, resolved, integrity, version } = packages[place]
  const name = `${place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`
  if (!agrees(license, shipped.has(place) ? COMPATIBLE : forTools))
    wrong.push(`${name} has the licence "${license}"; look at it, then name it in this script or leave the package out`)
  if (hasInstallScript && !INSTALL_SCRIPTS.has(name.slice(0, name.lastIndexOf('@'))))
    wrong.push(`${name} runs a script when it is installed; leave it out, or name it in the README and in this script`)
  if (resolved !== undefined && !resolved.startsWith(REGISTRY))
    wrong.push(`${name} comes from ${new URL(resolved).origin}; take its "resolved" out of package-lock.json`)
  if (integrity === undefined && shipped.has(place))
    wrong.push(`${name} has no checksum; delete its entry and run npm install`)
  if (shipped.has(place)) byLicence.set(license, [...(byLicence.get(license) ?? []), name])
}

for (const [license, names] of [...byLicence].sort()) {
  console.log(`${String(names.length).padStart(4)} shipped under ${license}`)
  if (process.argv.includes('--list')) for (const name of names.sort()) console.log(`       ${name}`)
}
console.log(`${String(places.length - shipped.size).padStart(4)} only build and test CLP`)
for (const line of wrong) console.error(line)
if (wrong.length > 0) process.exitCode = 1
