/** `deploy/clp.service`, the unit for a whole machine: judged by systemd itself, and run by it behind all its walls. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { CLP_MAIN } from '../../kit/clp-process.ts'
import { createUserSystemd, whyNoSystemd } from '../../kit/user-systemd.ts'

vi.setConfig({ testTimeout: 180_000 })

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const UNIT = readFileSync(join(ROOT, 'deploy/clp.service'), 'utf8')

const hasAnalyze = spawnSync('systemd-analyze', ['--version']).error === undefined

describe.skipIf(!hasAnalyze)(`systemd-analyze${hasAnalyze ? '' : ' (skipped: systemd is not installed here)'}`, () => {
  const analyze = (...args: readonly string[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'clp-unit-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'clp.service')
    writeFileSync(file, UNIT.replace('/usr/local/bin/clp', process.execPath))
    return spawnSync('systemd-analyze', [...args, file], { encoding: 'utf8' })
  }

  it('finds no fault in the unit', () => {
    const { status, stderr } = analyze('verify')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  it('calls it well protected: exposure of at most 2.0 on its scale of 10', () => {
    const { status, stdout } = analyze('security', '--offline=true', '--threshold=20')
    expect([status, stdout]).toEqual([0, expect.stringMatching(/Overall exposure level .*: 1\.\d OK/)])
  })
})

const missing = whyNoSystemd()

/** As shipped, but for what a user manager cannot do (change the user), and where this checkout and its home are. */
const unitHere = UNIT.replace(/^(?:User|Group)=.*\n/gm, '')
  .replace('ExecStart=/usr/local/bin/clp', `ExecStart=${process.execPath} ${CLP_MAIN}`)
  .replace('Environment=CLP_HOME=/var/lib/clp', 'Environment=CLP_HOME=%S/clp')
  .replace('[Install]', `BindReadOnlyPaths=${ROOT} ${dirname(process.execPath)}\n[Install]`)

describe.skipIf(missing !== '')(`the unit${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  it('runs, answers, keeps its walls, and stops in order', () => {
    const systemd = createUserSystemd()
    onTestFinished(systemd.remove)
    const run = systemd.run(
      `
mkdir -p "$XDG_CONFIG_HOME/systemd/user"
printf '%s' "$UNIT" >"$XDG_CONFIG_HOME/systemd/user/clp.service"
systemctl --user daemon-reload
systemctl --user start clp.service
home="$XDG_CONFIG_HOME/clp"
until [ -s "$home/run/clp.pid" ] || ! systemctl --user is-active --quiet clp.service; do sleep 0.1; done
systemctl --user is-active clp.service || { systemctl --user status clp.service >&2; exit 3; }
pid=$(systemctl --user show --property MainPID --value clp.service)
grep -E 'CapBnd|NoNewPrivs|Seccomp:|Umask' "/proc/$pid/status"
'${process.execPath}' -e '
  const { addresses } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"))
  fetch(addresses.ui + "/health").then(async (answer) => console.log(answer.status, await answer.text()))
' "$home/run/clp.pid"
nsenter --target "$pid" --mount touch /etc/clp-was-here 2>&1 || true
systemctl --user stop clp.service
echo "result $(systemctl --user show --property Result --value clp.service)"
stat --format 'database %a' "$home/data/clp.db"
`,
      {
        UNIT: unitHere.replace('[Install]', 'Environment=CLP_UI_PORT=0 CLP_CLAUDE_PORT=0 CLP_CODEX_PORT=0\n[Install]'),
        XDG_CONFIG_HOME: '/run/clp-config',
      },
    )
    expect([run.status, run.err]).toEqual([0, ''])
    expect(run.out).toMatch(/CapBnd:\t0+\n/)
    expect(run.out).toContain('NoNewPrivs:\t1\nSeccomp:\t2\n')
    expect(run.out).toContain('Umask:\t0077')
    expect(run.out).toContain('200 {"status":"ok"')
    expect(run.out).toContain("cannot touch '/etc/clp-was-here': Read-only file system")
    expect(run.out).toContain('result success\ndatabase 600')
  })
})
