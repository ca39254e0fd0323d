/** Opens an address in the user's browser with the means of the system. */
import { spawn } from 'node:child_process'
import type { Environment } from '../../process/options.ts'

/** How long an opener that fails takes at most to say so, in ms; one that still runs then has opened something. */
const PATIENCE_MS = 1500

/** True when a browser was asked to open the address. */
export const openBrowser = (
  address: string,
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> =>
  new Promise((resolve) => {
    const [program, ...args] = openerOf(platform, address)
    const child = spawn(program, args, { detached: true, env: { ...environment }, stdio: 'ignore', windowsHide: true })
    const patience = setTimeout(() => resolve(true), PATIENCE_MS)
    const settle = (opened: boolean): void => {
      clearTimeout(patience)
      resolve(opened)
    }
    child.once('error', () => settle(false))
    child.once('exit', (code) => settle(code === 0))
    child.unref()
  })

const openerOf = (platform: NodeJS.Platform, address: string): readonly [string, ...string[]] => {
  if (platform === 'darwin') return ['open', address]
  if (platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler', address]
  return ['xdg-open', address]
}
