#!/usr/bin/env node
// Stands here before anything is built: npx links a command when it is first called, and never looks again.
import { existsSync } from 'node:fs'

const built = new URL('../dist/src/cli.js', import.meta.url)
if (existsSync(built)) await import(built.href)
else {
  process.stderr.write('Folkmoot is not built yet. Do it once, in its folder: npm run build\n')
  process.exitCode = 1
}
