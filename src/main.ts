import './lib/old-node.ts'
import { runServer } from './run.ts'

await runServer()
