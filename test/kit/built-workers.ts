/**
 * Brings `dist` and `build` up to date before the first test: worker threads and processes of their own cannot run TypeScript on
 * Node 20, and a test against yesterday's build would prove nothing. Types are checked elsewhere.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../../scripts/build-if-needed.mjs', import.meta.url))

export const setup = (): void => {
  execFileSync(process.execPath, [script, 'build:modules'], { stdio: 'inherit' })
}
