#!/usr/bin/env node
import { enableCompileCache } from 'node:module'

// Loading is most of what a short command takes. Where there is no place to write, there is no cache.
enableCompileCache()
await import('./program.ts')
