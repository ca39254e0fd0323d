/** English texts of `clp doctor`: for every check its name, and for everything it may find the cause and the remedy. */
import { enDoctorMachine } from './en-doctor-machine.ts'
import { enDoctorTraffic } from './en-doctor-traffic.ts'

export const enDoctor = {
  about: 'Look for everything that keeps CLP and its clients from working',
  fix: 'fix what can be fixed without harm',
  fixed: 'fixed',
  failed: 'Could not look: {reason}',
  finding: '{name}: {cause}',
  remedy: '→ {remedy}',
  summary: '{total} checks: {errors} errors, {warnings} warnings',
  fixHint: 'Some of this can be fixed with: clp doctor --fix',
  cannotMend: 'Could not fix it: {reason}',
  checks: { ...enDoctorMachine, ...enDoctorTraffic },
}
