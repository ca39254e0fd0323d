/** Notices a running Python CLP (up to 1.11) on the same home: it holds the same ports and knows nothing of us. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Home } from '../store/files/home.ts'
import { commandLineOf } from './port-owner.ts'

/** PID files of the original, below `run/`. */
export const FORMER_PID_FILES = ['claude_code_proxy.pid', 'codex_proxy.pid', 'ui.pid']

/**
 * PIDs of living processes of the old program. A PID file is believed only if its process is a Python program: the files
 * stay behind after a crash, and the number may belong to anything by now.
 */
export const findFormerClp = async (
  home: Home,
  commandLine: (pid: number) => Promise<string> = commandLineOf,
): Promise<readonly number[]> => {
  const found: number[] = []
  for (const name of FORMER_PID_FILES) {
    const pid = readPid(join(home.run, name))
    if (pid !== undefined && isPython(await commandLine(pid))) found.push(pid)
  }
  return found
}

const readPid = (file: string): number | undefined => {
  try {
    const text = readFileSync(file, 'utf8').trim()
    return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined
  } catch {
    return undefined
  }
}

const isPython = (commandLine: string): boolean => /python|uvicorn|gunicorn|waitress/i.test(commandLine)
