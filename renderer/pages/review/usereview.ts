import { useCommands } from '../../commands/registry.ts'
import { useClasses } from '../../stores/classes.ts'
import { useComments } from '../../stores/comments.ts'
import { useRegions } from '../../stores/regions.ts'
import { useReview } from '../../stores/review.ts'
import { useReviewers } from '../../stores/reviewers.ts'
import { useStage } from '../../stores/stage.ts'
import { useReviewLayers } from '../../viewer/reviewlayers.ts'
import { regionCommands } from './regioncommands.ts'
import { reviewCommands } from './reviewcommands.ts'
import { useFollow } from './usefollow.ts'
import { useTools } from './usetools.ts'

/** The review as a part of the page: what it knows, what lies over the slide, what the pointer does, and its commands. */
export function useReviewPage(): void {
  const stages = useStage()
  // The stores greet the host when it answers, so they must be there before it does.
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
