/** The shelf of commands, in the order of `clp --help`. */
import type { CommandPart } from '../context/command.ts'
import { auth } from './access/auth.ts'
import { attach } from './clients/attach.ts'
import { detach } from './clients/detach.ts'
import { env } from './clients/env.ts'
import { exec } from './clients/exec.ts'
import { drain } from './daemon/drain.ts'
import { restart } from './daemon/restart.ts'
import { run } from './daemon/run.ts'
import { service } from './daemon/service.ts'
import { start } from './daemon/start.ts'
import { status } from './daemon/status.ts'
import { stop } from './daemon/stop.ts'
import { ui } from './daemon/ui.ts'
import { completion } from './machine/completion.ts'
import { config } from './machine/config.ts'
import { demo } from './machine/demo.ts'
import { doctor } from './machine/doctor.ts'
import { budget } from './records/budget.ts'
import { cost } from './records/cost.ts'
import { logs } from './records/logs.ts'
import { prices } from './records/prices.ts'
import { usage } from './records/usage.ts'
import { filter } from './rules/filter.ts'
import { lb } from './rules/lb.ts'
import { mask } from './rules/mask.ts'
import { route } from './rules/route.ts'
import { active } from './upstreams/active.ts'
import { add } from './upstreams/add.ts'
import { balance } from './upstreams/balance.ts'
import { disable } from './upstreams/disable.ts'
import { enable } from './upstreams/enable.ts'
import { list } from './upstreams/list.ts'
import { quota } from './upstreams/quota.ts'
import { remove } from './upstreams/remove.ts'
import { rename } from './upstreams/rename.ts'
import { set } from './upstreams/set.ts'
import { test } from './upstreams/test.ts'

export const commands: readonly CommandPart[] = [
  start,
  stop,
  drain,
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
  quota,
  balance,
  filter,
  mask,
  route,
  lb,
  auth,
  logs,
  usage,
  cost,
  prices,
  budget,
  config,
  service,
  completion,
]
