/**
 * A systemd of its own for a test: the user manager of Debian's systemd, in fresh PID and mount namespaces, so that it neither sees nor
 * touches the machine's. Needs root for the namespaces; `whyNoSystemd` says why it cannot be had.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MANAGER = '/lib/systemd/systemd'

/** Starts the manager, waits until it answers, and runs the script on standard input with `sh -e`. */
const PROLOGUE = `
mount -t tmpfs none /run
mkdir -p /run/systemd/system "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME"
chmod 700 "$XDG_RUNTIME_DIR"
${MANAGER} --user >"$XDG_CONFIG_HOME/manager.log" 2>&1 &
until systemctl --user is-active --quiet default.target 2>/dev/null; do
  kill -0 $! || { cat "$XDG_CONFIG_HOME/manager.log" >&2; exit 99; }
  sleep 0.1
done
# What stands in for a path that a unit may not see; the machine's systemd would have made it.
cp -a "$XDG_RUNTIME_DIR/systemd/inaccessible" /run/systemd/
`

export interface UserSystemd {
  /** Home directory of the user whose manager it is. */
  readonly directory: string
  /** Runs a script; everything it started ends with it. */
  readonly run: (
    script: string,
    environment?: Readonly<Record<string, string>>,
  ) => { readonly status: number | null; readonly out: string; readonly err: string }
  readonly remove: () => void
}

export const createUserSystemd = (): UserSystemd => {
  const directory = mkdtempSync(join(tmpdir(), 'clp-systemd-'))
  mkdirSync(join(directory, '.config'))
  const base = {
    PATH: process.env['PATH'],
    HOME: directory,
    XDG_CONFIG_HOME: join(directory, '.config'),
    XDG_RUNTIME_DIR: '/run/clp-test',
    CLP_LANG: 'en',
  }
  return {
    directory,
    run: (script, environment = {}) => {
      const { status, stdout, stderr } = spawnSync(
        'unshare',
        ['--pid', '--fork', '--mount', '--mount-proc', '--kill-child', 'sh', '-e', '-c', PROLOGUE + script],
        { env: { ...base, ...environment }, encoding: 'utf8', timeout: 150_000 },
      )
      return { status, out: stdout, err: stderr }
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** Empty when a systemd can be had here. */
export const whyNoSystemd = (): string =>
  process.platform === 'linux' && !existsSync(MANAGER) ? 'systemd is not installed' : whyNoNamespaces()

/** Empty when PID and mount namespaces can be made here. */
export const whyNoNamespaces = (): string => {
  if (process.platform !== 'linux') return 'this is not Linux'
  if (process.getuid?.() !== 0) return 'namespaces need root'
  const probe = spawnSync('unshare', ['--pid', '--fork', '--mount', '--mount-proc', 'true'], { encoding: 'utf8' })
  return probe.status === 0 ? '' : `namespaces cannot be made: ${probe.error?.message ?? probe.stderr}`
}
