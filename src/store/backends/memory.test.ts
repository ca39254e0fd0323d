import { backendSuite } from './backends.suite.ts'
import { createMemoryStore } from './memory.ts'

backendSuite('memory', async (options) => createMemoryStore(options))
