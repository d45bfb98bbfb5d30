import { backFilling } from './back-filling.ts'
import { testStage } from './seed.ts'

testStage(backFilling)
