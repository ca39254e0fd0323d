/** The shelf of clients that can be set up, one file each. */
import type { ClientSetup } from '../attach/client-setup.ts'
import { claudeCode } from './claude-code.ts'
import { codex } from './codex.ts'
import { geminiCli } from './gemini-cli.ts'
import { opencode } from './opencode.ts'
import { qwenCode } from './qwen-code.ts'

export const clients: readonly ClientSetup[] = [claudeCode, codex, geminiCli, opencode, qwenCode]
