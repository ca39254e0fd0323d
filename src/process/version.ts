/** The version in package.json: the one place that knows it. */
import { readFileSync } from 'node:fs'
import { packageFile } from '../store/files/package-files.ts'

/** Reads the version of this very package, whether it runs from `src` or `dist`. No schema here: `clp --help` waits for it. */
export const packageVersion = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'))
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version)
  throw new Error('Cannot read the version of CLP: package.json names none')
}
