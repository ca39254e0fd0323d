/** Chinese texts of the checks of this machine, the daemon and the documents. */
import type { enDoctorMachine } from './en-doctor-machine.ts'

export const zhDoctorMachine: typeof enDoctorMachine = {
  'node-version': {
    name: 'Node 版本',
    findings: {
      old: { cause: 'Node {version} 低于 CLP 所需的 {oldest}', remedy: '安装 Node 22 或更新版本' },
      brotli: {
        cause:
          'Node {version} 的 brotli 解码器不安全（CVE-2026-111497）；CLP 不使用它，改用自带的 WebAssembly 解码器，速度较慢',
        remedy: '安装 Node 22.23.4、24.22.1、26.12.1 或更新版本',
      },
    },
  },
  'home-writable': {
    name: '目录可写',
    findings: {
      unwritable: { cause: '无法读写 "{path}"：{reason}', remedy: '用 chown 改回自己所有，或用 CLP_HOME 另选目录' },
    },
  },
  'home-permissions': {
    name: '目录不对外可读',
    findings: {
      open: {
        cause: '本机其他用户可以读取 "{file}"',
        remedy: '运行：chmod go= "{file}"（clp doctor --fix 会这样做）',
      },
    },
  },
  'disk-space': {
    name: '磁盘空间',
    findings: {
      low: { cause: '"{path}" 所在磁盘仅剩 {free}', remedy: '清理磁盘，或在设置中限制日志' },
    },
  },
  documents: {
    name: '文档',
    findings: {
      rejected: { cause: '"{file}" 未生效：{reason}', remedy: '修正该行；CLP 会立即采用' },
      partly: { cause: '{told}', remedy: '保存后 CLP 会立即采用' },
      names: { cause: '{told}', remedy: 'clp config check 会指出行号' },
    },
  },
  database: {
    name: '数据库',
    findings: {
      damaged: { cause: '"{file}" 已损坏：{reason}', remedy: '停止 CLP 并移走该文件；下次启动时会新建' },
    },
  },
  'log-size': {
    name: '日志大小',
    findings: {
      log: { cause: '"{file}" 已增长到 {size}', remedy: '停止 CLP 并删除它；CLP 自己的日志到 10 MB 会轮换' },
      database: {
        cause: '数据库 "{file}" 已增长到 {size}',
        remedy: '在设置中减少保留的记录，或清除：clp logs clear',
      },
    },
  },
  'older-bodies': {
    name: '脱敏之前的日志',
    findings: {
      kept: {
        cause: '请求日志中有 {date} 开始脱敏之前的请求体，其中可能有机密',
        remedy: '清除日志：clp logs clear；否则它们会随日志清理逐渐消失',
      },
    },
  },
  daemon: {
    name: 'CLP 运行并应答',
    findings: {
      asleep: { cause: 'CLP 未运行', remedy: '启动命令：clp start' },
      silent: { cause: 'CLP（进程 {pid}）在运行但没有应答', remedy: '运行：clp restart' },
      version: { cause: '正在运行的是 CLP {running}，而已安装的是 {installed}', remedy: '运行：clp restart' },
    },
  },
  'former-clp': {
    name: '没有同时运行的 Python 版 CLP',
    findings: {
      alive: {
        cause: 'Python 版 CLP 正在使用此目录（进程 {pids}）',
        remedy: '用它自己的 "clp stop" 停止，或运行：kill {pids}',
      },
    },
  },
  'stale-run-file': {
    name: '没有残留的运行文件',
    findings: {
      stale: { cause: '"{file}" 是已结束的 CLP 留下的', remedy: '删除它（clp doctor --fix 会这样做）' },
    },
  },
  'stale-lock': {
    name: '没有残留的锁',
    findings: {
      stale: {
        cause: '"{folder}" 中有 {count} 个锁属于已结束的进程',
        remedy: '下次启动时会清除（clp doctor --fix 现在就清除）',
      },
    },
  },
  ports: {
    name: '端口',
    findings: {
      taken: { cause: '{what} 的端口 {port} 已被其他程序占用', remedy: '停止该程序，或用 {variable} 另选端口' },
      takenBy: {
        cause: '{what} 的端口 {port} 已被 {program}（进程 {pid}）占用',
        remedy: '停止该程序，或用 {variable} 另选端口',
      },
      unusable: { cause: '无法确定 CLP 的监听位置：{reason}', remedy: '修正或取消设置该变量' },
    },
  },
  'open-door': {
    name: '没有不要令牌的对外开放',
    findings: {
      open: {
        cause: 'CLP 在 {host} 上为 {service} 监听且不要求令牌',
        remedy: '运行：clp auth generate --name <名称>，然后：clp auth on',
      },
    },
  },
  'web-ui': {
    name: '网页界面',
    findings: {
      missing: { cause: '网页界面尚未构建', remedy: '运行：npm run build' },
    },
  },
  'access-tokens': {
    name: '令牌',
    findings: {
      none: {
        cause: '访问控制已打开但没有有效令牌，所有请求都会被拒绝',
        remedy: '运行：clp auth generate --name <名称>',
      },
    },
  },
  'active-upstream': {
    name: '当前上游',
    findings: {
      none: {
        cause: '{service} 没有上游',
        remedy: '运行：{add}',
      },
      disabled: { cause: '{service} 的上游全部被停用', remedy: '运行：clp enable {id} <名称>' },
    },
  },
}
