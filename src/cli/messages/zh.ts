/** 命令行的中文文本。Every text of the command line, in Chinese. */

import { chinese } from '../../contract/reason/messages/zh.ts'
import type { Messages } from './en.ts'
import { zhAccess } from './zh-access.ts'
import { zhBudgets } from './zh-budgets.ts'
import { zhClients } from './zh-clients.ts'
import { zhDaemon } from './zh-daemon.ts'
import { zhDemo } from './zh-demo.ts'
import { zhDoctor } from './zh-doctor.ts'
import { zhMachine } from './zh-machine.ts'
import { zhMember } from './zh-member.ts'
import { zhNotices } from './zh-notices.ts'
import { zhQuota } from './zh-quota.ts'
import { zhRecords } from './zh-records.ts'
import { zhRules } from './zh-rules.ts'
import { zhUpstreams } from './zh-upstreams.ts'

export const zh: Messages = {
  help: {
    program: 'AI 编程客户端的本地代理：切换上游无需重启，自动故障转移，过滤、统计并查看每一个请求',
    usage: '用法：',
    options: '选项：',
    commands: '命令：',
    arguments: '参数：',
    examples: '示例：',
    optionsWord: '[选项]',
    commandWord: '[命令]',
    helpOption: '显示帮助',
    helpCommand: '显示某个命令的帮助',
    versionOption: '显示版本号',
    json: '以 JSON 输出结果',
    service: '客户端服务；用 "clp status" 查看有哪些',
    serviceOf: '客户端服务：{services}',
    groups: {
      daemon: '守护进程：',
      clients: '客户端：',
      upstreams: '上游：',
      rules: '规则：',
      access: '访问控制：',
      records: '日志与用量：',
      machine: '安装与配置：',
    },
    environment: `环境变量：
  CLP_HOME         配置与数据所在目录（默认 ~/.clp）
  CLP_PROXY_HOST   各服务的监听地址（默认 127.0.0.1）
  CLP_UI_HOST      界面的监听地址（默认 127.0.0.1）
  CLP_CLAUDE_PORT, CLP_CODEX_PORT, CLP_UI_PORT
                   端口（默认 3210、3211、3300；0 表示任意空闲端口）
  CLP_LANG         zh 或 en；未设置时取 LC_ALL、LC_MESSAGES 或 LANG
  CLP_LOG_LEVEL    debug、info、warn 或 error（默认 info）

退出码：0 成功，1 失败，2 用法错误，3 未运行`,
  },
  usageErrors: {
    unknownOption: '未知选项 "{first}"',
    unknownCommand: '未知命令 "{first}"',
    missingArgument: '缺少参数 <{first}>',
    optionMissingArgument: '选项 "{first}" 需要一个值',
    missingOption: '必须给出选项 "{first}"',
    conflictingOption: '选项 "{first}" 与 "{second}" 不能同时使用',
    excessArguments: '参数过多：需要 {first} 个，给出了 {second} 个',
    didYouMean: '是否想输入 {suggestion}？',
    seeHelp: '运行 "{command} --help" 查看帮助',
  },
  errors: {
    error: '错误：{message}',
    unknownService: '没有名为 "{service}" 的服务；可选：{services}',
    wrongValue: '"{value}" 不能用作 {what}：{expected}',
    notRunning: 'CLP 未运行；用 "clp start" 启动',
    unreachable: 'CLP（进程 {pid}）在运行但没有应答：{reason}',
    refused: '{title}：{detail}',
    badAnswer: 'CLP（进程 {pid}，版本 {version}）的应答无法被当前版本理解；用 "clp restart" 重启它',
    stdinEmpty: '标准输入为空：此处应提供令牌',
    unreadable: '无法读取 "{file}"：{reason}',
    secretShown: '命令行中的密钥可被本机所有用户看到，并会留在 shell 历史中。请改用 “-” 并从标准输入提供',
    stdinTwice: '标准输入只能用于一个值',
    fileExists: '{file} 已存在；请换一个名称',
    documentRejected: '无法修改 {file}：{reason}',
  },
  confirm: {
    ask: '{question}（输入 y 确认）[y/N] ',
    nobody: '无法询问：标准输入不是终端',
    no: '没有修改任何内容',
    yes: '不询问',
    hint: '用 --yes 表示确认',
  },
  problems: {
    'bad-request': '无法读取该请求',
    unauthenticated: '需要有效的 CLP 令牌',
    'endpoint-blocked': '端点过滤器拦截了该请求',
    'origin-not-allowed': '不允许来自该网页的请求',
    'content-refused': '请求体过滤器拒绝了该请求',
    'not-found': '此处没有内容',
    'config-conflict': '文档已被他人修改',
    'body-too-large': '请求体过大',
    'unsupported-encoding': '不支持该内容编码',
    'host-not-allowed': '不允许该主机名',
    'config-rejected': '文档无效',
    'upgrade-required': '此处不提供 WebSocket；请使用 HTTP',
    'budget-exceeded': '预算已用完',
    'too-many-failures': '登录失败次数过多',
    'client-closed': '客户端已断开',
    internal: 'CLP 出错',
    'filter-failed': '过滤器出错，请求被拒绝',
    'loop-detected': '请求又回到了 CLP 自身',
    'upstream-redirects': '上游重定向到了别处',
    'upstream-broken': '上游中途断开',
    'upstream-unreachable': '无法连接上游',
    'config-unusable': '文档无法读取，请求被拒绝',
    'out-of-descriptors': 'CLP 无法再打开更多连接',
    'no-upstream': '没有可用的上游',
    'upstream-timeout': '上游没有及时应答',
    'save-failed': '文件系统拒绝保存',
  },
  format: {
    days: '{days} 天 {hours} 小时',
    hours: '{hours} 小时 {minutes} 分',
    minutes: '{minutes} 分 {seconds} 秒',
    seconds: '{seconds} 秒',
    yes: '是',
    no: '否',
    listSeparator: '、',
  },
  daemon: zhDaemon,
  demo: zhDemo,
  clients: zhClients,
  doctor: zhDoctor,
  notices: zhNotices,
  upstreams: zhUpstreams,
  member: zhMember,
  quota: zhQuota,
  rules: zhRules,
  access: zhAccess,
  records: zhRecords,
  budgets: zhBudgets,
  machine: zhMachine,
  reasons: chinese,
}
