import { useCommands } from '../../commands/registry.ts'
import { useStage } from '../../stage/stage.ts'
import { useClasses } from '../regions/classes.ts'
import { regionCommands } from '../regions/commands.ts'
import { useTools } from '../regions/edit-tool.ts'
import { useRegions } from '../regions/regions.ts'
import { reviewCommands } from './commands.ts'
import { useComments } from './comments.ts'
import { useFollow } from './follow-queue.ts'
import { useReviewLayers } from './layers.ts'
import { useReview } from './review.ts'
import { useReviewers } from './reviewers.ts'

/** Sets up the review: stores, layers over the slide, pointer tools and commands. */
export function useReviewPage(): void {
  const stages = useStage()
  // The stores must exist before the host answers, because they load their data when it does.
  useReviewers()
  useClasses()
  useReview()
  useRegions()
  useComments()
  useReviewLayers(() => stages.main)
  useTools()
  useFollow()
  useCommands().add([...reviewCommands(), ...regionCommands()])
}
