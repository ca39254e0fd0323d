/** The shelf of service managers. */
import { launchd } from './launchd.ts'
import type { Manager } from './manager.ts'
import { scheduledTask } from './scheduled-task.ts'
import { systemd } from './systemd.ts'

export const managers: readonly Manager[] = [systemd, launchd, scheduledTask]
