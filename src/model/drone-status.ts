/** Drone's words for a build, stage or step that failed, and for a build that is not over (harness/drone core/status.go). */
export const failedStates: readonly string[] = ['failure', 'killed', 'error'];
export const openStates: readonly string[] = ['pending', 'running', 'blocked', 'waiting_on_dependencies'];
