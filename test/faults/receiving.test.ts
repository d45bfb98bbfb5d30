import { receiving } from './receiving.ts'
import { testStage } from './seed.ts'

testStage(receiving)
