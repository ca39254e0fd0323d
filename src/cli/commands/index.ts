/** The shelf of commands, in the order of `clp --help`. */
import type { CommandPart } from '../command.ts'
import { active } from './active.ts'
import { add } from './add.ts'
import { attach } from './attach.ts'
import { auth } from './auth.ts'
import { completion } from './completion.ts'
import { config } from './config.ts'
import { demo } from './demo.ts'
import { detach } from './detach.ts'
import { disable } from './disable.ts'
import { doctor } from './doctor.ts'
import { enable } from './enable.ts'
import { env } from './env.ts'
import { exec } from './exec.ts'
import { filter } from './filter.ts'
import { lb } from './lb.ts'
import { list } from './list.ts'
import { logs } from './logs.ts'
import { remove } from './remove.ts'
import { rename } from './rename.ts'
import { restart } from './restart.ts'
import { route } from './route.ts'
import { run } from './run.ts'
import { service } from './service.ts'
import { set } from './set.ts'
import { start } from './start.ts'
import { status } from './status.ts'
import { stop } from './stop.ts'
import { test } from './test.ts'
import { ui } from './ui.ts'
import { usage } from './usage.ts'

export const commands: readonly CommandPart[] = [
  start,
  stop,
  restart,
  status,
  run,
  ui,
  demo,
  doctor,
  attach,
  detach,
  env,
  exec,
  list,
  active,
  add,
  set,
  rename,
  remove,
  disable,
  enable,
  test,
  filter,
  route,
  lb,
  auth,
  logs,
  usage,
  config,
  service,
  completion,
]
