/** Chinese sentences for the notices of the daemon, by code. */
import type { Messages } from './en.ts'

export const zhNotices: Messages['notices'] = {
  'config-rejected': '{file} 无法读取，上一个有效版本继续生效：{reason}',
  'config-defaults': '{file} 无法读取，因此按默认值运行：{reason}',
  'config-unusable': '{file} 无法读取，因此请求被拒绝：{reason}',
  'entry-left-out': '{place}: {entry} 被略过，其余照常工作：{reason}。请修正或删除它',
  'value-ignored': '{place}: {entry} 的一个值按 {instead} 处理：{reason}。请修正或删除它',
  'entry-repeated': '{place}: {entry} 出现了不止一次，以最后一个为准。请删除其余的或改名',
  'names-alike': '{place}: {entry} 与 {other} 只有大小写或空白不同，两者都在使用。请给其中一个改名',
  'journal-trouble': '请求日志：{reason}',
  'journal-dropped': '有 {count} 条记录或请求体未能写入请求日志',
  'open-door': 'CLP 监听 {address} 而访问控制已关闭：任何能连到本机的人都能使用你的上游',
  'this-machine-only': 'CLP 在 {address} 监听 {service}，但在未启用访问控制时只为本机服务',
  'no-upstream': '{service} 没有上游',
  'all-disabled': '{service} 的所有上游都已停用',
  'all-ejected': '{service} 目前没有可用的上游',
  'upstream-ejected': '{service}：{upstream} 失败 {failures} 次后被暂时排除：{reason}',
  'service-down': '{service} 未在 {address} 监听：{reason}',
  'home-readable': '本机其他用户可以读取 {file}',
  draining: 'CLP 正在退出：/readyz 返回 503，进行中的请求结束后即停止',
  'former-finishing': '旧 CLP（进程 {pid}）还在处理 {count} 个请求',
  'crash-restarted': 'CLP 曾崩溃并自动重启 {count} 次；最近一次：{reason}',
  'guardian-gone': '守护 CLP 的进程已不在，崩溃后不会自动重启',
  'web-missing': '界面尚未构建；请运行 "npm run build"',
  other: '{message}',
}
