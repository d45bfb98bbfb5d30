import { publishing } from './publishing.ts'
import { testStage } from './seed.ts'

testStage(publishing)
