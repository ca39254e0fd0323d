/** Chinese texts of `clp doctor`. */
import type { Messages } from './en.ts'
import { zhDoctorMachine } from './zh-doctor-machine.ts'
import { zhDoctorTraffic } from './zh-doctor-traffic.ts'

export const zhDoctor: Messages['doctor'] = {
  about: '查找妨碍 CLP 及其客户端工作的一切问题',
  fix: '修复可以安全修复的问题',
  fixed: '已修复',
  failed: '无法检查：{reason}',
  finding: '{name}：{cause}',
  remedy: '→ {remedy}',
  summary: '共 {total} 项检查：{errors} 个错误，{warnings} 个警告',
  fixHint: '其中一些可以用此命令修复：clp doctor --fix',
  cannotMend: '无法修复：{reason}',
  checks: { ...zhDoctorMachine, ...zhDoctorTraffic },
}
