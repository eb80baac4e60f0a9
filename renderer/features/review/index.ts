import { UserRound } from '@lucide/vue'
import type { Feature } from '../../core/features.ts'
import { useLeaveGuard } from '../../core/leave-guard.ts'
import { texts } from '../../texts.ts'
import { reviewCommands } from './commands.ts'
import { useComments } from './comments.ts'
import CommentList from './components/CommentList.vue'
import HistoryTab from './components/HistoryTab.vue'
import ReopenDialog from './components/ReopenDialog.vue'
import ReviewBar from './components/ReviewBar.vue'
import ReviewerDialog from './components/ReviewerDialog.vue'
import ReviewTab from './components/ReviewTab.vue'
import SignDialog from './components/SignDialog.vue'
import { useFollow } from './follow-queue.ts'
import { useReviewLayers } from './layers.ts'
import { usePickTool } from './pick-tool.ts'
import { useQueue } from './queue.ts'
import { useReview } from './review.ts'
import { useReviewers } from './reviewers.ts'

export { CommentList, useQueue, useReview, useReviewers }

/** The review of an analysis: labels, comments, history and signature. */
export const reviewFeature: Feature = {
  setup() {
    const review = useReview()
    useReviewers()
    useComments()
    useFollow()
    useLeaveGuard(() => review.saving.state !== 'saved')
  },
  commands: reviewCommands,
  menu: [{ command: 'review.reviewer', icon: UserRound }],
  tabs: [
    {
      id: 'review',
      title: texts.review.tab,
      order: 2,
      component: ReviewTab,
      tall: true,
      pointer: usePickTool
    },
    { id: 'history', title: texts.history.tab, order: 4, component: HistoryTab, tall: true }
  ],
  parts: { reviewBar: [ReviewBar], dialogs: [ReviewerDialog, SignDialog, ReopenDialog] },
  layers: useReviewLayers
}
