/** Chinese texts of `clp attach`, `detach`, `env` and `exec`. */
import type { Messages } from './en.ts'

export const zhClients: Messages['clients'] = {
  noSetup: 'CLP 不知道如何自动设置 {client}；请手动设置：',
  portUnknown: '不知道 {client} 应连接到哪里：{variable} 为 0 且 CLP 未运行；请先启动它',
  addressExpected: '形如 http://127.0.0.1:3210 的地址',
  fileError: '无法修改 "{file}"：{reason}',
  fileTaken: '无法修改 "{file}"：其中已有自己的 {key}；请先删除它，或手动将其 base_url 改为 {address}',
  fileFails: {
    halfDone: '对 "{file}" 的修改曾被中断；请先用 clp doctor --fix 完成或撤销它',
  },
  options: {
    dryRun: '只显示将要修改的内容',
    status: '显示哪些客户端经过 CLP',
    address: '客户端连接的地址（默认：本目录的 CLP）',
    token: '在那里出示的令牌；"-" 表示从标准输入读取',
    limits: '让 Claude Code 显示预算剩余：令牌写成网关的形式',
    shell: 'bash、fish 或 powershell（默认：正在使用的 shell）',
  },
  dryRunHint: '先用 --dry-run 查看修改内容，再用 --yes 执行',
  missingClient: '缺少参数 <client>；可选：{clients}',
  unknown: '没有名为 "{client}" 的客户端；可选：{clients}',
  client: '客户端：{clients}',
  line: '第 {line} 行',
  noLimits: '{client} 不需要 --limits：它自己会显示限额，或根本不显示',
  attach: {
    about: '修改客户端自己的文件，使其经过 CLP；修改前先显示',
    already: '{client} 已经连接到 {address}；无需操作',
    token: '访问控制已打开，因此为 {client} 创建令牌 "{name}" 并写入文件',
    overridden: '注意：当前 shell 中的 {variables} 会让 {client} 连到别处或带上另一个密钥；请取消设置',
    serviceOff:
      '注意：CLP 尚未提供 {label} 服务；请先添加上游（clp add {service} <名称> --base-url <地址>），再运行：clp restart',
    note: '注意：{text}',
    proxy: '注意：此 shell 中的 {variable} 可能让 {client} 经代理连接 CLP；请把 127.0.0.1,localhost,::1 加入 NO_PROXY',
    elsewhere: '注意："{value}" 使 {client} 不经过 CLP；参见 clp doctor',
    question: '修改 "{file}"？',
    done: '{client} 下次启动起连接到 {address}；撤销命令：clp detach {service}',
    left: '已保留（之后被修改过）：{keys}',
  },
  detach: {
    about: '准确撤销 "clp attach" 所做的修改',
    nothing: 'CLP 没有修改过 "{file}"',
    removed: '"{file}" 由 CLP 创建，将被删除',
    question: '把 "{file}" 改回去？',
    done: '{client} 已恢复原状',
  },
  status: {
    columns: ['客户端', '状态', '连接到', '文件'],
    states: {
      attached: '已接入',
      byHand: '手动设置',
      elsewhere: '连接到别处',
      none: '未接入',
      halfDone: '未完成',
      unreadable: '无法读取',
    },
    nowhere: '-',
  },
  env: {
    about: '输出让客户端经过 CLP 的 shell 语句',
    how: '# 使用方法：{command}',
    fileWins: '注意："{file}" 让 {client} 连接到 {address}，且优先于环境变量；请运行：clp attach {service}',
    tokenNeeded: '访问控制已打开：请用 --token 或 CLP_TOKEN 提供令牌；创建命令为 "clp auth generate"',
    shellExpected: 'bash、fish 或 powershell',
  },
  exec: {
    about: '仅为这一个进程设置 CLP 并运行客户端',
    args: '传给客户端的参数，写在 "--" 之后',
    cannotRun: '无法运行 "{program}"：{reason}',
    notFound: '无法运行 "{program}"：不在 PATH 中',
    fileWins: '"{file}" 让 {client} 连接到 {address}，且优先于环境变量；请运行：clp attach {service}',
  },
}
