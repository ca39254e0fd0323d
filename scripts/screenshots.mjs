// Takes the pictures of the documentation again: `npm run screenshots`. Needs a Chromium on this machine; nothing is
// downloaded, and what the pictures show comes from a CLP of its own in a temporary home with scripted upstreams.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const { module } = await runnerImport(`${root}/test/e2e/browser/screenshots.ts`, { root, logLevel: 'error' })
await module.takeScreenshots(`${root}/docs/images`)
process.exit(0)
