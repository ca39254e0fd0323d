// Takes the pictures of the documentation again: `npm run screenshots`. Needs a Chromium on this machine; nothing is
// downloaded, and what the pictures show comes from a CLP of its own in a temporary home with scripted upstreams.
import { fileURLToPath } from 'node:url'
import { createServer, createServerModuleRunner } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
// Open until the pictures are taken: the daemon loads a part of itself only when its window is asked for.
const server = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
})
const runner = createServerModuleRunner(server.environments.ssr, { hmr: false })
const { takeScreenshots } = await runner.import(`${root}/test/e2e/browser/screenshots.ts`)
await takeScreenshots(`${root}/docs/images`)
process.exit(0)
