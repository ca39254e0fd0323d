/** The client services, in the order people see them. How to add one stands in CONTRIBUTING.md. */
import type { ClientService } from '../exchange/service.ts'
import { claude } from './claude.ts'
import { codex } from './codex.ts'
import { gemini } from './gemini.ts'

export const services: readonly ClientService[] = [claude, codex, gemini]
