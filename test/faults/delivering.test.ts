import { delivering } from './delivering.ts'
import { testStage } from './seed.ts'

testStage(delivering)
